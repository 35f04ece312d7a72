import { type Controllers, classesAt, controllerNamed, controllersOf } from "../../controllers/controllers.ts"
import type { Inventory } from "../../join/inventory.ts"
import type { DocumentFact } from "../../model/facts.ts"
import { yaml } from "../../model/help.ts"
import { at, entriesAt, itemsAt, type Node, textAt } from "../../model/tree.ts"
import { type Problem, rule } from "../rule.ts"
import {
  about,
  certManagerCode,
  certManagerDoc,
  classOf,
  inDocument,
  issuersOf,
  objectText,
  placed,
  solverFor,
  verifyChallenge,
} from "./issuers.shared.ts"
import { issuerOf, requestsOf } from "./requests.shared.ts"

export const http01BlockedPath = rule({
  id: "http01-blocked-path",
  family: "acme",
  level: "warning",
  summary: "The pods that answer challenges cannot be reached",
  citations: [
    certManagerCode(
      "pkg/apis/acme/v1/types.go",
      "SolverIdentificationLabelKey",
      'Solver pods have the label acme.cert-manager.io/http01-solver: "true"; they listen on port 8089.',
    ),
    certManagerDoc(
      "HTTP01",
      "ingressTemplate",
      "The added annotations override those of cert-manager, whitelist-source-range among them.",
      "configuration/acme/http01/",
    ),
  ],
  why: "The ingress controller gets no answer from the solver pod, so the challenge fails and the certificate stays pending.",
  fix: "Allow port 8089 of the pods with that label, and do not narrow the source range of the challenge's Ingress.",

  on: "repository",
  *check(inventory, { options }) {
    const issuers = issuersOf(inventory)
    for (const { document, solvers } of issuers)
      for (const { ingress, index } of solvers)
        for (const { key, value } of entriesAt(ingress?.value, "ingressTemplate", "metadata", "annotations")) {
          if (!/\/(whitelist|allowlist)-source-range$/.test(key.value) || value.kind !== "scalar") continue
          if (value.type === "template" || /(^|[,\s])0\.0\.0\.0\/0/.test(value.value)) continue
          yield {
            message: `The challenges of ${objectText(document)} are open to ${value.value} alone, and ACME servers ask from anywhere: they get a 403.`,
            help: [{ do: "Let everybody ask:", copy: yaml(`${key.value}: 0.0.0.0/0,::/0`), verify: verifyChallenge }],
            at: placed(document, key, inventory),
            level: inDocument("warning", document),
            ...about(document),
            identity: `solver ${index}`,
          }
        }
    yield* encrypted(inventory, controllersOf(inventory, options.controllers))
    const told = new Set<DocumentFact>()
    for (const request of requestsOf(inventory)) {
      const found = issuerOf(request, issuers, inventory)
      const challenged = request.names.some(
        ({ value }) => found !== undefined && solverFor(found, value, request.labels)?.http01 !== undefined,
      )
      const denial = challenged ? denialFor(request.document, inventory) : undefined
      if (denial === undefined || told.has(denial)) continue
      told.add(denial)
      yield {
        message: `${objectText(denial)} denies all traffic to the pods of its namespace, and nothing allows it to the solver pods that ${objectText(request.document)} needs: challenges are not answered.`,
        help: [
          {
            do: `Add to namespace ${denial.resource?.namespace ?? "NAMESPACE"}:`,
            copy: yaml(
              "kind: NetworkPolicy",
              "spec:",
              '  podSelector: {matchLabels: {acme.cert-manager.io/http01-solver: "true"}}',
              "  ingress: [{ports: [{port: 8089}]}]",
            ),
            verify: verifyChallenge,
          },
        ],
        at: placed(denial, nameNode(denial), inventory),
        level: inDocument("warning", denial),
        related: [
          {
            message: "this certificate is proven over HTTP-01",
            at: placed(request.document, request.issuerName, inventory),
          },
        ],
        ...about(denial),
      }
    }
  },
})

/** Solver pods that a mesh lets speak mutual TLS only, which an ingress controller outside of it does not. */
function* encrypted(inventory: Inventory, controllers: Controllers): Generator<Problem> {
  const issuers = issuersOf(inventory)
  const told = new Set<DocumentFact>()
  for (const request of requestsOf(inventory)) {
    const { document } = request
    const found = issuerOf(request, issuers, inventory)
    const table = request.names
      .map(({ value }) => found && solverFor(found, value, request.labels)?.ingress?.value)
      .find((node) => node !== undefined)
    const policy = table === undefined || leavesMesh(table) ? undefined : strictPolicy(document, inventory)
    if (policy === undefined || told.has(policy) || !isInjected(document, inventory)) continue
    const chosen = table === undefined ? undefined : classOf(table)?.value
    const near = classesAt(controllers.classes, document.path, inventory)
    const controller = chosen?.kind === "scalar" ? controllerNamed(near, chosen.value) : undefined
    if (controller === undefined || controller === "istio") continue
    told.add(policy)
    yield {
      message: `${objectText(policy)} lets pods take mutual TLS alone, and ${controller}, which is not part of the mesh, asks the solver pods of ${objectText(document)} in plain HTTP: challenges are not answered.`,
      help: [
        {
          do: "Keep the solver pods out of the mesh:",
          copy: yaml(
            "http01:",
            "  ingress:",
            "    podTemplate:",
            "      metadata:",
            '        annotations: {sidecar.istio.io/inject: "false"}',
          ),
          verify: verifyChallenge,
        },
      ],
      at: placed(policy, at(policy.root, "spec", "mtls", "mode") ?? policy.span, inventory),
      level: inDocument("warning", policy),
      ...about(policy),
    }
  }
}

function leavesMesh(table: Node): boolean {
  const metadata = at(table, "podTemplate", "metadata")
  return ["annotations", "labels"].some((key) => textAt(metadata, key, "sidecar.istio.io/inject") === "false")
}

/** The PeerAuthentication that holds for all pods of a namespace, its own before that of the whole mesh. */
function strictPolicy({ resource, path }: DocumentFact, inventory: Inventory): DocumentFact | undefined {
  const policies = inventory
    .objects("PeerAuthentication")
    .filter((policy) => at(policy.root, "spec", "selector") === undefined && inventory.joined(policy.path, path))
  const own = (namespace: string | undefined) => policies.find((one) => one.resource?.namespace === namespace)
  const policy = own(resource?.namespace) ?? own("istio-system")
  return textAt(policy?.root, "spec", "mtls", "mode") === "STRICT" ? policy : undefined
}

function isInjected({ resource, path }: DocumentFact, inventory: Inventory): boolean {
  return inventory
    .named("Namespace", resource?.namespace ?? "")
    .some(
      ({ root, path: other }) =>
        inventory.joined(other, path) &&
        (textAt(root, "metadata", "labels", "istio-injection") === "enabled" ||
          textAt(root, "metadata", "labels", "istio.io/rev") !== undefined),
    )
}

function nameNode({ root, span }: DocumentFact) {
  return at(root, "metadata", "name") ?? span
}

/** A policy that denies all in the namespace of an object, where no other lets anything through to solver pods. */
function denialFor(document: DocumentFact, inventory: Inventory): DocumentFact | undefined {
  const namespace = document.resource?.namespace
  if (namespace === undefined) return undefined
  const policies = inventory
    .objects("NetworkPolicy")
    .filter(({ resource, path }) => resource?.namespace === namespace && inventory.joined(path, document.path))
  if (policies.some(letsThrough)) return undefined
  return policies.find(denies)
}

function denies({ root }: DocumentFact): boolean {
  const types = itemsAt(root, "spec", "policyTypes").map((type) => (type.kind === "scalar" ? type.value : ""))
  const onIngress = types.length === 0 || types.includes("Ingress")
  return onIngress && selectsAll(root) && itemsAt(root, "spec", "ingress").length === 0
}

function letsThrough({ root }: DocumentFact): boolean {
  const solver = textAt(root, "spec", "podSelector", "matchLabels", "acme.cert-manager.io/http01-solver") === "true"
  // What other selectors choose is not known: expressions may well choose the solver pods.
  const expressions = itemsAt(root, "spec", "podSelector", "matchExpressions").length > 0
  if (!solver && !expressions && !selectsAll(root)) return false
  return itemsAt(root, "spec", "ingress").some((one) => {
    const ports = itemsAt(one, "ports")
    return ports.length === 0 || ports.some((port) => /^(8089|http)$/.test(textAt(port, "port") ?? "8089"))
  })
}

function selectsAll(root: DocumentFact["root"]): boolean {
  const selector = at(root, "spec", "podSelector")
  return selector === undefined || (selector.kind === "mapping" && selector.entries.length === 0)
}
