import { called, placeOf, resourceOf } from "../../chains/words.ts"
import { rule } from "../rule.ts"
import { diagnosed } from "./diagnosed.shared.ts"

export const chainCaNotCa = rule({
  id: "chain-ca-not-ca",
  family: "chain",
  level: "error",
  summary: "A certificate of the chain signed the one before it, but must not sign certificates",
  citations: [
    {
      document: "RFC 5280",
      section: "6.1.4 (k)–(n)",
      says: "The issuer must be a CA by its basic constraints, within its path length, and its key usage, if present, must allow keyCertSign.",
      url: "https://www.rfc-editor.org/rfc/rfc5280#section-6.1.4",
    },
  ],
  why: "The signature is right and every client rejects the chain all the same: what is not a CA cannot vouch for others.",
  fix: "Issue the certificate anew from a CA, or issue the CA anew with cA TRUE, keyCertSign and a sufficient path length.",

  on: "repository",
  *check(_, context) {
    for (const { chain, diagnosis } of diagnosed(context, "not-a-ca")) {
      const { at, issued, why } = diagnosis
      yield {
        message: `In ${placeOf(chain.bundle)}, "${called(at.certificate)}" signed "${called(issued.certificate)}" but ${reasons[why]}: every client rejects the chain.`,
        help: [
          {
            do: `Have "${called(issued.certificate)}" issued by a CA, or "${called(at.certificate)}" issued anew with cA TRUE, keyCertSign and a sufficient path length.`,
            verify: "openssl x509 -in ca.crt -noout -ext basicConstraints,keyUsage",
          },
        ],
        at: at.fact.location,
        certificate: at.certificate.sha256,
        cause: at.certificate.sha256,
        related: [{ at: issued.fact.location, message: "the certificate that it signed" }],
        ...resourceOf(chain.bundle),
      }
    }
  },
})

const reasons = {
  "basic-constraints": "is no CA (basicConstraints cA is not TRUE)",
  "key-usage": "its key usage does not allow keyCertSign",
  "path-length": "more CAs stand below it than its pathLenConstraint allows",
} as const
