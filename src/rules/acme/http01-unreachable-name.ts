import { yaml } from "../../model/help.ts"
import { rule } from "../rule.ts"
import { about, inDocument, issuersOf, objectText, placed, publicAcme } from "./issuers.shared.ts"
import { issuerOf, requestsOf } from "./requests.shared.ts"

export const http01UnreachableName = rule({
  id: "http01-unreachable-name",
  family: "acme",
  level: "warning",
  summary: "A public ACME authority is asked for a name that is not in the public DNS",
  citations: [
    {
      document: "CA/Browser Forum Baseline Requirements",
      section: "4.2.2",
      says: "CAs shall not issue certificates containing internal names.",
      url: "https://cabforum.org/working-groups/server/baseline-requirements/requirements/",
    },
    {
      document: "RFC 6761",
      section: "6",
      says: "test, invalid, localhost and example are special-use names, which the public DNS does not delegate.",
      url: "https://www.rfc-editor.org/rfc/rfc6761#section-6",
    },
  ],
  why: "The authority refuses the order: the certificate is never issued, for none of its names.",
  fix: "Take a name of a public zone, or an issuer of your own (a CA or Vault issuer, step-ca) for internal ones.",

  on: "repository",
  *check(inventory) {
    const issuers = issuersOf(inventory)
    for (const request of requestsOf(inventory)) {
      const found = issuerOf(request, issuers, inventory)
      if (found === undefined || !publicAcme.test(found.server?.value ?? "")) continue
      for (const name of request.names) {
        if (!internal.test(name.value.replace(/\.$/, ""))) continue
        yield {
          message: `${objectText(request.document)} asks a public authority (${objectText(found.document)}) for ${name.value}, which is not in the public DNS: the whole order is refused.`,
          help: [
            {
              do: "Move internal names to a certificate of an issuer of your own:",
              copy: yaml("issuerRef:", "  name: INTERNAL-CA", "  kind: ClusterIssuer"),
              verify: `kubectl describe order -n ${request.namespace ?? "NAMESPACE"}`,
            },
          ],
          at: placed(request.document, name, inventory),
          level: inDocument("warning", request.document),
          ...about(request.document),
          identity: name.value,
        }
      }
    }
  },
})

/** Names without a dot, and below domains that are not, or must not be, delegated (RFC 6761, RFC 6762, RFC 9476, ICANN on .internal). */
const internal =
  /^[^.]+$|\.(local|localhost|internal|intranet|lan|home|corp|private|svc|test|example|invalid|alt|home\.arpa)$/
