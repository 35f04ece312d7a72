import { called, placeOf, resourceOf } from "../../chains/words.ts"
import { nameText } from "../../x509/name.ts"
import { rule } from "../rule.ts"
import { concatenation, diagnosed, heldBy, missingIssuer } from "./diagnosed.shared.ts"
import { completed } from "./edits.shared.ts"

export const chainRootMissing = rule({
  id: "chain-root-missing",
  family: "chain",
  level: "error",
  summary: "A chain that clients use as their trust source has no root at its end",
  citations: [
    {
      document: "Alauda Container Platform, model download troubleshooting",
      says: "tls.crt of dex.tls holds the server certificate, the intermediates and the root, in this order, the root last.",
    },
    {
      document: "RFC 5280",
      section: "6.1.1",
      says: "Path validation begins with a trust anchor.",
      url: "https://www.rfc-editor.org/rfc/rfc5280#section-6.1.1",
    },
  ],
  why: "The platform copies this file to its clients, which validate with it and nothing else: without the root in it they have no trust anchor, and every download fails with “certificate signed by unknown authority”.",
  fix: "Append the root certificate as the last block.",

  on: "repository",
  *check(_, context) {
    for (const { chain, diagnosis } of diagnosed(context, "root-missing")) {
      const { at, known } = diagnosis
      const held = heldBy(known)
      yield {
        message: `The chain in ${placeOf(chain.bundle)} ends at "${called(at.certificate)}", without the root "${nameText(at.certificate.issuer)}": clients that validate with this file have no trust anchor.${held.sentence}`,
        help: [
          {
            do: "Append what is missing up to the root, which comes last:",
            ...concatenation(chain, at, context),
          },
          { do: missingIssuer(at.certificate, known) },
        ],
        at: at.fact.location,
        certificate: at.certificate.sha256,
        cause: at.certificate.sha256,
        edits: completed(chain, at, context),
        related: held.related,
        ...resourceOf(chain.bundle),
      }
    }
  },
})
