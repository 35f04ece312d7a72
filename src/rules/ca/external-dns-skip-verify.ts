import type { Inventory } from "../../join/inventory.ts"
import type { DocumentFact } from "../../model/facts.ts"
import { hostOf, isElsewhere } from "../../model/hosts.ts"
import { type Problem, rule } from "../rule.ts"
import { distinct, externalDnsIn, flagOf, isOn } from "./external-dns.shared.ts"

export const externalDnsSkipVerify = rule({
  id: "external-dns-skip-verify",
  family: "ca",
  level: "error",
  summary: "external-dns is told not to validate its DNS server's certificate, or to talk to it without TLS",
  citations: [
    {
      document: "external-dns source, pkg/apis/externaldns/types.go",
      says: "--pdns-skip-tls-verify, --rfc2136-skip-tls-verify and --pihole-tls-skip-verify turn certificate validation off.",
      url: "https://github.com/kubernetes-sigs/external-dns",
    },
  ],
  why: "Whoever is on the path can answer in the server's name, take the API key, and change every record of the zone.",
  fix: "Remove the flag and give the CA with --tls-ca (PowerDNS, RFC 2136) or SSL_CERT_FILE (Pi-hole).",
  controls: ["NIST SP 800-52r2 4.5.1"],

  on: ["kubernetes", "helm-values", "compose"],
  check: (document, { inventory }) => distinct(faults(document, inventory)),
})

/** How the provider is given a CA: that of Pi-hole reads the image's own store and no flag (provider/pihole/client.go). */
function authorityFor(skip: string, isGiven: boolean): string {
  if (skip.startsWith("--pihole"))
    return ", and give the CA by SSL_CERT_FILE=/ssl/ca-bundle.crt: the provider of Pi-hole reads no --tls-ca."
  return isGiven ? "; the CA is already given." : " and give the CA: --tls-ca=/ssl/ca.crt."
}

function* faults(document: DocumentFact, inventory: Inventory): Iterable<Problem> {
  for (const instance of externalDnsIn(document, inventory)) {
    const resource = instance.container.resource && { resource: instance.container.resource }
    const skip = flagOf(instance, "--pdns-skip-tls-verify", "--rfc2136-skip-tls-verify", "--pihole-tls-skip-verify")
    const authority = flagOf(instance, "--tls-ca")
    if (isOn(skip))
      yield {
        message: `${skip.flag} makes external-dns accept any certificate from its DNS server${authority === undefined ? "" : `, so that the CA in ${authority.value ?? "--tls-ca"} is never used`}: whoever is on the path can change every record.`,
        help: [
          {
            do: `Remove ${skip.flag}${authorityFor(skip.flag, authority !== undefined)}`,
            verify: "kubectl logs deploy/external-dns",
          },
        ],
        at: instance.place(skip.node),
        ...resource,
      }
    const server = flagOf(instance, "--pdns-server", "--pihole-server")
    const host = server?.value?.startsWith("http://") ? hostOf(server.value) : undefined
    if (server !== undefined && host !== undefined && isElsewhere(host))
      yield {
        message: `external-dns sends its API key to ${host} without TLS: whoever is on the path can read it and change every record.`,
        help: [
          {
            do: `Use https: ${server.flag}=https://${host}${server.flag === "--pihole-server" ? ", and SSL_CERT_FILE" : ", and --tls-ca"} for a private CA.`,
            verify: "kubectl logs deploy/external-dns",
          },
        ],
        at: instance.place(server.node),
        identity: host,
        ...resource,
      }
    const unsigned = flagOf(instance, "--rfc2136-insecure")
    if (isOn(unsigned))
      yield {
        message:
          "--rfc2136-insecure makes external-dns send DNS updates without a TSIG signature: the server must accept updates from anybody who can reach it.",
        help: [
          {
            do: "Remove the flag and give a key: --rfc2136-tsig-keyname, --rfc2136-tsig-secret-alg, and the secret in EXTERNAL_DNS_RFC2136_TSIG_SECRET.",
            verify: "kubectl logs deploy/external-dns",
          },
        ],
        at: instance.place(unsigned.node),
        level: "warning",
        ...resource,
      }
  }
}
