import { type Controllers, classesAt, controllerNamed, controllersOf } from "../../controllers/controllers.ts"
import type { Inventory } from "../../join/inventory.ts"
import type { DocumentFact } from "../../model/facts.ts"
import { type Help, yaml } from "../../model/help.ts"
import { itemsAt, type Scalar, textAt } from "../../model/tree.ts"
import { isTemplated } from "../levels.ts"
import { rule } from "../rule.ts"
import {
  about,
  certManagerCode,
  certManagerDoc,
  classOf,
  type Issuer,
  inDocument,
  issuersOf,
  objectText,
  placed,
  type Solver,
  solverFor,
  verifyChallenge,
} from "./issuers.shared.ts"
import { issuerOf, type Request, requestsOf, setsClass } from "./requests.shared.ts"
import { controllerOfGateway, gatewayNamed, type Route, routesOf } from "./routes.shared.ts"

export const http01ClassMismatch = rule({
  id: "http01-class-mismatch",
  family: "acme",
  level: "error",
  summary: "An HTTP-01 solver answers through another controller than the one that serves the host",
  citations: [
    certManagerCode(
      "pkg/apis/acme/v1/types_issuer.go",
      "CertificateDNSNameSelector",
      "dnsNames take precedence over dnsZones, the more specific zone over the less, then the most matching labels.",
    ),
    certManagerDoc(
      "Annotations",
      "acme.cert-manager.io/http01-ingress-ingressclassname",
      "An Ingress can name the class that its challenges are solved with.",
      "reference/annotations/",
    ),
  ],
  why: "The host resolves to the controller that serves it, and that one has no route for the challenge: 404, and the certificate stays pending.",
  fix: "Let the solver use the class of the Ingress, or give the class a solver of its own with a selector.",

  on: "repository",
  *check(inventory, { options }) {
    const controllers = controllersOf(inventory, options.controllers)
    const issuers = issuersOf(inventory)
    const routes = new Map<string, Route[]>()
    for (const one of routesOf(inventory, controllers))
      routes.set(one.host.value, [...(routes.get(one.host.value) ?? []), one])
    for (const request of requestsOf(inventory)) {
      const found = issuerOf(request, issuers, inventory)
      if (found === undefined || (request.override !== undefined && !setsClass(request.override))) continue
      for (const name of request.names) {
        const solver = solverFor(found, name.value, request.labels)
        const own = (routes.get(name.value) ?? []).filter(
          ({ document }) =>
            (request.by !== "Ingress" || document === request.document) &&
            inventory.joined(document.path, request.document.path),
        )
        const answer = solver === undefined ? undefined : answerOf(solver, found, request, inventory, controllers)
        const wrong = answer === undefined ? undefined : mismatch(answer, own, request, inventory, controllers)
        if (answer === undefined || wrong === undefined) continue
        yield {
          message: `${objectText(answer.document)} ${answer.document === found.document ? "answers" : "has"} challenges ${answer.document === found.document ? "" : "answered "}through ${answer.text}, but ${name.value} is served by ${wrong.text}: the challenge gets a 404 there and the certificate stays pending.`,
          help: help(wrong),
          at: placed(answer.document, answer.node, inventory),
          level: inDocument(wrong.sure ? "error" : "warning", request.document),
          related: [
            { message: `${name.value} is served here`, at: placed(wrong.route.document, wrong.route.host, inventory) },
          ],
          ...about(answer.document),
          identity: name.value,
          cause: `${answer.document.path} ${answer.document.resource?.name} ${solver?.index}`,
        }
      }
    }
  },
})

interface Answer {
  /** The issuer, or what overrides its class. */
  readonly document: DocumentFact
  readonly node: Scalar
  readonly text: string
  readonly className?: string
  readonly controller?: string
}

/** Through which class or Gateway a solver answers; undefined where it does not say, or where only rendering tells. */
function answerOf(
  { ingress: table, gateway: parent }: Solver,
  { document: issuer }: Issuer,
  { override, document: asking }: Request,
  inventory: Inventory,
  controllers: Controllers,
): Answer | undefined {
  const document = table !== undefined && override !== undefined ? asking : issuer
  if (table !== undefined) {
    const chosen = override ?? classOf(table.value)
    if (chosen?.value.kind !== "scalar" || chosen.key.value === "name" || isTemplated(chosen.value)) return undefined
    const className = chosen.value.value
    // No class can be called that: http01-class-conflict says so.
    if (className.includes("/")) return undefined
    const controller = controllerNamed(classesAt(controllers.classes, document.path, inventory), className)
    return {
      document,
      node: chosen.value,
      text: `class ${className}`,
      className,
      ...(controller !== undefined && { controller }),
    }
  }
  const first = itemsAt(parent?.value, "parentRefs")[0]
  const name = first?.kind === "mapping" ? first.entries.find(({ key }) => key.value === "name")?.value : undefined
  if (name?.kind !== "scalar" || isTemplated(name)) return undefined
  const target = gatewayNamed(name.value, textAt(first, "namespace"), document, inventory)
  const controller = target === undefined ? undefined : controllerOfGateway(target, inventory, controllers)
  return controller === undefined ? undefined : { document, node: name, text: `Gateway ${name.value}`, controller }
}

interface Mismatch {
  readonly route: Route
  readonly text: string
  /** Whether they are two controllers, and not two classes of one. */
  readonly sure: boolean
}

function mismatch(
  answer: Answer,
  own: readonly Route[],
  { by, document }: Request,
  inventory: Inventory,
  controllers: Controllers,
): Mismatch | undefined {
  const fits = ({ className, controller }: Route) =>
    className !== undefined && answer.className !== undefined
      ? className === answer.className
      : controller === undefined || answer.controller === undefined || controller === answer.controller
  const served = by === "Gateway" ? gatewayRoute(document, inventory, controllers) : own
  const [first] = served
  if (first === undefined || served.some(fits)) return undefined
  const sure =
    first.controller !== undefined && answer.controller !== undefined && first.controller !== answer.controller
  return {
    route: first,
    sure,
    text: first.className === undefined ? `${first.controller}` : `class ${first.className}`,
  }
}

/** A Gateway that asks for a certificate serves the hosts of its own listeners. */
function gatewayRoute(document: Request["document"], inventory: Inventory, controllers: Controllers): Route[] {
  const controller = controllerOfGateway(document, inventory, controllers)
  const host = itemsAt(document.root, "spec", "listeners").flatMap((listener) =>
    listener.kind === "mapping" ? listener.entries.filter(({ key }) => key.value === "hostname") : [],
  )[0]?.value
  return controller === undefined || host?.kind !== "scalar" ? [] : [{ document, host, controller }]
}

function help({ route: { className, controller, document } }: Mismatch): Help {
  const solver =
    className === undefined
      ? yaml("http01:", "  gatewayHTTPRoute:", "    parentRefs: [{name: GATEWAY, namespace: NAMESPACE, kind: Gateway}]")
      : yaml("http01:", "  ingress:", `    ingressClassName: ${className}`)
  return [
    { do: `Add a solver for ${className ?? controller}, with a selector if others stay:`, copy: solver },
    ...(className === undefined || document.resource?.kind !== "Ingress"
      ? []
      : [
          {
            do: "Or, on the Ingress alone, the annotation:",
            copy: yaml(`acme.cert-manager.io/http01-ingress-ingressclassname: ${className}`),
          },
        ]),
    { do: "See that the challenge passes.", verify: verifyChallenge },
  ]
}
