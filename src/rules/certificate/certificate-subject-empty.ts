import { rule } from "../rule.ts"
import { lint } from "./lints.shared.ts"

export const certificateSubjectEmpty = rule({
  id: "certificate-subject-empty",
  family: "certificate",
  level: "warning",
  summary: "A certificate without subject does not mark its names as critical",
  citations: [
    {
      document: "RFC 5280",
      section: "4.1.2.6",
      says: "If the subject is empty, subjectAltName is critical.",
      url: "https://www.rfc-editor.org/rfc/rfc5280#section-4.1.2.6",
    },
    {
      document: "Python documentation",
      section: "ssl, create_default_context",
      says: "Since 3.13 the default context verifies with VERIFY_X509_STRICT, which makes OpenSSL check this demand of RFC 5280.",
      url: "https://docs.python.org/3/library/ssl.html#ssl.create_default_context",
    },
  ],
  why: "Clients on OpenSSL in strict mode, Python 3.13 and later among them, refuse it.",
  fix: "Have it issued with a critical subjectAltName, or with a subject.",

  on: "repository",
  check: (_, context) =>
    lint(context, "end-entity", ({ certificate, isPublic }) =>
      certificate.subject.isEmpty && !isPublic && certificate.extension("subjectAltName")?.critical === false
        ? {
            says: "has no subject, and its names are not critical: strict clients, such as Python 3.13, refuse it",
            level: "warning",
          }
        : undefined,
    ),
})
