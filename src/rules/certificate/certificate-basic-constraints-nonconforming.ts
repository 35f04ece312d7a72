import { rule } from "../rule.ts"
import { lint } from "./lints.shared.ts"

export const certificateBasicConstraintsNonconforming = rule({
  id: "certificate-basic-constraints-nonconforming",
  family: "certificate",
  level: "warning",
  summary: "basicConstraints is not critical, or limits a path without a CA",
  citations: [
    {
      document: "RFC 5280",
      section: "4.2.1.9",
      says: "basicConstraints of a CA that certifies keys is critical; a path length stands only beside cA and keyCertSign.",
      url: "https://www.rfc-editor.org/rfc/rfc5280#section-4.2.1.9",
    },
    {
      document: "CA/Browser Forum Baseline Requirements for TLS Server Certificates",
      section: "7.1.2.7.6",
      says: "basicConstraints of a server certificate is critical if present.",
      url: "https://cabforum.org/working-groups/server/baseline-requirements/requirements/",
    },
    {
      document: "Python documentation",
      section: "ssl, create_default_context",
      says: "Since 3.13 the default context verifies with VERIFY_X509_STRICT, which makes OpenSSL check this demand of RFC 5280.",
      url: "https://docs.python.org/3/library/ssl.html#ssl.create_default_context",
    },
  ],
  why: "Clients on OpenSSL in strict mode, Python 3.13 and later among them, refuse the chain.",
  fix: "Have it issued anew by a CA that follows the profile, or correct the profile of your own CA.",

  on: "repository",
  check: (_, context) =>
    lint(context, "every", ({ certificate, isAuthority, isPublic }) => {
      const { basicConstraints, keyUsage } = certificate
      if (basicConstraints === undefined) return undefined
      const isCritical = certificate.extension("basicConstraints")?.critical === true
      if (isAuthority && !isCritical)
        return {
          says: "is a CA whose basicConstraints is not critical: strict clients, such as Python 3.13, refuse it",
          level: "warning",
        }
      if (basicConstraints.pathLength !== undefined && (!isAuthority || keyUsage?.has("keyCertSign") === false))
        return {
          says: "limits the length of paths, but is no CA: strict clients, such as Python 3.13, refuse it",
          level: "warning",
        }
      return isPublic && !isCritical
        ? { says: "has a basicConstraints that is not critical, as public CAs must not issue it", level: "notice" }
        : undefined
    }),
})
