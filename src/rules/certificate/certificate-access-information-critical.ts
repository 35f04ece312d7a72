import { rule } from "../rule.ts"
import { lint } from "./lints.shared.ts"

export const certificateAccessInformationCritical = rule({
  id: "certificate-access-information-critical",
  family: "certificate",
  level: "error",
  summary: "authorityInfoAccess is critical, so every client refuses the certificate",
  citations: [
    {
      document: "RFC 5280",
      section: "4.2.2.1",
      says: "Conforming CAs must mark this extension as non-critical.",
      url: "https://www.rfc-editor.org/rfc/rfc5280#section-4.2.2.1",
    },
  ],
  why: "No client processes the extension during validation, so all reject a certificate where it is critical.",
  fix: "Have it issued anew by a CA that follows the profile, or correct the profile of your own CA.",

  on: "repository",
  check: (_, context) =>
    lint(context, "every", ({ certificate }) =>
      certificate.extension("authorityInfoAccess")?.critical === true
        ? { says: "has a critical authorityInfoAccess, which no client processes: all refuse it", level: "error" }
        : undefined,
    ),
})
