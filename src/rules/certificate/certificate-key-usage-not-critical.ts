import { rule } from "../rule.ts"
import { lint } from "./lints.shared.ts"

export const certificateKeyUsageNotCritical = rule({
  id: "certificate-key-usage-not-critical",
  family: "certificate",
  level: "notice",
  summary: "keyUsage is not critical",
  citations: [
    {
      document: "RFC 5280",
      section: "4.2.1.3",
      says: "When present, conforming CAs SHOULD mark this extension as critical.",
      url: "https://www.rfc-editor.org/rfc/rfc5280#section-4.2.1.3",
    },
  ],
  why: "Software that does not know the extension may use the key for what it is not meant for.",
  fix: "Have it issued anew by a CA that follows the profile, or correct the profile of your own CA.",

  on: "repository",
  check: (_, context) =>
    lint(context, "every", ({ certificate }) =>
      certificate.extension("keyUsage")?.critical === false
        ? { says: "has a keyUsage that is not critical", level: "notice" }
        : undefined,
    ),
})
