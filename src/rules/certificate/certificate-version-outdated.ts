import { rule } from "../rule.ts"
import { lint } from "./lints.shared.ts"

export const certificateVersionOutdated = rule({
  id: "certificate-version-outdated",
  family: "certificate",
  level: "warning",
  summary: "A certificate is not of version 3",
  citations: [
    {
      document: "RFC 5280",
      section: "4.1.2.1",
      says: "When extensions are used, as they must be for names, the version is 3.",
      url: "https://www.rfc-editor.org/rfc/rfc5280#section-4.1.2.1",
    },
    {
      document: "CA/Browser Forum Baseline Requirements for TLS Server Certificates",
      section: "7.1.1",
      says: "Certificates are version 3.",
      url: "https://cabforum.org/working-groups/server/baseline-requirements/requirements/",
    },
  ],
  why: "Without extensions it has no names that clients look at, and nothing says whether it is a CA.",
  fix: "Have it issued anew by a CA that follows the profile, or correct the profile of your own CA.",

  on: "repository",
  check: (_, context) =>
    lint(context, "every", ({ certificate, isPublic, role }) =>
      certificate.version === 3
        ? undefined
        : {
            says: `is of version ${certificate.version}, which has no extensions: no names, no purpose`,
            level: isPublic ? "error" : role === "client" ? "notice" : "warning",
          },
    ),
})
