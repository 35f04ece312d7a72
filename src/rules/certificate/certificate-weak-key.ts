import { weaknessOf } from "../../chains/key-strength.ts"
import { rule } from "../rule.ts"
import { lint } from "./lints.shared.ts"

export const certificateWeakKey = rule({
  id: "certificate-weak-key",
  family: "certificate",
  level: "error",
  summary: "A certificate has a key that is too weak, or of a kind that clients refuse",
  citations: [
    {
      document: "CA/Browser Forum Baseline Requirements for TLS Server Certificates",
      section: "6.1.5",
      says: "RSA keys have at least 2048 bits; EC keys are on P-256, P-384 or P-521.",
      url: "https://cabforum.org/working-groups/server/baseline-requirements/requirements/",
    },
    {
      document: "NIST SP 800-131A Rev. 2",
      section: "3",
      says: "RSA and DSA keys of less than 2048 bits are disallowed for making signatures.",
      url: "https://doi.org/10.6028/NIST.SP.800-131Ar2",
    },
    {
      document: "OpenSSL",
      section: "SSL_CTX_set_security_level",
      says: "Security level 2, the default since 3.2, wants RSA and DSA keys of at least 2048 bits.",
      url: "https://docs.openssl.org/3.2/man3/SSL_CTX_set_security_level/",
    },
  ],
  why: "OpenSSL at its default security level refuses to load or to accept it (“ee key too small”), and so do browsers; the key itself can be broken.",
  fix: "Make a new key, EC on P-256 or RSA with 2048 bits or more, and have the certificate issued for it.",
  controls: ["PCI DSS 4.0 4.2.1"],

  on: "repository",
  check: (_, context) =>
    lint(context, "every", ({ certificate: { subjectPublicKeyInfo: key } }) => {
      const weakness = weaknessOf(key)
      if (weakness === undefined) return undefined
      return {
        says: `has ${weakness}: clients refuse it`,
        level: "error",
        remedy:
          "openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout tls.key -out tls.csr makes a new key and a request for it.",
      }
    }),
})
