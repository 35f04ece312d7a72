import { demandsNamed, firstBroken } from "../../x509/conformance.ts"
import { rule } from "../rule.ts"
import { lint } from "./lints.shared.ts"
import { rejectedPaths } from "./rejected-paths.shared.ts"

export const certificateRejectedByClients = rule({
  id: "certificate-rejected-by-clients",
  family: "certificate",
  level: "error",
  summary: "A certificate or its chain has a form that common clients refuse to parse or to accept",
  citations: [
    {
      document: "RFC 5280",
      section: "4.1",
      says: "A certificate follows the profile: fields, encodings and criticality as it says.",
      url: "https://www.rfc-editor.org/rfc/rfc5280#section-4.1",
    },
    {
      document: "RFC 5280",
      section: "6.1",
      says: "A path is valid only if name constraints, path lengths, policies and purposes of every CA in it allow the certificate.",
      url: "https://www.rfc-editor.org/rfc/rfc5280#section-6.1",
    },
  ],
  why: "It loads in one program and fails in another: Go, rustls and OpenSSL each refuse forms that the others let pass.",
  fix: "Have it issued anew by a CA that follows the profile, or correct the profile of your own CA.",

  on: "repository",
  *check(_, context) {
    yield* lint(context, "every", ({ certificate, isAuthority, role }) => {
      const place = isAuthority ? "intermediate" : "target"
      const purpose = role === "client" || isAuthority ? "any" : "server"
      const broken = firstBroken({ certificate, role: place, issuer: undefined, purpose }, own)
      return broken && { says: `breaks a rule that clients enforce: ${broken.says} (${broken.clause})`, level: "error" }
    })
    yield* rejectedPaths(context)
  },
})

/** Those of the engine's demands that no other rule is named after. */
const own = demandsNamed(
  "extensions-before-v3",
  "public-key-malformed",
  "signature-dsa",
  "rsa-parameters-missing",
  "name-attribute-no-string",
  "authority-key-identifier-critical",
  "subject-key-identifier-critical",
  "name-constraint-malformed",
  "policy-repeated",
  "any-purpose-only",
)
