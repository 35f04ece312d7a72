import type { Inventory } from "../../join/inventory.ts"
import { releasesOf, releaseValue } from "../../join/releases/index.ts"
import type { DocumentFact } from "../../model/facts.ts"
import { type Help, yaml } from "../../model/help.ts"
import type { Span } from "../../model/place.ts"
import type { Level } from "../../model/report.ts"
import { isTrue, itemsAt, type Node, scalarAt, textAt, walk } from "../../model/tree.ts"
import { isTemplated } from "../levels.ts"
import { rule } from "../rule.ts"
import {
  about,
  certManagerCode,
  certManagerDoc,
  type Issuer,
  inDocument,
  issuersOf,
  objectText,
  placed,
  type Solver,
  verifyChallenge,
} from "./issuers.shared.ts"
import { type Request, requestsFor } from "./requests.shared.ts"
import { gatewayNamed } from "./routes.shared.ts"

export const http01GatewayIncomplete = rule({
  id: "http01-gateway-incomplete",
  family: "acme",
  level: "error",
  summary: "A Gateway API solver lacks a Gateway that takes its routes on port 80",
  citations: [
    certManagerDoc(
      "HTTP01",
      "Configuring the HTTP-01 Gateway API solver",
      "The Gateway must have a listener on port 80; from another namespace, it must be configured with `from: All`.",
      "configuration/acme/http01/",
    ),
    certManagerCode(
      "pkg/controller/acmeorders/util.go",
      "applyGatewayAPIAnnotationParentRefOverride",
      "must specify parentRefs either through annotations or solver config.",
    ),
    certManagerDoc(
      "Gateway",
      "Enable the Gateway API support",
      "The support has to be switched on in the controller's configuration.",
      "usage/gateway/",
    ),
  ],
  why: "The challenge's HTTPRoute is attached to nothing, so the ACME server gets no answer and the certificate stays pending.",
  fix: "Give the Gateway a listener of port 80 and protocol HTTP that takes routes of all namespaces, and name it in parentRefs.",

  on: "repository",
  *check(inventory) {
    for (const found of issuersOf(inventory))
      for (const solver of found.solvers) {
        if (solver.gateway === undefined) continue
        const requests = requestsFor(found, solver, inventory)
        for (const { reason, at, level, help } of faults(found, solver, requests, inventory))
          yield {
            message: `The Gateway API solver of ${objectText(found.document)} ${reason}.`,
            help: [...help, { do: "See that the challenge passes.", verify: verifyChallenge }],
            at: placed(found.document, at, inventory),
            level: inDocument(level ?? "error", found.document),
            ...about(found.document),
            identity: `solver ${solver.index} ${reason}`,
          }
      }
  },
})

interface Fault {
  readonly reason: string
  readonly at: Span
  readonly help: Help
  readonly level?: Level
}

function* faults(
  { document }: Issuer,
  { gateway: table }: Solver,
  requests: readonly Request[],
  inventory: Inventory,
): Generator<Fault> {
  if (table === undefined) return
  const parents = itemsAt(table.value, "parentRefs")
  // A Gateway that asks for its own certificate is named as the parent by cert-manager itself.
  const own = requests.every(
    ({ by, annotations }) =>
      by === "Gateway" || annotations.some(({ key }) => key.value.endsWith("/http01-parentrefname")),
  )
  if (parents.length === 0 && !(own && requests.length > 0))
    yield {
      reason: "names no Gateway: parentRefs is missing, and its HTTPRoute is attached to nothing",
      at: table.key,
      help: [
        {
          do: "Name the Gateway:",
          copy: yaml("gatewayHTTPRoute:", "  parentRefs: [{kind: Gateway, name: GATEWAY, namespace: NAMESPACE}]"),
        },
      ],
      level: requests.length === 0 ? "warning" : "error",
    }
  for (const one of parents) yield* parentFaults(one, document, requests, inventory)
  if (isGatewaySupportOff(document, inventory))
    yield {
      reason: 'cannot work: cert-manager is installed without Gateway API support ("gateway api is not enabled")',
      at: table.key,
      help: [
        {
          do: "In the values of the chart cert-manager write:",
          copy: yaml(
            "config:",
            "  apiVersion: controller.config.cert-manager.io/v1alpha1",
            "  kind: ControllerConfiguration",
            "  enableGatewayAPI: true",
          ),
        },
      ],
    }
}

function* parentFaults(
  one: Node,
  document: DocumentFact,
  requests: readonly Request[],
  inventory: Inventory,
): Generator<Fault> {
  const name = scalarAt(one, "name")
  if (name === undefined || isTemplated(name) || (textAt(one, "kind") ?? "Gateway") !== "Gateway") return
  const target = gatewayNamed(name.value, textAt(one, "namespace"), document, inventory)
  if (target === undefined || target.template) return
  const section = textAt(one, "sectionName")
  const listeners = itemsAt(target.root, "spec", "listeners").filter(
    (listener) => section === undefined || textAt(listener, "name") === section,
  )
  const plain = listeners.filter((one) => textAt(one, "port") === "80" && textAt(one, "protocol") === "HTTP")
  const gatewayText = objectText(target)
  if (plain.length === 0) {
    if (!hasListenerSet(target, inventory))
      yield {
        reason: `needs a listener of port 80 and protocol HTTP, which ${gatewayText} does not have: challenges are not answered`,
        at: name,
        help: [
          {
            do: `Add to ${gatewayText}:`,
            copy: yaml("- name: http", "  port: 80", "  protocol: HTTP", "  allowedRoutes: {namespaces: {from: All}}"),
          },
        ],
      }
    return
  }
  for (const request of requests) {
    const far =
      request.namespace !== undefined && request.namespace !== (target.resource?.namespace ?? request.namespace)
    const closed = plain.every(
      (listener) => (textAt(listener, "allowedRoutes", "namespaces", "from") ?? "Same") === "Same",
    )
    if (far && closed) {
      yield {
        reason: `has ${gatewayText} for a parent, which takes routes of its own namespace only, but ${objectText(request.document)} is in another`,
        at: name,
        help: [
          {
            do: `Add to the listener of port 80 of ${gatewayText}:`,
            copy: yaml("allowedRoutes: {namespaces: {from: All}}"),
          },
        ],
      }
      return
    }
  }
  const left = requests
    .flatMap(({ names }) => names)
    .find(({ value }) => !plain.some((listener) => matches(textAt(listener, "hostname"), value)))
  if (left !== undefined)
    yield {
      reason: `has ${gatewayText} for a parent, whose listener of port 80 takes no ${left.value}`,
      at: name,
      help: [{ do: `Leave hostname out of the listener of port 80 of ${gatewayText}, or let it match ${left.value}.` }],
    }
}

/** Whether a listener's hostname takes a name: `*.` stands for one label or more. */
function matches(hostname: string | undefined, name: string): boolean {
  if (hostname === undefined || hostname === "" || hostname === name) return true
  return hostname.startsWith("*.") && name.endsWith(hostname.slice(1))
}

function hasListenerSet({ resource, path }: DocumentFact, inventory: Inventory): boolean {
  return [...inventory.objects("ListenerSet"), ...inventory.objects("XListenerSet")].some(
    (set) => textAt(set.root, "spec", "parentRef", "name") === resource?.name && inventory.joined(set.path, path),
  )
}

/** Whether the values that cert-manager is installed with are here, and do not switch it on. */
function isGatewaySupportOff({ path }: DocumentFact, inventory: Inventory): boolean {
  const release = releasesOf(inventory).find((one) => one.chart === "cert-manager" && inventory.joined(one.path, path))
  if (release === undefined || release.open || release.layers.length === 0) return false
  if (isTrue(releaseValue(release, "config", "enableGatewayAPI"))) return false
  if (isTrue(releaseValue(release, "config", "gatewayAPI", "enabled"))) return false
  return !release.layers.some(({ root }) =>
    [...walk(root, 5_000)].some(
      ({ node }) => node.kind === "scalar" && /enable-gateway-api|GatewayAPISupport/.test(node.value),
    ),
  )
}
