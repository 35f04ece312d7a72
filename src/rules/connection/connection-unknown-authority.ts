import { rule } from "../rule.ts"
import { failing } from "./failing.shared.ts"

export const connectionUnknownAuthority = rule({
  id: "connection-unknown-authority",
  family: "connection",
  level: "error",
  summary: "A client does not trust the authority whose certificate the server of this repository presents",
  citations: [
    {
      document: "RFC 5280",
      section: "6.1",
      says: "A path begins with a certificate that a trust anchor issued, and each certificate issues the next.",
      url: "https://www.rfc-editor.org/rfc/rfc5280#section-6.1",
    },
  ],
  why: "Client and server are both here and do not fit: every connection ends with “certificate signed by unknown authority” or “unable to get local issuer certificate” once both are rolled out.",
  fix: "Give the client the root that the server's chain ends at, in the way that its program reads it.",

  on: "repository",
  check: (inventory, context) =>
    failing(
      ["unknown-authority"],
      "Give the client the CA that issued the certificate, where its program looks for it.",
      inventory,
      context,
    ),
})
