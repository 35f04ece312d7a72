import { rule } from "../rule.ts"
import { levelFor, literalOf, placeOf, reachOf } from "./variables.shared.ts"

export const envNodeTlsRejectUnauthorized = rule({
  id: "env-node-tls-reject-unauthorized",
  family: "commands",
  level: "error",
  summary: "Node.js is told to accept any certificate",
  citations: [
    {
      document: "Node.js",
      section: "Command-line API, NODE_TLS_REJECT_UNAUTHORIZED=value",
      says: "If value equals '0', certificate validation is disabled for TLS connections; its use is strongly discouraged.",
      url: "https://nodejs.org/api/cli.html#node_tls_reject_unauthorizedvalue",
    },
    {
      document: "Node.js",
      section: "Command-line API, NODE_EXTRA_CA_CERTS=file",
      says: "The well known root CAs are extended with the extra certificates in the file, which is read once at the start.",
      url: "https://nodejs.org/api/cli.html#node_extra_ca_certsfile",
    },
  ],
  why: "Every HTTPS, database and message connection of the process accepts whoever answers, with any certificate. It is meant for one internal host, and opens all the others.",
  fix: "Remove the variable, and set NODE_EXTRA_CA_CERTS=/path/ca.pem, which adds to the public roots.",

  on: "variable",
  *check(variable) {
    if (variable.name !== "NODE_TLS_REJECT_UNAUTHORIZED") return
    const value = literalOf(variable)
    if (value === undefined) return
    const at = placeOf(variable)
    const help = [
      { do: "Remove it, and give Node.js the CA: NODE_EXTRA_CA_CERTS=/path/to/ca.pem (it adds to the public roots)." },
    ]
    if (value === "0")
      yield {
        message: `NODE_TLS_REJECT_UNAUTHORIZED=0 is set ${reachOf(variable)}: Node.js accepts any certificate there, so all its connections can be intercepted.`,
        help,
        at,
        level: levelFor("error", variable),
      }
    else if (/^(false|no|off)$/i.test(value))
      yield {
        message: `NODE_TLS_REJECT_UNAUTHORIZED=${value} does nothing: only 0 turns the validation off, so what it was set for still fails.`,
        help,
        at,
        level: "notice",
      }
  },
})
