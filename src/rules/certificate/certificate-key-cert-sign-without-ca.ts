import { isSelfIssued } from "../../x509/certificate.ts"
import { rule } from "../rule.ts"
import { lint } from "./lints.shared.ts"

export const certificateKeyCertSignWithoutCa = rule({
  id: "certificate-key-cert-sign-without-ca",
  family: "certificate",
  level: "warning",
  summary: "A certificate that is no CA may sign certificates by its key usage",
  citations: [
    {
      document: "RFC 5280",
      section: "4.2.1.9",
      says: "If cA is not asserted, keyCertSign must not be asserted.",
      url: "https://www.rfc-editor.org/rfc/rfc5280#section-4.2.1.9",
    },
    {
      document: "CA/Browser Forum Baseline Requirements for TLS Server Certificates",
      section: "7.1.2.7.11",
      says: "A server certificate asserts neither keyCertSign nor cRLSign.",
      url: "https://cabforum.org/working-groups/server/baseline-requirements/requirements/",
    },
    {
      document: "Python documentation",
      section: "ssl, create_default_context",
      says: "Since 3.13 the default context verifies with VERIFY_X509_STRICT, which makes OpenSSL check this demand of RFC 5280.",
      url: "https://docs.python.org/3/library/ssl.html#ssl.create_default_context",
    },
  ],
  why: "Clients on OpenSSL in strict mode, Python 3.13 and later among them, refuse it. It is also what a CA by mistake looks like.",
  fix: "Have it issued anew by a CA that follows the profile, or correct the profile of your own CA.",

  on: "repository",
  check: (_, context) =>
    lint(context, "end-entity", ({ certificate, isPublic }) => {
      const usage = certificate.keyUsage
      const bit = usage?.has("keyCertSign") ? "keyCertSign" : isPublic && usage?.has("cRLSign") ? "cRLSign" : undefined
      // A self-signed one is trusted as it stands, and tools have made them so for ever.
      const level = isPublic ? "error" : isSelfIssued(certificate) ? "notice" : "warning"
      return bit && { says: `asserts ${bit}, but is no CA: strict clients, such as Python 3.13, refuse it`, level }
    }),
})
