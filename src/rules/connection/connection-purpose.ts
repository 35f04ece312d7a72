import { rule } from "../rule.ts"
import { failing } from "./failing.shared.ts"

export const connectionPurpose = rule({
  id: "connection-purpose",
  family: "connection",
  level: "error",
  summary: "The server's certificate may not be used by servers",
  citations: [
    {
      document: "RFC 5280",
      section: "4.2.1.12",
      says: "If the extension is present, the certificate must only be used for one of the purposes indicated.",
      url: "https://www.rfc-editor.org/rfc/rfc5280#section-4.2.1.12",
    },
  ],
  why: "Clients look at the extended key usage of what a server presents, and of the CAs above it, and refuse it where serverAuth is not among them.",
  fix: "Issue the certificate with serverAuth.",

  on: "repository",
  check: (inventory, context) =>
    failing(["purpose"], "Issue it anew with the extended key usage serverAuth.", inventory, context),
})
