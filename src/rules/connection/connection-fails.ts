import { rule } from "../rule.ts"
import { failing } from "./failing.shared.ts"

export const connectionFails = rule({
  id: "connection-fails",
  family: "connection",
  level: "error",
  summary: "A connection between a client and a server of this repository fails for another reason",
  citations: [
    {
      document: "RFC 5280",
      section: "6.1.3",
      says: "Each certificate of a path is processed: its signature, its dates, its names and its constraints.",
      url: "https://www.rfc-editor.org/rfc/rfc5280#section-6.1.3",
    },
  ],
  why: "Client and server are both here, and the client or the server itself refuses what it is given.",
  fix: "Mend what the message names.",

  on: "repository",
  check: (inventory, context) =>
    failing(
      ["expired", "not-yet-valid", "key-mismatch", "weak", "other"],
      "Mend that on the side that it names.",
      inventory,
      context,
    ),
})
