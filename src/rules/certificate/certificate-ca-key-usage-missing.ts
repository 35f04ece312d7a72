import { rule } from "../rule.ts"
import { lint } from "./lints.shared.ts"

export const certificateCaKeyUsageMissing = rule({
  id: "certificate-ca-key-usage-missing",
  family: "certificate",
  level: "warning",
  summary: "A CA certificate does not say that it may sign certificates",
  citations: [
    {
      document: "RFC 5280",
      section: "4.2.1.3",
      says: "Conforming CAs include keyUsage in certificates whose keys validate signatures on other certificates, with keyCertSign.",
      url: "https://www.rfc-editor.org/rfc/rfc5280#section-4.2.1.3",
    },
    {
      document: "Python documentation",
      section: "ssl, create_default_context",
      says: "Since 3.13 the default context verifies with VERIFY_X509_STRICT, which makes OpenSSL check this demand of RFC 5280.",
      url: "https://docs.python.org/3/library/ssl.html#ssl.create_default_context",
    },
  ],
  why: "Clients on OpenSSL in strict mode, Python 3.13 and later among them, refuse the chain (“CA cert does not include key usage extension”).",
  fix: "Have it issued anew by a CA that follows the profile, or correct the profile of your own CA.",

  on: "repository",
  check: (_, context) =>
    lint(context, "authority", ({ certificate: { keyUsage }, role }) => {
      if (keyUsage === undefined)
        return { says: "is a CA without keyUsage: strict clients, such as Python 3.13, refuse it", level: "warning" }
      // Within a chain that is chain-ca-not-ca.
      return role === "loose" && !keyUsage.has("keyCertSign")
        ? { says: "is a CA whose keyUsage does not allow keyCertSign: clients refuse what it issued", level: "warning" }
        : undefined
    }),
})
