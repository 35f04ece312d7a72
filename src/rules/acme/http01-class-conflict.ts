import type { Span } from "../../model/place.ts"
import { entryAt, type Mapping, type Scalar } from "../../model/tree.ts"
import { weigh } from "../../model/weight.ts"
import { isTemplated } from "../levels.ts"
import { rule } from "../rule.ts"
import { about, certManagerCode, issuerIn, objectText, type Solver } from "./issuers.shared.ts"

export const http01ClassConflict = rule({
  id: "http01-class-conflict",
  family: "acme",
  level: "error",
  summary: "A solver says more than one thing, or nothing, and cert-manager's webhook rejects the issuer",
  citations: [
    certManagerCode(
      "internal/apis/certmanager/validation/issuer.go",
      "ValidateACMEIssuerChallengeSolverHTTP01IngressConfig",
      "only one of 'ingressClassName', 'name' or 'class' should be specified.",
    ),
    certManagerCode(
      "internal/apis/certmanager/validation/issuer.go",
      "ValidateACMEIssuerChallengeSolverConfig",
      "may not specify more than one solver type in a single solver.",
    ),
  ],
  why: "The issuer is not created or not updated: every certificate that names it stays as it is until it expires.",
  fix: "Leave one of them, and put the other into a solver of its own with a selector.",

  on: "kubernetes",
  *check(document) {
    const found = issuerIn(document)
    if (found === undefined) return
    for (const solver of found.solvers)
      for (const { reason, at } of conflicts(solver))
        yield {
          message: `Solver ${solver.index + 1} of ${objectText(document)} ${reason}, so cert-manager's webhook rejects the issuer.`,
          help: [
            {
              do: "Leave one; for different names write several solvers with a selector each.",
              verify: "kubectl apply --dry-run=server -f FILE",
            },
          ],
          at,
          level: weigh("error", document.template && "template"),
          ...about(document),
          identity: `solver ${solver.index} ${reason}`,
        }
  },
})

function* conflicts({ node, http01, dns01, ingress, gateway }: Solver): Generator<{ reason: string; at: Span }> {
  if (node.kind !== "mapping") return
  if (http01 !== undefined && dns01 !== undefined)
    yield { reason: "has both http01 and dns01", at: later(node, "http01", "dns01") }
  if (http01 === undefined && dns01 === undefined)
    yield { reason: "has neither http01 nor dns01", at: node.entries[0]?.key ?? node }
  if (http01 !== undefined && http01.value.kind === "mapping") {
    if (ingress !== undefined && gateway !== undefined)
      yield { reason: "has both ingress and gatewayHTTPRoute", at: later(http01.value, "ingress", "gatewayHTTPRoute") }
    if (ingress === undefined && gateway === undefined)
      yield { reason: "has an http01 without ingress or gatewayHTTPRoute", at: http01.key }
  }
  if (ingress?.value.kind !== "mapping") return
  const set = ingress.value.entries.filter(
    ({ key, value }) =>
      /^(ingressClassName|class|name)$/.test(key.value) && value.kind === "scalar" && value.type !== "null",
  )
  const second = set[1]
  if (second !== undefined)
    yield { reason: `has more than one of ${set.map(({ key }) => key.value).join(", ")}`, at: second.key }
  const name = entryAt(ingress.value, "ingressClassName")?.value
  if (name?.kind === "scalar" && name.type !== "null" && !isTemplated(name) && !isClassName(name))
    yield { reason: `has an ingressClassName "${name.value}" that no IngressClass can have`, at: name }
}

function later(table: Mapping, ...keys: readonly string[]): Span {
  return table.entries.filter(({ key }) => keys.includes(key.value)).at(-1)?.key ?? table
}

/** DNS-1123 subdomain: the name of any object. */
function isClassName({ value }: Scalar): boolean {
  return value.length <= 253 && /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/.test(value)
}
