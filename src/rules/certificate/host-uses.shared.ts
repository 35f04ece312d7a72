import { isTrustPlace } from "../../chains/roles.ts"
import type { Inventory } from "../../join/inventory.ts"
import type { BundleFact } from "../../model/facts.ts"
import { grouped } from "../../model/grouped.ts"
import type { Location } from "../../model/place.ts"
import type { Scalar } from "../../model/tree.ts"
import { type Host, type Reference, type Usage, usageOf } from "../../usage/index.ts"
import { askedServices } from "./asked-hosts.shared.ts"

/** A host, with the bundles whose certificate is presented for it. */
export interface HostUse {
  readonly host: string
  readonly at: Location
  /** Who serves it: `Ingress web/shop`. */
  readonly user: string
  readonly bundles: readonly BundleFact[]
  /** Whether both are known to end up in one cluster. */
  readonly joined: boolean
  /** Whether the user asks for the host, and does not serve it. */
  readonly isAsked?: boolean
}

/** The hosts that objects of the repository serve with certificates of the repository. */
export function* hostUses(inventory: Inventory): Generator<HostUse> {
  const usage = usageOf(inventory)
  const serving = usage.references.filter(({ purpose }) => purpose === "server" || purpose === "issued")
  // Several certificates of one listener serve the same hosts.
  for (const references of grouped(serving, ({ user }) => user).values())
    for (const alike of grouped(references, ({ listener, at }) => listener ?? at).values()) {
      const { hosts, label } = usage.toUse(alike[0]!)
      const { bundles, joined } = served(alike, usage)
      for (const host of hosts) yield* useOf(host, label, bundles, joined, inventory)
    }
  yield* inline(inventory, usage)
  yield* configured(inventory, usage)
  yield* services(inventory, usage)
  yield* pinned(inventory)
}

/** The names of Services, of whose pods one mounts the certificate. */
function* services(inventory: Inventory, usage: Usage): Generator<HostUse> {
  for (const { host, at, user, references, isAsked } of askedServices(inventory)) {
    const bundles = references.flatMap((reference) => usage.bundlesFor(reference)).filter(isServed)
    // What is requested is not there yet.
    const isRequested = bundles.some((bundle) => usage.usesOf(bundle).some(({ purpose }) => purpose === "issued"))
    if (bundles.length > 0 && !isRequested) yield { host, at, user, bundles, joined: true, isAsked }
  }
}

/** What the configuration of a server says that it presents; one host may have several certificates. */
function* configured(inventory: Inventory, usage: Usage): Generator<HostUse> {
  const found = inventory.bundles.flatMap((bundle) =>
    usage
      .usesOf(bundle)
      .filter(({ user, purpose }) => purpose === "server" && /^(nginx|apache)$/.test(user.kind))
      .flatMap(({ hosts, label }) => hosts.map((host) => ({ host, label, bundle }))),
  )
  for (const alike of grouped(found, ({ host }) => host.name).values()) {
    const { host, label } = alike[0]!
    const bundles = alike.map(({ bundle }) => bundle)
    if (host.name.value.includes(".")) yield* useOf(host, label, bundles, true, inventory)
  }
}

/** Elsewhere in the repository stands another cluster's Secret of that name, unless there is but one. */
function served(references: readonly Reference[], usage: Usage) {
  const near = references.flatMap((reference) => usage.bundlesFor(reference)).filter(isServed)
  if (near.length > 0) return { bundles: near, joined: true }
  const far = references.flatMap((reference) => usage.elsewhere(reference)).filter(isServed)
  return { bundles: far.length === 1 ? far : [], joined: false }
}

function isServed({ carrier, certificates }: BundleFact): boolean {
  return certificates.length > 0 && !/^ca\b|\.key$/.test(carrier?.key ?? "")
}

function* useOf(
  { name, document }: Host,
  user: string,
  bundles: readonly BundleFact[],
  joined: boolean,
  inventory: Inventory,
): Generator<HostUse> {
  if (!isLiteral(name) || bundles.length === 0) return
  yield { host: name.value, at: inventory.locate(document.path, name, document.inner), user, bundles, joined }
}

/** A Route has its certificate within. */
function* inline(inventory: Inventory, usage: Usage): Generator<HostUse> {
  for (const bundle of inventory.bundles) {
    if (bundle.owner?.pointer.join(".") !== "spec.tls.certificate") continue
    for (const { hosts, label, purpose } of usage.usesOf(bundle))
      if (purpose === "server") for (const host of hosts) yield* useOf(host, label, [bundle], true, inventory)
  }
}

/** A server's own certificate as trust anchor of a registry: `certs.d/reg.corp:5000/ca.crt`. */
function* pinned(inventory: Inventory): Generator<HostUse> {
  for (const bundle of inventory.bundles) {
    const host = /(?:^|\/)certs\.d\/([a-z0-9.-]+(?::\d+)?)\/[^/]+\.crt$/.exec(bundle.name)?.[1]
    if (host === undefined || bundle.commented || !isTrustPlace(bundle.name)) continue
    yield { host, at: bundle.location, user: "the registry", bundles: [bundle], joined: true }
  }
}

function isLiteral({ type, value }: Scalar): boolean {
  return type === "string" && /^(\*\.)?[a-z0-9][a-z0-9.-]*[a-z0-9]$/i.test(value)
}
