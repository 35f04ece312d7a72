import { controllersOf } from "../../controllers/controllers.ts"
import type { Inventory } from "../../join/inventory.ts"
import { rule } from "../rule.ts"
import { about, certManagerCode, issuersOf, objectText, placed, solverFor, verifyChallenge } from "./issuers.shared.ts"
import { issuerOf, requestsOf } from "./requests.shared.ts"
import { type Route, routesOf } from "./routes.shared.ts"

export const hostServedByTwoControllers = rule({
  id: "host-served-by-two-controllers",
  family: "acme",
  level: "error",
  summary: "Two controllers serve one host name",
  citations: [
    certManagerCode(
      "pkg/issuer/acme/http/http.go",
      "Check",
      "The challenge must answer 200 five times in a row, at the address that the name resolves to.",
    ),
  ],
  why: "The name resolves to one of them, or to a balancer over both: what the other has, a challenge for instance, is not found there.",
  fix: "Serve the host by one controller, or give the other a name of its own until the migration is over.",

  on: "repository",
  *check(inventory, { options }) {
    const controllers = controllersOf(inventory, options.controllers)
    const routes = new Map<string, Route[]>()
    for (const one of routesOf(inventory, controllers)) {
      if (one.controller === undefined || one.document.template) continue
      routes.set(one.host.value, [...(routes.get(one.host.value) ?? []), one])
    }
    const challenged = hostsOfChallenges(inventory)
    for (const [host, all] of routes) {
      const served = all.slice(0, mostRoutes)
      for (const [index, one] of served.entries()) {
        const other = served
          .slice(0, index)
          .find((before) => differ(before, one) && inventory.joined(before.document.path, one.document.path))
        if (other === undefined) continue
        const two = other.controller !== one.controller
        const harm = challenged.has(host)
          ? "an HTTP-01 challenge that one has is not found at the other"
          : "clients reach the one that the name happens to resolve to"
        yield {
          message: `${host} is served by ${textOf(other)} and by ${textOf(one)}: ${harm}.`,
          help: [
            {
              do: "Keep one of them; while migrating, give the new one a name of its own, and move the name with its certificate at once.",
            },
            {
              do: "See who serves it.",
              verify: challenged.has(host) ? verifyChallenge : `kubectl get ingress,httproute -A | grep ${host}`,
            },
          ],
          at: placed(one.document, one.host, inventory),
          level: two && challenged.has(host) ? "error" : "warning",
          related: [
            { message: `served by ${other.controller} here`, at: placed(other.document, other.host, inventory) },
          ],
          ...about(one.document),
          identity: host,
          cause: `host ${host}`,
        }
      }
    }
  },
})

function differ(a: Route, b: Route): boolean {
  if (a.controller !== b.controller) return true
  return a.className !== undefined && b.className !== undefined && a.className !== b.className
}

function textOf({ controller, className, document }: Route): string {
  return `${controller} (${objectText(document)}${className === undefined ? "" : `, class ${className}`})`
}

/** The names that are proven over HTTP-01. */
function hostsOfChallenges(inventory: Inventory): ReadonlySet<string> {
  const issuers = issuersOf(inventory)
  const found = new Set<string>()
  for (const request of requestsOf(inventory)) {
    const by = issuerOf(request, issuers, inventory)
    if (by === undefined) continue
    for (const { value } of request.names)
      if (solverFor(by, value, request.labels)?.http01 !== undefined) found.add(value)
  }
  return found
}

/** As many routes of one host as are compared with one another: a fixture of a proxy has hundreds. */
const mostRoutes = 200
