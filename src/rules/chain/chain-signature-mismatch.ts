import { verifyCommand } from "../../chains/verify-command.ts"
import { called, keyIdentifierText, placeOf, resourceOf } from "../../chains/words.ts"
import { rule } from "../rule.ts"
import { diagnosed } from "./diagnosed.shared.ts"

export const chainSignatureMismatch = rule({
  id: "chain-signature-mismatch",
  family: "chain",
  level: "error",
  summary: "The next certificate of a chain has the issuer's name, but not its key",
  citations: [
    {
      document: "RFC 5280",
      section: "6.1.3",
      says: "The signature on the certificate must verify with the public key of its issuer.",
      url: "https://www.rfc-editor.org/rfc/rfc5280#section-6.1.3",
    },
  ],
  why: "The names fit, so a look at subject and issuer finds nothing wrong. The key is another: the CA was re-issued with a new key, or somebody made a CA of the same name. Every client rejects the chain.",
  fix: "Replace the CA certificate by the one whose key signed the certificate before it, or have that certificate issued anew.",

  on: "repository",
  *check(_, context) {
    for (const { chain, diagnosis } of diagnosed(context, "signature-mismatch")) {
      const { at, issued, identifiers } = diagnosis
      const wanted = issued.certificate.authorityKeyIdentifier?.keyIdentifier
      const own = at.certificate.subjectKeyIdentifier
      const keys =
        identifiers && wanted !== undefined && own !== undefined
          ? ` Its key identifier is ${keyIdentifierText(own)}; the one that signed has ${keyIdentifierText(wanted)}.`
          : ""
      yield {
        message: `In ${placeOf(chain.bundle)}, "${called(at.certificate)}" has the name of the issuer of "${called(issued.certificate)}" but did not sign it: every client rejects this chain.${keys}`,
        help: [
          {
            do: `Take the certificate of "${called(at.certificate)}" whose key signed "${called(issued.certificate)}"${wanted === undefined ? "" : ` (key identifier ${keyIdentifierText(wanted)})`}.`,
            verify: verifyCommand(chain.bundle.location.path, issued.certificate, context),
          },
        ],
        at: at.fact.location,
        certificate: at.certificate.sha256,
        cause: `${issued.certificate.sha256} ${at.certificate.sha256}`,
        related: [{ at: issued.fact.location, message: "the certificate that it did not sign" }],
        ...resourceOf(chain.bundle),
      }
    }
  },
})
