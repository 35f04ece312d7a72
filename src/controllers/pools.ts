import type { Inventory } from "../join/inventory.ts"
import { type Release, releaseValue } from "../join/releases/index.ts"
import type { DocumentFact } from "../model/facts.ts"
import type { Location } from "../model/place.ts"
import { at, entriesAt, itemsAt, type Node, type Scalar, scalarAt, textAt, walk } from "../model/tree.ts"
import { type Address, controllerBehind } from "./addresses.ts"
import { between, type IpRange, ipRangeOf } from "./ip-range.ts"
import { controllerOfName } from "./names.ts"

/** Addresses that a cluster hands out to Services: MetalLB, Cilium, kube-vip. */
interface Pool {
  readonly name: string
  /** For people: `IPAddressPool ingress`. */
  readonly by: string
  readonly path: string
  readonly at: Location
  readonly ranges: readonly { readonly text: string; readonly range: IpRange }[]
  /** What it is kept for, by names of namespaces, Services, labels. */
  readonly keptFor: readonly string[]
}

/** Who asks for an address: a Service or Gateway of a controller, or the chart that makes one. */
interface Claimant {
  readonly controller: string
  readonly path: string
  readonly names: readonly string[]
  readonly trees: readonly Node[]
}

/** The pools that belong to one controller, as addresses of it. */
export function pooledAddresses(
  inventory: Inventory,
  releases: readonly { readonly release: Release; readonly controller: string }[],
  controllerOfGateway: (gateway: DocumentFact) => string | undefined,
): Address[] {
  const pools = poolsOf(
    inventory,
    releases.map(({ release }) => release),
  )
  if (pools.length === 0) return []
  const claimants = [
    ...releases.map(({ release: { name, chart, path, layers }, controller }) => ({
      controller,
      path,
      names: [name, chart],
      trees: layers.map(({ root }) => root),
    })),
    ...inventory.objects("Service").flatMap((document) => claimantOf(document, controllerBehind(document))),
    ...inventory.objects("Gateway").flatMap((document) => claimantOf(document, controllerOfGateway(document))),
  ]
  return pools.flatMap((pool) => {
    const near = claimants.filter(({ path }) => inventory.joined(path, pool.path))
    const controller = ownerOf(pool, near)
    if (controller === undefined) return []
    return pool.ranges.map(({ text, range }) => ({
      address: text,
      range,
      outside: false,
      controller,
      by: pool.by,
      path: pool.path,
      at: pool.at,
    }))
  })
}

function claimantOf({ path, root, resource }: DocumentFact, controller: string | undefined): Claimant[] {
  if (controller === undefined || resource === undefined) return []
  return [{ controller, path, names: [resource.name, resource.namespace ?? ""], trees: [root] }]
}

/** The one controller that a pool is for: one that asks for it by name, one that it is kept for, one that it is named after. */
function ownerOf(pool: Pool, claimants: readonly Claimant[]): string | undefined {
  const asking = claimants.filter(({ trees }) => trees.some((tree) => asksFor(tree, pool.name)))
  if (asking.length > 0) return single(asking.map(({ controller }) => controller))
  const there = new Set(claimants.map(({ controller }) => controller))
  const kept = pool.keptFor.flatMap((name) => {
    const named = claimants.filter(({ names }) => names.includes(name)).map(({ controller }) => controller)
    return named.length > 0 ? named : (controllerOfName(name) ?? [])
  })
  if (kept.length > 0) return single(kept)
  const hinted = controllerOfName(pool.name)
  return hinted !== undefined && there.has(hinted) ? hinted : undefined
}

function single(controllers: readonly string[]): string | undefined {
  return new Set(controllers).size === 1 ? controllers[0] : undefined
}

/** Whether a Service, or the values that one is made of, asks for addresses of a pool by name. */
function asksFor(tree: Node, pool: string): boolean {
  for (const { step, node } of walk(tree, 20_000))
    if (node.kind === "scalar" && poolAnnotations.has(step) && node.value === pool) return true
  return false
}

function poolsOf(inventory: Inventory, releases: readonly Release[]): Pool[] {
  return [
    ...["IPAddressPool", "AddressPool"].flatMap((kind) =>
      inventory.objects(kind).flatMap((document) => metalPool(document, inventory)),
    ),
    ...["CiliumLoadBalancerIPPool"].flatMap((kind) =>
      inventory.objects(kind).flatMap((document) => ciliumPool(document, inventory)),
    ),
    ...inventory.documents("plain").flatMap((document) => oldMetalPools(document, inventory)),
    ...inventory.objects("ConfigMap").flatMap((document) => kubeVipPools(document, inventory)),
    ...releases.flatMap((release) => listedPools(releaseValue(release, "configInline"), release.path, release.at)),
  ]
}

function metalPool(document: DocumentFact, inventory: Inventory): Pool[] {
  const { root, resource, path, inner } = document
  if (!resource?.apiVersion.startsWith("metallb.io/")) return []
  const allocation = at(root, "spec", "serviceAllocation")
  return poolOf(scalarsOf(itemsAt(root, "spec", "addresses")), {
    name: resource.name,
    by: `${resource.kind} ${resource.name}`,
    path,
    at: inventory.locate(path, scalarAt(root, "metadata", "name") ?? root, inner),
    keptFor: [
      ...scalarsOf(itemsAt(allocation, "namespaces")).map(({ value }) => value),
      ...[...itemsAt(allocation, "serviceSelectors"), ...itemsAt(allocation, "namespaceSelectors")].flatMap(selected),
    ],
  })
}

function ciliumPool(document: DocumentFact, inventory: Inventory): Pool[] {
  const { root, resource, path, inner } = document
  if (!resource?.apiVersion.startsWith("cilium.io/")) return []
  const blocks = [...itemsAt(root, "spec", "blocks"), ...itemsAt(root, "spec", "cidrs")]
  const ranges = blocks.flatMap((block) => {
    const cidr = textAt(block, "cidr")
    const start = textAt(block, "start") ?? ""
    const stop = textAt(block, "stop") ?? start
    const range = cidr === undefined ? between(start, stop) : ipRangeOf(cidr)
    return range === undefined ? [] : [{ text: cidr ?? (stop === start ? start : `${start}-${stop}`), range }]
  })
  if (ranges.length === 0) return []
  return [
    {
      name: resource.name,
      by: `CiliumLoadBalancerIPPool ${resource.name}`,
      path,
      at: inventory.locate(path, scalarAt(root, "metadata", "name") ?? root, inner),
      ranges,
      keptFor: selected(at(root, "spec", "serviceSelector")),
    },
  ]
}

/** The ConfigMap that MetalLB read before version 0.13. */
function oldMetalPools({ root, path, inner }: DocumentFact, inventory: Inventory): Pool[] {
  return listedPools(root, path, inventory.locate(path, root, inner))
}

function listedPools(root: Node | undefined, path: string, place: Location): Pool[] {
  return itemsAt(root, "address-pools").flatMap((item) => {
    const name = textAt(item, "name") ?? ""
    const common = { name, by: `address pool ${name}`, path, at: place, keptFor: [] }
    return poolOf(scalarsOf(itemsAt(item, "addresses")), common)
  })
}

/** `cidr-<namespace>` and `range-<namespace>` of the ConfigMap `kubevip`. */
function kubeVipPools(document: DocumentFact, inventory: Inventory): Pool[] {
  const { root, resource, path, inner } = document
  if (resource?.name !== "kubevip") return []
  return entriesAt(root, "data").flatMap(({ key, value }) => {
    const namespace = /^(?:cidr|range)-(.+)$/.exec(key.value)?.[1]
    if (namespace === undefined || value.kind !== "scalar") return []
    const keptFor = namespace === "global" ? [] : [namespace]
    const place = inventory.locate(path, key, inner)
    return poolOf([value], { name: namespace, by: `ConfigMap kubevip (${key.value})`, path, at: place, keptFor })
  })
}

function poolOf(addresses: readonly Scalar[], pool: Omit<Pool, "ranges">): Pool[] {
  const ranges = addresses.flatMap(({ value }) =>
    value.split(",").flatMap((part) => {
      const range = ipRangeOf(part.trim())
      return range === undefined ? [] : [{ text: part.trim(), range }]
    }),
  )
  return ranges.length === 0 ? [] : [{ ...pool, ranges }]
}

/** The values of a label selector, whatever the labels are called. */
function selected(selector: Node | undefined): string[] {
  const labels = entriesAt(selector, "matchLabels").flatMap(({ value }) => scalarsOf([value]))
  const expressions = itemsAt(selector, "matchExpressions").filter((item) => textAt(item, "operator") === "In")
  return [...labels, ...expressions.flatMap((item) => scalarsOf(itemsAt(item, "values")))].map(({ value }) => value)
}

function scalarsOf(nodes: readonly Node[]): Scalar[] {
  return nodes.filter((node): node is Scalar => node.kind === "scalar")
}

const poolAnnotations: ReadonlySet<string> = new Set(["metallb.io/address-pool", "metallb.universe.tf/address-pool"])
