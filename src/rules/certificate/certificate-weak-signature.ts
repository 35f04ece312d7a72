import { brokenDigest } from "../../chains/key-strength.ts"
import { rule } from "../rule.ts"
import { lint } from "./lints.shared.ts"

export const certificateWeakSignature = rule({
  id: "certificate-weak-signature",
  family: "certificate",
  level: "error",
  summary: "A certificate is signed with SHA-1 or MD5, which clients refuse",
  citations: [
    {
      document: "RFC 9155",
      section: "1",
      says: "MD5 and SHA-1 are not used in the signatures of TLS.",
      url: "https://www.rfc-editor.org/rfc/rfc9155",
    },
    {
      document: "Go release notes",
      section: "Go 1.18, crypto/x509",
      says: "crypto/x509 rejects certificates that are signed with SHA-1, except self-signed ones.",
      url: "https://go.dev/doc/go1.18#sha1",
    },
  ],
  why: "Two certificates with one signature can be made for money. Go, OpenSSL at its default level, rustls and browsers refuse the chain.",
  fix: "Have it issued anew, signed with SHA-256 or better.",
  controls: ["PCI DSS 4.0 4.2.1"],

  on: "repository",
  check: (_, context) =>
    lint(context, "every", ({ certificate }) => {
      const digest = brokenDigest(certificate)
      return digest && { says: `is signed with ${digest}: Go, OpenSSL and browsers refuse it`, level: "error" }
    }),
})
