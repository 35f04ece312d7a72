import { isSelfIssued } from "../../x509/certificate.ts"
import { rule } from "../rule.ts"
import { lint } from "./lints.shared.ts"

export const certificateKeyIdentifierMissing = rule({
  id: "certificate-key-identifier-missing",
  family: "certificate",
  level: "warning",
  summary: "A certificate lacks the key identifiers by which clients find its issuer",
  citations: [
    {
      document: "RFC 5280",
      section: "4.2.1.1",
      says: "keyIdentifier of authorityKeyIdentifier is in all certificates that are not self-signed, subjectKeyIdentifier in all CAs.",
      url: "https://www.rfc-editor.org/rfc/rfc5280#section-4.2.1.1",
    },
    {
      document: "Python documentation",
      section: "ssl, create_default_context",
      says: "Since 3.13 the default context verifies with VERIFY_X509_STRICT, which makes OpenSSL check this demand of RFC 5280.",
      url: "https://docs.python.org/3/library/ssl.html#ssl.create_default_context",
    },
  ],
  why: "Clients on OpenSSL in strict mode, Python 3.13 and later among them, refuse the chain (“Missing Authority Key Identifier”). Others cannot tell CAs of one name apart.",
  fix: "Have it issued with `authorityKeyIdentifier = keyid` and, for a CA, `subjectKeyIdentifier = hash`.",

  on: "repository",
  check: (_, context) =>
    lint(context, "every", ({ certificate, isAuthority, role }) => {
      if (certificate.version < 3 || isSelfIssued(certificate)) return undefined
      const missing =
        certificate.authorityKeyIdentifier?.keyIdentifier === undefined
          ? "authority key identifier"
          : isAuthority && certificate.subjectKeyIdentifier === undefined
            ? "subject key identifier"
            : undefined
      return (
        missing && {
          says: `has no ${missing}: strict clients, such as Python 3.13, refuse it`,
          // Servers that look at client certificates are rarely in Python.
          level: role === "client" ? "notice" : "warning",
        }
      )
    }),
})
