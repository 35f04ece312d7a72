import { rule } from "../rule.ts"
import { failing } from "./failing.shared.ts"

export const connectionNameMismatch = rule({
  id: "connection-name-mismatch",
  family: "connection",
  level: "error",
  summary: "A client asks for a name that the server's certificate is not for",
  citations: [
    {
      document: "RFC 9525",
      section: "6.1",
      says: "The client compares the name that it asked for with the names in the certificate.",
      url: "https://www.rfc-editor.org/rfc/rfc9525#section-6.1",
    },
  ],
  why: "The certificate is trusted and is for another name: clients end the handshake.",
  fix: "Issue the certificate for the name that clients use, or let them use one that it has.",

  on: "repository",
  check: (inventory, context) =>
    failing(
      ["name-mismatch", "no-san"],
      "Issue the certificate for that name as well, or let the client ask for a name that it has.",
      inventory,
      context,
    ),
})
