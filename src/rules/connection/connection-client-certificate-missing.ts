import { rule } from "../rule.ts"
import { failing } from "./failing.shared.ts"

export const connectionClientCertificateMissing = rule({
  id: "connection-client-certificate-missing",
  family: "connection",
  level: "error",
  summary: "The server asks for a client certificate, and its client has none",
  citations: [
    {
      document: "RFC 8446",
      section: "4.4.2.4",
      says: "A server that gets an empty certificate message may end the handshake with certificate_required.",
      url: "https://www.rfc-editor.org/rfc/rfc8446#section-4.4.2.4",
    },
  ],
  why: "The server turns every request of that client away, with an alert or with status 400.",
  fix: "Give the client a certificate that the server's client CA issued, or do not ask for one.",

  on: "repository",
  check: (inventory, context) =>
    failing(
      ["client-certificate-missing"],
      "Give the client a certificate of the CA that the server verifies clients with.",
      inventory,
      context,
    ),
})
