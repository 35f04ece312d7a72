import { rule } from "../rule.ts"
import { failing } from "./failing.shared.ts"

export const connectionMissingIntermediate = rule({
  id: "connection-missing-intermediate",
  family: "connection",
  level: "error",
  summary: "The server presents a certificate without the intermediate that its client needs",
  citations: [
    {
      document: "RFC 8446",
      section: "4.4.2",
      says: "The sender's certificate comes first; each following certificate should certify the one before it.",
      url: "https://www.rfc-editor.org/rfc/rfc8446#section-4.4.2",
    },
  ],
  why: "The client trusts the root and gets the leaf alone, so that nothing leads from one to the other: every connection fails, though browsers that fetch intermediates may succeed.",
  fix: "Append the intermediate to the certificate that the server presents.",

  on: "repository",
  check: (inventory, context) =>
    failing(
      ["missing-intermediate"],
      "Append the certificate of its issuer to the file that the server presents, the leaf first.",
      inventory,
      context,
    ),
})
