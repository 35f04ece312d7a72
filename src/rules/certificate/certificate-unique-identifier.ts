import { rule } from "../rule.ts"
import { lint } from "./lints.shared.ts"

export const certificateUniqueIdentifier = rule({
  id: "certificate-unique-identifier",
  family: "certificate",
  level: "notice",
  summary: "A certificate has a unique identifier of issuer or subject",
  citations: [
    {
      document: "RFC 5280",
      section: "4.1.2.8",
      says: "Conforming CAs do not issue certificates with unique identifiers.",
      url: "https://www.rfc-editor.org/rfc/rfc5280#section-4.1.2.8",
    },
  ],
  why: "Nothing has used the field since the nineties; some parsers reject it.",
  fix: "Have it issued anew by a CA that follows the profile, or correct the profile of your own CA.",

  on: "repository",
  check: (_, context) =>
    lint(context, "every", ({ certificate: { issuerUniqueId, subjectUniqueId }, isPublic }) =>
      issuerUniqueId || subjectUniqueId
        ? {
            says: "has a unique identifier, a field that no CA has used for decades",
            level: isPublic ? "warning" : "notice",
          }
        : undefined,
    ),
})
