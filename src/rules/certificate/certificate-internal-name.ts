import { isLocalHost, isPrivateAddress } from "../../model/hosts.ts"
import { ipText } from "../../x509/ip.ts"
import { rule } from "../rule.ts"
import { lint } from "./lints.shared.ts"

export const certificateInternalName = rule({
  id: "certificate-internal-name",
  family: "certificate",
  level: "error",
  summary: "A public certificate names a host or address that is not public",
  citations: [
    {
      document: "CA/Browser Forum Baseline Requirements for TLS Server Certificates",
      section: "7.1.2.7.12",
      says: "No internal name and no reserved IP address may be in a certificate.",
      url: "https://cabforum.org/working-groups/server/baseline-requirements/requirements/",
    },
  ],
  why: "Anybody can own that name in their own network. CAs must revoke such a certificate when they learn of it, and then every client refuses it.",
  fix: "Take internal names out, and have a private CA issue for them.",

  on: "repository",
  check: (_, context) =>
    lint(context, "public-server", ({ certificate }) => {
      const name =
        certificate.dnsNames.find((one) => internal.test(one) || !one.includes(".")) ??
        certificate.ipAddresses.map(ipText).find((address) => isPrivateAddress(address) || isLocalHost(address))
      return name === undefined
        ? undefined
        : {
            says: `is of a public CA and covers ${name}, which is not a public name: its CA has to revoke it`,
            level: "error",
          }
    }),
})

/** Top-level domains that are not delegated, as people use them inside (RFC 6762 appendix G, RFC 6761, ICANN's .internal). */
const internal =
  /\.(internal|intranet|local|localdomain|localhost|lan|corp|home|home\.arpa|private|priv|domain|invalid|test)$/i
