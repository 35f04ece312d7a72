import { instant } from "../../chains/words.ts"
import { rule } from "../rule.ts"
import { lint } from "./lints.shared.ts"

export const certificateValidityInverted = rule({
  id: "certificate-validity-inverted",
  family: "certificate",
  level: "error",
  summary: "A certificate ends before it begins",
  citations: [
    {
      document: "RFC 5280",
      section: "4.1.2.5",
      says: "The validity period runs from notBefore through notAfter, inclusive.",
      url: "https://www.rfc-editor.org/rfc/rfc5280#section-4.1.2.5",
    },
  ],
  why: "There is no instant at which a client accepts it.",
  fix: "Have it issued anew by a CA that follows the profile, or correct the profile of your own CA.",

  on: "repository",
  check: (_, context) =>
    lint(context, "every", ({ certificate: { notBefore, notAfter } }) =>
      notAfter >= notBefore
        ? undefined
        : {
            says: `ends at ${instant(notAfter)}, before it begins at ${instant(notBefore)}: no client ever accepts it`,
            level: "error",
          },
    ),
})
