import { called, placeOf, resourceOf } from "../../chains/words.ts"
import { rule } from "../rule.ts"
import { diagnosed } from "./diagnosed.shared.ts"

export const chainRootNotSelfSigned = rule({
  id: "chain-root-not-self-signed",
  family: "chain",
  level: "error",
  summary: "The last certificate of a full chain has one name as subject and issuer, but its own key did not sign it",
  citations: [
    {
      document: "RFC 5280",
      section: "3.2",
      says: "A self-signed certificate is a self-issued one whose signature verifies with the public key in it.",
      url: "https://www.rfc-editor.org/rfc/rfc5280#section-3.2",
    },
  ],
  why: "It looks like the root, but it is not: a key rollover certificate, or a forgery. Clients that take the root from this file end without a trust anchor.",
  fix: "Put the self-signed root certificate at the end of the file.",

  on: "repository",
  *check(_, context) {
    for (const { chain, diagnosis } of diagnosed(context, "root-not-self-signed")) {
      const { at } = diagnosis
      yield {
        message: `"${called(at.certificate)}" stands as the root at the end of ${placeOf(chain.bundle)}, but its own key did not sign it: clients that validate with this file have no trust anchor.`,
        at: at.fact.location,
        certificate: at.certificate.sha256,
        cause: at.certificate.sha256,
        ...resourceOf(chain.bundle),
      }
    }
  },
})
