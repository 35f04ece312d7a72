import { isAnchored, issuersOf } from "../../evaluate/chains.ts"
import type { Inventory } from "../../evaluate/inventory.ts"
import { linksOf } from "../../evaluate/links.ts"
import { servedBelow } from "../../evaluate/roles.ts"
import { type TrustStore, trustStoresOf, vouchesFor } from "../../evaluate/trust-stores.ts"
import { usageOf } from "../../evaluate/usage/index.ts"
import type { BundleFact } from "../../model/facts.ts"
import { type HostUse, hostUses } from "../certificate/host-uses.shared.ts"
import { hostOf, lowered, nameOf } from "../hosts.ts"
import { rule } from "../rule.ts"
import { called, issuerCalled, listed, placeOf } from "../words.ts"
import { configuredRegistries } from "./registry-cas.shared.ts"

export const caDoesNotSignServer = rule({
  id: "ca-does-not-sign-server",
  family: "ca",
  level: "error",
  summary: "The CA that clients are given for a host did not sign the chain that the repository deploys for it",
  citations: [
    {
      document: "RFC 5280",
      section: "6.1",
      says: "A path begins with a certificate that a trust anchor issued, and each certificate issues the next.",
      url: "https://www.rfc-editor.org/rfc/rfc5280#section-6.1",
    },
    {
      document: "Docker documentation",
      section: "Verify repository client with certificates",
      says: "Any .crt file in the directory of a registry is a CA root that its server certificate is verified with.",
      url: "https://docs.docker.com/engine/security/certificates/",
    },
  ],
  why: "Both sides are in this repository and do not fit: every connection ends with “certificate signed by unknown authority” as soon as both are rolled out.",
  fix: "Give the clients the root that the server's chain ends at, or have the server's certificate issued by the CA that they know.",
  examples: {
    bad: [
      {
        "nodes/etc/docker/certs.d/registry.corp.example.com/ca.crt": "«⟦other-root⟧»\n",
        "registry/tls.yaml":
          "apiVersion: v1\nkind: Secret\nmetadata: {name: registry-tls, namespace: registry}\nstringData:\n  tls.crt: |\n    ⟦registry+intermediate⟧\n---\napiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: registry, namespace: registry}\nspec:\n  tls: [{hosts: [registry.corp.example.com], secretName: registry-tls}]\n",
      },
      {
        "flux/charts.yaml":
          "apiVersion: source.toolkit.fluxcd.io/v1\nkind: HelmRepository\nmetadata: {name: charts, namespace: flux-system}\nspec:\n  url: https://registry.corp.example.com/charts\n  certSecretRef: {name: «corp-ca»}\n---\napiVersion: v1\nkind: Secret\nmetadata: {name: corp-ca, namespace: flux-system}\nstringData:\n  ca.crt: |\n    ⟦other-root⟧\n---\napiVersion: v1\nkind: Secret\nmetadata: {name: registry-tls, namespace: registry}\nstringData:\n  tls.crt: |\n    ⟦registry+intermediate⟧\n---\napiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: registry, namespace: registry}\nspec:\n  tls: [{hosts: [registry.corp.example.com], secretName: registry-tls}]\n",
      },
    ],
    good: [
      {
        "nodes/etc/docker/certs.d/registry.corp.example.com/ca.crt": "⟦root⟧\n",
        "registry/tls.yaml":
          "apiVersion: v1\nkind: Secret\nmetadata: {name: registry-tls, namespace: registry}\nstringData:\n  tls.crt: |\n    ⟦registry+intermediate⟧\n---\napiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: registry, namespace: registry}\nspec:\n  tls: [{hosts: [registry.corp.example.com], secretName: registry-tls}]\n",
      },
      {
        "nodes/etc/docker/certs.d/registry.corp.example.com/ca.crt": "⟦other-root⟧\n",
        "nodes/etc/docker/certs.d/registry.corp.example.com/new.crt": "⟦root⟧\n",
        "registry/tls.yaml":
          "apiVersion: v1\nkind: Secret\nmetadata: {name: registry-tls, namespace: registry}\nstringData:\n  tls.crt: |\n    ⟦registry+intermediate⟧\n---\napiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: registry, namespace: registry}\nspec:\n  tls: [{hosts: [registry.corp.example.com], secretName: registry-tls}]\n",
      },
      {
        "prod/nodes/etc/docker/certs.d/registry.corp.example.com/ca.crt": "⟦other-root⟧\n",
        "staging/tls.yaml":
          "apiVersion: v1\nkind: Secret\nmetadata: {name: registry-tls, namespace: registry}\nstringData:\n  tls.crt: |\n    ⟦registry+intermediate⟧\n---\napiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: registry, namespace: registry}\nspec:\n  tls: [{hosts: [registry.corp.example.com], secretName: registry-tls}]\n",
      },
    ],
  },

  on: "repository",
  *check(inventory, { trust }) {
    const stores = [...trustStoresOf(inventory), ...registryStores(inventory)]
    if (stores.length === 0) return
    const served = [...hostUses(inventory)].filter(({ joined }) => joined)
    for (const store of stores) {
      const host = plain(store.host)
      const trusted = store.bundles.flatMap((bundle) => inventory.certificates(bundle))
      if (host === undefined || trusted.length === 0) continue
      const chains = chainsFor(host, store, served, inventory)
      const foreign = chains.filter(
        ({ links }) =>
          !vouchesFor(
            trusted,
            links.map(({ certificate }) => certificate),
          ),
      )
      // One of several that fits is the one that is meant.
      if (foreign.length === 0 || foreign.length < chains.length) continue
      const { links, bundle, use } = foreign[0]!
      const last = links.at(-1)!
      if (isAnchored(last.certificate, trust)) continue
      const [root] = issuersOf(last.certificate, bundle, inventory)
      yield {
        message: `${store.user} verifies ${host} with ${listed(
          trusted.map((one) => `"${called(one)}"`),
          3,
        )}, but ${use.user} presents a chain there that "${issuerCalled(last.certificate)}" issued: the connection fails with “certificate signed by unknown authority”.`,
        help: [
          root === undefined
            ? `Put the certificate of "${issuerCalled(last.certificate)}" there.`
            : `Put the CA there that issued it: \`${root.bundle.location.path}\`.`,
          `Verify: openssl s_client -connect ${host}:443 -servername ${host} -CAfile ca.crt -verify_return_error </dev/null`,
        ].join("\n"),
        at: store.at,
        level: lowered("error", host),
        identity: host,
        related: [
          { at: links[0]!.fact.location, message: `the chain for ${host}: ${placeOf(bundle)}` },
          { at: use.at, message: `${use.user} serves ${host}` },
          ...(root === undefined ? [] : [{ at: root.fact.location, message: "the CA that issued it" }]),
        ],
      }
    }
  },
})

function registryStores(inventory: Inventory): TrustStore[] {
  return configuredRegistries(inventory).flatMap(({ host, bundles }) => {
    const first = bundles.flatMap(({ certificates }) => certificates)[0]
    return first === undefined ? [] : [{ host, at: first.location, user: "The configuration of nodes", bundles }]
  })
}

/** The chains that are deployed for a host where the store is, and that nobody will replace. */
function chainsFor(host: string, { at, bundles }: TrustStore, served: readonly HostUse[], inventory: Inventory) {
  const usage = usageOf(inventory)
  return served
    .filter((use) => covers(use.host, host))
    .flatMap((use) => use.bundles.map((bundle) => ({ use, bundle })))
    .filter(({ bundle }) => !bundles.includes(bundle) && inventory.joined(at.path, bundle.location.path))
    .filter(({ bundle }) => usage.usesOf(bundle).every(({ purpose }) => purpose !== "issued"))
    .map(({ use, bundle }) => ({ use, bundle, links: chainLinks(bundle, inventory) }))
    .filter(({ links }) => links.length > 0)
}

function chainLinks(bundle: BundleFact, inventory: Inventory) {
  return [bundle, ...servedBelow(bundle, inventory)].flatMap((part) => linksOf(part, inventory))
}

function covers(served: string, host: string): boolean {
  if (served.toLowerCase() === host) return true
  return served.startsWith("*.") && host.slice(host.indexOf(".")) === served.slice(1).toLowerCase()
}

function plain(text: string): string | undefined {
  const host = hostOf(text)
  return host === undefined ? undefined : nameOf(host)
}
