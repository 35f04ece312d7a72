import { conformance } from "../../x509/conformance.ts"
import { rule } from "../rule.ts"
import { lint } from "./lints.shared.ts"

export const certificateRejectedByClients = rule({
  id: "certificate-rejected-by-clients",
  family: "certificate",
  level: "error",
  summary: "A certificate has a form that common clients refuse to parse or to accept",
  citations: [
    {
      document: "RFC 5280",
      section: "4.1",
      says: "A certificate follows the profile: fields, encodings and criticality as it says.",
      url: "https://www.rfc-editor.org/rfc/rfc5280#section-4.1",
    },
  ],
  why: "It loads in one program and fails in another: Go, rustls and OpenSSL each refuse forms that the others let pass.",
  fix: "Have it issued anew by a CA that follows the profile, or correct the profile of your own CA.",
  examples: {
    bad: [
      { "certs/server.pem": "«⟦lint/policy-twice⟧»\n" },
      { "certs/server.pem": "«⟦lint/key-identifier-critical⟧»\n" },
    ],
    good: [
      { "certs/server.pem": "⟦end-entity⟧\n" },
      { "certs/server.pem": "⟦lint/rsa-2048⟧\n" },
      { "certs/server.pem": "⟦lint/sha1⟧\n" },
    ],
  },

  on: "repository",
  check: (_, context) =>
    lint(context, "every", (presented) => {
      const { certificate, isAuthority, role } = presented
      const place = isAuthority ? "intermediate" : "target"
      const purpose = role === "client" || isAuthority ? "any" : "server"
      const found = conformance({ certificate, role: place, issuer: undefined, purpose }, "gate").find(
        ({ level, reason }) => level === "error" && reason.kind === "nonconforming" && own.has(reason.rule),
      )
      return found?.reason.kind === "nonconforming"
        ? { says: `breaks a rule that clients enforce: ${found.reason.says} (${found.reason.clause})`, level: "error" }
        : undefined
    }),
})

/** Those of the engine's demands that no other rule is named after. */
const own: ReadonlySet<string> = new Set([
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
])
