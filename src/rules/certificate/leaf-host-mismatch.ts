import { linksOf } from "../../chains/links.ts"
import { isAuthority } from "../../chains/roles.ts"
import { verifyCommand } from "../../chains/verify-command.ts"
import { called, listed, placeOf, resourceOf } from "../../chains/words.ts"
import type { Inventory } from "../../join/inventory.ts"
import type { BundleFact, CertificateFact } from "../../model/facts.ts"
import { plain } from "../../model/help.ts"
import { hostOf, nameOf } from "../../model/hosts.ts"
import type { Level } from "../../model/report.ts"
import type { Certificate } from "../../x509/certificate.ts"
import { ipText } from "../../x509/ip.ts"
import { matchesHost } from "../../x509/peer-name.ts"
import { rule } from "../rule.ts"
import { type HostUse, hostUses } from "./host-uses.shared.ts"

export const leafHostMismatch = rule({
  id: "leaf-host-mismatch",
  family: "certificate",
  level: "error",
  summary: "A certificate is not valid for a host that it is served for",
  citations: [
    {
      document: "RFC 9525",
      section: "6.3",
      says: "The client compares the host with each name of the certificate; a wildcard stands for exactly one label.",
      url: "https://www.rfc-editor.org/rfc/rfc9525#section-6.3",
    },
    {
      document: "Kubernetes documentation",
      section: "Ingress, TLS",
      says: "The hosts of the tls section need to match those that the certificate in the Secret names.",
      url: "https://kubernetes.io/docs/concepts/services-networking/ingress/#tls",
    },
  ],
  why: "Clients refuse the connection, and ingress controllers pass the Secret over and serve their own fallback certificate.",
  fix: "Have a certificate issued with that host among its subject alternative names, or name the right Secret.",

  on: "repository",
  *check(inventory, context) {
    const byBundle = new Map<BundleFact, { leaf: Leaf; uses: HostUse[] }>()
    for (const use of hostUses(inventory)) {
      const leaves = use.bundles.flatMap((bundle) => leafOf(bundle, inventory) ?? [])
      // A listener may have several certificates, of which one fits.
      if (leaves.length === 0 || leaves.some(({ certificate }) => covers(certificate, use.host))) continue
      for (const leaf of leaves) {
        const entry = byBundle.get(leaf.bundle) ?? { leaf, uses: [] }
        entry.uses.push(use)
        byBundle.set(leaf.bundle, entry)
      }
    }
    for (const [bundle, { leaf, uses }] of byBundle) {
      const { certificate, fact } = leaf
      const hosts = [...new Set(uses.map(({ host }) => host))].sort()
      const level: Level = uses.some(({ joined }) => joined) ? "error" : "notice"
      yield {
        message: `"${called(certificate)}" in ${placeOf(bundle)} is served for ${listed(hosts)}, but is only valid for ${namesOf(certificate)}: clients refuse it.`,
        help: [
          {
            do: `Have it issued for ${listed(hosts)} as well, or name the Secret that is meant:`,
            copy: plain(`subjectAltName = ${hosts.map((host) => `DNS:${host}`).join(", ")}`),
            verify: verifyCommand("new.crt", certificate, context, `--host ${hosts[0]}`),
          },
        ],
        at: fact.location,
        level,
        certificate: certificate.sha256,
        identity: hosts.join(" "),
        related: uses.slice(0, 10).map(({ host, at, user, isAsked }) => ({
          at,
          message: isAsked === true ? `${user} asks for ${host}` : `${user} serves ${host} with it`,
        })),
        ...resourceOf(bundle),
      }
    }
  },
})

interface Leaf {
  readonly certificate: Certificate
  readonly fact: CertificateFact
  readonly bundle: BundleFact
}

/** The certificate that a server presents for itself: the first that is no CA. */
function leafOf(bundle: BundleFact, inventory: Inventory): Leaf | undefined {
  const leaf = linksOf(bundle, inventory).find(({ certificate }) => !isAuthority(certificate))
  return leaf && { ...leaf, bundle }
}

function covers(certificate: Certificate, host: string): boolean {
  // Without any name that is leaf-without-san.
  if (certificate.subjectAltName === undefined) return true
  const name = nameOf(hostOf(host) ?? host)
  if (!host.startsWith("*.")) return matchesHost(certificate, name)
  return certificate.dnsNames.some((presented) => presented.toLowerCase() === host.toLowerCase())
}

function namesOf(certificate: Certificate): string {
  const names = [...certificate.dnsNames, ...certificate.ipAddresses.map(ipText)]
  return names.length === 0 ? "no host at all" : listed(names)
}
