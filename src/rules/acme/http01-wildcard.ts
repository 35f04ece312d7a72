import { yaml } from "../../model/help.ts"
import { rule } from "../rule.ts"
import {
  about,
  certManagerCode,
  inDocument,
  issuersOf,
  objectText,
  placed,
  solverFor,
  verifyChallenge,
} from "./issuers.shared.ts"
import { issuerOf, requestsOf } from "./requests.shared.ts"

export const http01Wildcard = rule({
  id: "http01-wildcard",
  family: "acme",
  level: "error",
  summary: "A wildcard name is asked of an issuer that has no DNS-01 solver for it",
  citations: [
    certManagerCode(
      "pkg/apis/acme/v1/types_issuer.go",
      "ACMEChallengeSolver",
      "It is not possible to obtain certificates for wildcard domain names using the HTTP01 challenge mechanism.",
    ),
    {
      document: "RFC 8555",
      section: "7.1.3",
      says: "A wildcard identifier is proven by its base domain; public servers offer dns-01 for it and nothing else.",
      url: "https://www.rfc-editor.org/rfc/rfc8555#section-7.1.3",
    },
  ],
  why: "The order fails: no configured challenge solver can be used, and the Secret is never made.",
  fix: "Add a dns01 solver for the zone, or name the hosts one by one.",

  on: "repository",
  *check(inventory) {
    const issuers = issuersOf(inventory)
    for (const request of requestsOf(inventory)) {
      const found = issuerOf(request, issuers, inventory)
      if (!found?.solvers.some(({ http01 }) => http01 !== undefined)) continue
      for (const name of request.names) {
        if (!name.value.startsWith("*.") || solverFor(found, name.value, request.labels) !== undefined) continue
        yield {
          message: `${objectText(request.document)} asks ${objectText(found.document)} for ${name.value}, but a wildcard needs DNS-01 and the issuer has no such solver for it: the order fails.`,
          help: [
            {
              do: `Add a solver for the zone to ${objectText(found.document)}:`,
              copy: yaml("- selector:", `    dnsZones: [${name.value.slice(2)}]`, "  dns01: {…}"),
              verify: verifyChallenge,
            },
          ],
          at: placed(request.document, name, inventory),
          level: inDocument("error", request.document),
          related: [
            { message: "the issuer", at: placed(found.document, found.server ?? found.document.span, inventory) },
          ],
          ...about(request.document),
          identity: name.value,
        }
      }
    }
  },
})
