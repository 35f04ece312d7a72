import { rule } from "../rule.ts"
import { failing } from "./failing.shared.ts"

export const connectionProtocol = rule({
  id: "connection-protocol",
  family: "connection",
  level: "error",
  summary: "A client speaks TLS to a port without it, or plain text to one with it, or another version",
  citations: [
    {
      document: "RFC 8446",
      section: "4.2.1",
      says: "If no version is common, the server ends the handshake with protocol_version.",
      url: "https://www.rfc-editor.org/rfc/rfc8446#section-4.2.1",
    },
  ],
  why: "Nothing gets through: “server gave HTTP response to HTTPS client”, “wrong version number”, status 400, or “protocol version not supported”.",
  fix: "Let both sides speak TLS in a common version.",

  on: "repository",
  check: (inventory, context) =>
    failing(
      ["protocol"],
      "Let both speak the same: set up TLS where the server listens, or change the scheme or the version of the client.",
      inventory,
      context,
    ),
})
