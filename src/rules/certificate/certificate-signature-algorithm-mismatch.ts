import { hasConsistentAlgorithm } from "../../x509/signature.ts"
import { rule } from "../rule.ts"
import { lint } from "./lints.shared.ts"

export const certificateSignatureAlgorithmMismatch = rule({
  id: "certificate-signature-algorithm-mismatch",
  family: "certificate",
  level: "error",
  summary: "The two signature algorithms of a certificate differ",
  citations: [
    {
      document: "RFC 5280",
      section: "4.1.1.2",
      says: "signatureAlgorithm contains the same algorithm as the signature field of what is signed.",
      url: "https://www.rfc-editor.org/rfc/rfc5280#section-4.1.1.2",
    },
  ],
  why: "Clients refuse a certificate that says two things about its own signature.",
  fix: "Have it issued anew by a CA that follows the profile, or correct the profile of your own CA.",

  on: "repository",
  check: (_, context) =>
    lint(context, "every", ({ certificate }) =>
      hasConsistentAlgorithm(certificate)
        ? undefined
        : { says: "names one signature algorithm inside and another outside: clients refuse it", level: "error" },
    ),
})
