import { rule } from "../rule.ts"
import { failing } from "./failing.shared.ts"

export const connectionClientCertificateRefused = rule({
  id: "connection-client-certificate-refused",
  family: "connection",
  level: "error",
  summary: "The server does not accept the certificate that its client presents",
  citations: [
    {
      document: "RFC 8446",
      section: "4.4.2.4",
      says: "A chain that is not acceptable may end the handshake with an alert.",
      url: "https://www.rfc-editor.org/rfc/rfc8446#section-4.4.2.4",
    },
  ],
  why: "Both sides are here: what the client presents was not issued by the CA that the server verifies clients with, or not for clients, so that every request is turned away.",
  fix: "Issue the client's certificate by the CA that the server verifies clients with, with clientAuth.",

  on: "repository",
  check: (inventory, context) =>
    failing(
      ["client-certificate-refused"],
      "Issue the client's certificate by the CA that the server verifies clients with, with the extended key usage clientAuth.",
      inventory,
      context,
    ),
})
