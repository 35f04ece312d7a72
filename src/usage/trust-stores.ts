import type { Inventory } from "../join/inventory.ts"
import type { BundleFact } from "../model/facts.ts"
import { grouped } from "../model/grouped.ts"
import type { Location } from "../model/place.ts"
import type { Certificate } from "../x509/certificate.ts"
import { certifies } from "../x509/certifies.ts"
import { usageOf } from "./index.ts"

/** What a known consumer verifies one host with. */
export interface TrustStore {
  /** As the consumer writes it: a name, with a port or in a URL. */
  readonly host: string
  readonly at: Location
  /** Who verifies with it: `HelmRepository flux-system/charts`. */
  readonly user: string
  readonly bundles: readonly BundleFact[]
}

/** The trust stores of Kubernetes objects whose consumer and host the repository shows. */
export function trustStoresOf(inventory: Inventory): TrustStore[] {
  const usage = usageOf(inventory)
  const uses = inventory.bundles.flatMap((bundle) =>
    usage
      .usesOf(bundle)
      .flatMap((use) =>
        use.purpose === "trust" && use.hosts.length > 0 && use.user.kind === "kubernetes" ? [{ bundle, use }] : [],
      ),
  )
  return [...grouped(uses, ({ use }) => use.user).values()].flatMap((of) =>
    // One reference may find several bundles; any of them will do.
    [...grouped(of, ({ use }) => use.hosts[0]!.name.value).values()].flatMap((alike): TrustStore[] => {
      const { user, at, label, hosts } = alike[0]!.use
      const bundles = [...new Set(alike.map(({ bundle }) => bundle))]
      const place = inventory.locate(user.path, at, user.inner)
      return hosts.map(({ name }) => ({ host: name.value, at: place, user: label, bundles }))
    }),
  )
}

/** Whether a client that trusts some certificates accepts a chain: one of them is in it, or has signed some of it. */
export function vouchesFor(trusted: readonly Certificate[], chain: readonly Certificate[]): boolean {
  return trusted.some((anchor) =>
    chain.some((link) => {
      const { names, signature } = certifies(anchor, link)
      return anchor.sha256 === link.sha256 || (names && signature !== "invalid")
    }),
  )
}
