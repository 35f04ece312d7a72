import { called, placeOf, resourceOf } from "../../chains/words.ts"
import { nameText } from "../../x509/name.ts"
import { rule } from "../rule.ts"
import { concatenation, diagnosed, heldBy, missingIssuer } from "./diagnosed.shared.ts"
import { completed } from "./edits.shared.ts"

export const chainBrokenLink = rule({
  id: "chain-broken-link",
  family: "chain",
  level: "error",
  summary: "A certificate of a chain was not issued by the one after it, nor by any other in the file",
  citations: [
    {
      document: "RFC 5280",
      section: "6.1",
      says: "For every certificate of a path but the last, its subject is the issuer of the next.",
      url: "https://www.rfc-editor.org/rfc/rfc5280#section-6.1",
    },
  ],
  why: "A link is missing between two certificates, so that no order of them makes a path. Clients fail with “unknown authority”, although the file holds as many certificates as expected.",
  fix: "Insert the certificate of the missing issuer.",

  on: "repository",
  *check(_, context) {
    for (const { chain, diagnosis } of diagnosed(context, "broken-link")) {
      const { at, issued, known } = diagnosis
      const held = heldBy(known)
      yield {
        message: `In ${placeOf(chain.bundle)}, "${called(issued.certificate)}" was issued by "${nameText(issued.certificate.issuer)}", but next stands "${nameText(at.certificate.subject)}": the link between them is missing, and clients cannot build the path.${held.sentence}`,
        help: [
          {
            do: `Insert the certificate of "${nameText(issued.certificate.issuer)}" between the two:`,
            ...concatenation(chain, issued, context),
          },
          { do: missingIssuer(issued.certificate, known) },
        ],
        at: at.fact.location,
        certificate: issued.certificate.sha256,
        cause: `${issued.certificate.sha256} ${at.certificate.sha256}`,
        edits: completed(chain, issued, context),
        related: [{ at: issued.fact.location, message: "the certificate whose issuer is missing" }, ...held.related],
        ...resourceOf(chain.bundle),
      }
    }
  },
})
