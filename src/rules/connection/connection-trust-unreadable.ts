import { rule } from "../rule.ts"
import { failing } from "./failing.shared.ts"

export const connectionTrustUnreadable = rule({
  id: "connection-trust-unreadable",
  family: "connection",
  level: "error",
  summary: "A client cannot read what it is to verify a server of this repository with",
  citations: [
    {
      document: "RFC 7468",
      section: "5.1",
      says: "A certificate stands between BEGIN CERTIFICATE and END CERTIFICATE, each on a line of its own.",
      url: "https://www.rfc-editor.org/rfc/rfc7468#section-5.1",
    },
  ],
  why: "Libraries differ in what they read. This one finds no certificate there, so that the program does not start, or trusts nobody.",
  fix: "Write the CA as plain PEM: begin with the BEGIN line, each label on a line of its own, nothing before it.",

  on: "repository",
  check: (inventory, context) =>
    failing(
      ["malformed-trust"],
      "Write the CA as this program reads it: plain PEM that begins with -----BEGIN CERTIFICATE-----, or a key store made by keytool for Java.",
      inventory,
      context,
    ),
})
