import { called, placeOf, resourceOf } from "../../chains/words.ts"
import type { Level } from "../../model/report.ts"
import { nameText } from "../../x509/name.ts"
import { rule } from "../rule.ts"
import { concatenation, diagnosed, heldBy, missingIssuer } from "./diagnosed.shared.ts"
import { completed } from "./edits.shared.ts"

export const chainTooShort = rule({
  id: "chain-too-short",
  family: "chain",
  level: "error",
  summary: "A certificate is served without the intermediates that clients need",
  citations: [
    {
      document: "RFC 8446",
      section: "4.4.2",
      says: "The sender's certificate comes first, and each following one directly certifies the one before; only the trust anchor may be left out.",
      url: "https://www.rfc-editor.org/rfc/rfc8446#section-4.4.2",
    },
  ],
  why: "Clients have roots, not intermediates. Without the intermediate they cannot build a path to a root, and fail with “certificate signed by unknown authority” or “unable to get local issuer certificate”, though browsers that cached the intermediate still work.",
  fix: "Append the certificates of the issuing CAs below the server's own, in the order of issue; the root may stay out.",

  on: "repository",
  *check(_, context) {
    for (const { chain, diagnosis } of diagnosed(context, "too-short")) {
      const { at, single, certainty, known } = diagnosis
      const { certificate } = at
      const issuer = nameText(certificate.issuer)
      const held = heldBy(known)
      const place = placeOf(chain.bundle)
      const message = {
        "self-signed": `${place} is a single self-signed certificate, "${called(certificate)}", but its consumer needs the server certificate followed by its root: at least two certificates.`,
        "end-entity": `${place} holds only the certificate of "${called(certificate)}", without its issuer "${issuer}": clients that do not have that CA cannot validate it.${held.sentence}`,
        intermediate: `The chain in ${place} ends at the intermediate "${called(certificate)}", whose issuer "${issuer}" is an intermediate too and is missing: clients cannot reach a root.${held.sentence}`,
      }[single]
      yield {
        message,
        help: [
          {
            do: `Append the issuer of "${called(certificate)}" below it, in the order of issue${chain.mode === "full" ? ", the root last" : "; the root may stay out"}:`,
            ...concatenation(chain, at, context),
          },
          ...(single === "self-signed" ? [] : [{ do: missingIssuer(certificate, known) }]),
        ],
        at: at.fact.location,
        level: levels[certainty],
        certificate: certificate.sha256,
        cause: certificate.sha256,
        edits: certainty === "unknown" ? [] : completed(chain, at, context),
        related: held.related,
        ...resourceOf(chain.bundle),
      }
    }
  },
})

/** A lone certificate of an unknown issuer may have been issued by a root that its clients have. */
const levels: Readonly<Record<"proven" | "public" | "mode" | "unknown", Level>> = {
  proven: "error",
  public: "error",
  mode: "error",
  unknown: "notice",
}
