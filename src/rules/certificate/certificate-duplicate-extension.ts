import { rule } from "../rule.ts"
import { lint } from "./lints.shared.ts"

export const certificateDuplicateExtension = rule({
  id: "certificate-duplicate-extension",
  family: "certificate",
  level: "error",
  summary: "A certificate has the same extension twice",
  citations: [
    {
      document: "RFC 5280",
      section: "4.2",
      says: "A certificate must not include more than one instance of an extension.",
      url: "https://www.rfc-editor.org/rfc/rfc5280#section-4.2",
    },
  ],
  why: "Clients cannot tell which one counts, and refuse the certificate.",
  fix: "Have it issued anew by a CA that follows the profile, or correct the profile of your own CA.",

  on: "repository",
  check: (_, context) =>
    lint(
      context,
      "every",
      ({
        certificate: {
          duplicateExtensions: [twice],
        },
      }) =>
        twice === undefined
          ? undefined
          : {
              says: `has the extension ${twice.name ?? twice.oid} twice: clients refuse it`,
              level: "error",
            },
    ),
})
