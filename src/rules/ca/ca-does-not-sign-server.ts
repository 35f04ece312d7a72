import { isAnchored, presentedChains } from "../../chains/chains.ts"
import { issuersOf } from "../../chains/known-issuers.ts"
import { servedBelow } from "../../chains/roles.ts"
import { called, issuerCalled, listed, objectText, placeOf } from "../../chains/words.ts"
import type { Inventory } from "../../join/inventory.ts"
import type { BundleFact } from "../../model/facts.ts"
import { hostOf, isClusterLocal, lowered, nameOf } from "../../model/hosts.ts"
import type { Location } from "../../model/place.ts"
import { usageOf } from "../../usage/index.ts"
import { programStores } from "../../usage/program-stores.ts"
import { contentsOf } from "../../usage/secrets.ts"
import { type TrustStore, trustStoresOf, vouchesFor } from "../../usage/trust-stores.ts"
import type { Certificate } from "../../x509/certificate.ts"
import { hostUses } from "../certificate/host-uses.shared.ts"
import { type Context, type Problem, rule } from "../rule.ts"
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

  on: "repository",
  *check(inventory, context) {
    yield* meshAuthorities(inventory)
    const stores = [...trustStoresOf(inventory), ...registryStores(inventory), ...programStores(inventory)]
    if (stores.length === 0) return
    const served = [...byUse(inventory), ...byName(context)]
    for (const store of stores) {
      const host = plain(store.host)
      const trusted = store.bundles.flatMap((bundle) => inventory.certificates(bundle))
      if (host === undefined || trusted.length === 0) continue
      const chains = chainsFor(host, store, served, inventory)
      // One of several that fits is the one that is meant.
      if (chains.length === 0 || chains.some(({ bundle }) => vouchesFor(trusted, chainOf(bundle, inventory)))) continue
      const { bundle, by, at } = chains[0]!
      const last = chainOf(bundle, inventory).at(-1)
      if (last === undefined || isAnchored(last, context.trust)) continue
      const [root] = issuersOf(last, bundle, inventory)
      yield {
        message: `${store.user} verifies ${host} with ${listed(
          trusted.map((one) => `"${called(one)}"`),
          3,
        )}, but ${by} presents a chain that "${issuerCalled(last)}" issued: the connection fails with “certificate signed by unknown authority”.`,
        help: [
          {
            do:
              root === undefined
                ? `Put the certificate of "${issuerCalled(last)}" there.`
                : `Put the CA there that issued it: \`${root.bundle.location.path}\`.`,
            verify: `openssl s_client -connect ${host}:443 -servername ${host} -CAfile ca.crt -verify_return_error </dev/null`,
          },
        ],
        at: store.at,
        // Within the cluster the connection fails as well as anywhere.
        level: isClusterLocal(host) ? "error" : lowered("error", host),
        identity: host,
        related: [
          { at, message: `the chain for ${host}: ${placeOf(bundle)}` },
          ...(root === undefined ? [] : [{ at: root.fact.location, message: "the CA that issued it" }]),
        ],
      }
    }
  },
})

/** The CA that Istio signs with must be below the root that it hands out. */
function* meshAuthorities(inventory: Inventory): Generator<Problem> {
  for (const document of inventory.named("Secret", "cacerts")) {
    const contents = contentsOf(document, inventory)
    const held = (key: string) => contents.find(({ entry }) => entry.key.value === key)
    const [root, authority, chain] = [held("root-cert.pem"), held("ca-cert.pem"), held("cert-chain.pem")]
    const certificates = (content: typeof root) =>
      (content?.bundles ?? []).flatMap((bundle) => inventory.certificates(bundle))
    const [roots, own] = [certificates(root), certificates(authority)]
    if (root === undefined || roots.length === 0 || own.length === 0) continue
    if (vouchesFor(roots, [...own, ...certificates(chain)])) continue
    yield {
      message: `root-cert.pem of ${objectText(document)}, "${called(roots[0]!)}", did not sign ca-cert.pem, which "${issuerCalled(own[0]!)}" issued: istiod refuses the bundle, or every proxy the certificates of the others.`,
      help: [
        {
          do: `Put the root that ends the chain of ca-cert.pem into root-cert.pem: that of "${issuerCalled(own.at(-1)!)}".`,
          verify: "openssl verify -CAfile root-cert.pem -untrusted cert-chain.pem ca-cert.pem",
        },
      ],
      at: inventory.locate(document.path, root.entry.key, document.inner),
      identity: "root-cert.pem",
      ...(document.resource && { resource: document.resource }),
    }
  }
}

/** A chain that somebody presents, with the names it is presented for. */
interface Served {
  readonly bundle: BundleFact
  readonly hosts: readonly string[]
  readonly by: string
  readonly at: Location
}

/** By what an object says. */
function byUse(inventory: Inventory): Served[] {
  return [...hostUses(inventory)]
    .filter(({ joined }) => joined)
    .flatMap(({ host, user, bundles, at }) => bundles.map((bundle) => ({ bundle, hosts: [host], by: user, at })))
}

/** By the names that a certificate was issued for, which say more than a wildcard does. */
function byName(context: Context): Served[] {
  return presentedChains(context).flatMap(({ bundle, path: [leaf] }) =>
    leaf === undefined
      ? []
      : [
          {
            bundle,
            hosts: leaf.certificate.dnsNames.filter((name) => !name.startsWith("*")),
            by: placeOf(bundle),
            at: leaf.fact.location,
          },
        ],
  )
}

function registryStores(inventory: Inventory): TrustStore[] {
  return configuredRegistries(inventory).flatMap(({ host, bundles }) => {
    const first = bundles.flatMap(({ certificates }) => certificates).find(({ list }) => !list)
    return first === undefined ? [] : [{ host, at: first.location, user: "The configuration of nodes", bundles }]
  })
}

/** The chains that are deployed for a host where the store is, and that nobody will replace. */
function chainsFor(
  host: string,
  { at, bundles }: TrustStore,
  served: readonly Served[],
  inventory: Inventory,
): Served[] {
  const usage = usageOf(inventory)
  return served.filter(
    ({ hosts, bundle }) =>
      hosts.some((name) => covers(name, host)) &&
      !bundles.includes(bundle) &&
      inventory.joined(at.path, bundle.location.path) &&
      usage.usesOf(bundle).every(({ purpose }) => purpose !== "issued"),
  )
}

function chainOf(bundle: BundleFact, inventory: Inventory): Certificate[] {
  return [bundle, ...servedBelow(bundle, inventory)].flatMap((part) => inventory.certificates(part))
}

function covers(served: string, host: string): boolean {
  if (served.toLowerCase() === host) return true
  return served.startsWith("*.") && host.slice(host.indexOf(".")) === served.slice(1).toLowerCase()
}

function plain(text: string): string | undefined {
  const host = hostOf(text)
  return host === undefined ? undefined : nameOf(host)
}
