import { isLongForNothing } from "../../x509/rules-issuance.ts"
import { rule } from "../rule.ts"
import { lint } from "./lints.shared.ts"

export const certificateTimeEncoding = rule({
  id: "certificate-time-encoding",
  family: "certificate",
  level: "notice",
  summary: "A date of a certificate is encoded with the wrong type",
  citations: [
    {
      document: "RFC 5280",
      section: "4.1.2.5",
      says: "Dates through the year 2049 are encoded as UTCTime, later ones as GeneralizedTime.",
      url: "https://www.rfc-editor.org/rfc/rfc5280#section-4.1.2.5",
    },
  ],
  why: "Most clients read either; strict ones, and tools that compare certificates, do not.",
  fix: "Have it issued anew by a CA that follows the profile, or correct the profile of your own CA.",

  on: "repository",
  check: (_, context) =>
    lint(context, "every", ({ certificate, isPublic }) => {
      const { notBefore, notBeforeEncoding, notAfter, notAfterEncoding } = certificate
      const wrong = isLongForNothing(notBefore, notBeforeEncoding)
        ? "notBefore"
        : isLongForNothing(notAfter, notAfterEncoding)
          ? "notAfter"
          : undefined
      return (
        wrong && {
          says: `has its ${wrong} as GeneralizedTime, where RFC 5280 asks for UTCTime: strict clients reject it`,
          level: isPublic ? "warning" : "notice",
        }
      )
    }),
})
