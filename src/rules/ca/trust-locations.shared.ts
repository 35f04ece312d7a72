import { posix } from "node:path"
import { placeOf } from "../../chains/words.ts"
import type { Inventory } from "../../join/inventory.ts"
import type { BundleFact, DocumentFact } from "../../model/facts.ts"
import type { Location } from "../../model/place.ts"
import { entriesAt, type Node, textAt } from "../../model/tree.ts"
import { scalarsAt } from "../../usage/ways.ts"
import { objectText } from "../objects.ts"
import { type CaField, caFields } from "./ca-fields.shared.ts"
import { storedFiles } from "./stores.shared.ts"

/** Certificates that something trusts, and how the repository shows that. */
export interface TrustLocation {
  readonly bundle: BundleFact
  /** `store`: of a machine or an image; `registry`: named by the configuration of a runtime; `object`: a key of a ConfigMap or Secret; `field`: of another document. */
  readonly kind: "store" | "registry" | "object" | "field"
  /** For people: `the trust store (corp.crt)`, `ca.crt of ConfigMap web/ca`. */
  readonly where: string
  /** Where it is put there, when that is not where the certificates stand. */
  readonly put?: Location
  /** What stands in the same trust store besides. */
  readonly beside: readonly BundleFact[]
}

const remembered = new WeakMap<Inventory, readonly TrustLocation[]>()

/** The places of the repository's certificates from which something reads trust anchors, each bundle once. */
export function trustLocations(inventory: Inventory): readonly TrustLocation[] {
  const known = remembered.get(inventory)
  if (known !== undefined) return known
  const found = new Map<BundleFact, TrustLocation>()
  for (const location of [...ofStores(inventory), ...ofRegistries(inventory), ...ofObjects(inventory)])
    if (!found.has(location.bundle) && !location.bundle.commented) found.set(location.bundle, location)
  const locations = [...found.values()]
  remembered.set(inventory, locations)
  return locations
}

/**
 * The same for the fields of objects and node configurations that take a CA: their readers are written in Go, which takes what it is
 * given as an anchor.
 */
export function fieldLocations(inventory: Inventory): readonly TrustLocation[] {
  return (["kubernetes", "plain", "talos", "helm-values"] as const).flatMap((kind) =>
    inventory.documents(kind).flatMap((document) => caFields.flatMap((field) => ofField(document, field, inventory))),
  )
}

function ofField(document: DocumentFact, { of, way, called }: CaField, inventory: Inventory): TrustLocation[] {
  if (!of(document)) return []
  const bundles = inventory.files.get(document.path)?.bundles ?? []
  const owner = document.resource === undefined ? document.path : objectText(document)
  return scalarsAt(document.root, way).flatMap(({ start, end }) =>
    bundles
      .filter(({ location }) => location.start >= start && location.end <= end)
      .map((bundle): TrustLocation => ({ bundle, kind: "field", where: `${called} of ${owner}`, beside: [] })),
  )
}

function ofStores(inventory: Inventory): TrustLocation[] {
  const files = storedFiles(inventory)
  return files.flatMap(({ bundles, target, at, step }) => {
    const beside = files.filter(
      (other) => other.step?.unit === step?.unit && (step !== undefined || folderOf(other.target) === folderOf(target)),
    )
    return bundles.map((bundle): TrustLocation => {
      const elsewhere = bundle.location.path !== at.path
      return {
        bundle,
        kind: "store",
        where: `the trust store (${target})`,
        ...(elsewhere && { put: at }),
        beside: beside.flatMap((other) => other.bundles),
      }
    })
  })
}

/** What hosts.toml, registries.yaml and buildkitd.toml name as `ca`. */
function ofRegistries(inventory: Inventory): TrustLocation[] {
  const documents = (["containerd-hosts", "k3s-registries", "buildkitd"] as const).flatMap((kind) =>
    inventory.documents(kind),
  )
  return documents.flatMap((document) =>
    caPaths(document).flatMap(({ path, node }) =>
      bundlesAt(path, document, inventory).map(
        (bundle): TrustLocation => ({
          bundle,
          kind: "registry",
          where: `${path}, which ${document.name.slice(document.name.lastIndexOf("/") + 1)} names as the CA`,
          put: inventory.locate(document.path, node, document.inner),
          beside: [],
        }),
      ),
    ),
  )
}

/** The certificates that the configuration of a runtime names as CA; only those of one path, where that is given. */
export function caBundles(document: DocumentFact, inventory: Inventory, only?: string): BundleFact[] {
  return caPaths(document)
    .filter(({ path }) => only === undefined || path === only)
    .flatMap(({ path }) => bundlesAt(path, document, inventory))
}

function caPaths({ kind, root }: DocumentFact): { path: string; node: Node }[] {
  const nodes: Node[] = []
  if (kind === "containerd-hosts")
    for (const table of [root, ...entriesAt(root, "host").map(({ value }) => value)])
      nodes.push(...entriesAt(table).flatMap(({ key, value }) => (key.value === "ca" ? [value] : [])))
  if (kind === "k3s-registries")
    for (const { value } of entriesAt(root, "configs"))
      nodes.push(...entriesAt(value, "tls").flatMap((entry) => (entry.key.value === "ca_file" ? [entry.value] : [])))
  if (kind === "buildkitd")
    for (const { value } of entriesAt(root, "registry"))
      nodes.push(...entriesAt(value).flatMap((entry) => (entry.key.value === "ca" ? [entry.value] : [])))
  return nodes
    .flatMap((node) => (node.kind === "sequence" ? node.items : [node]))
    .flatMap((node) => (node.kind === "scalar" && node.type === "string" ? [{ path: node.value, node }] : []))
}

/** The bundles that a path in a configuration means: beside it, or in the same overlay of a root file system. */
function bundlesAt(path: string, { name, path: from }: DocumentFact, inventory: Inventory): BundleFact[] {
  if (!path.startsWith("/")) {
    const beside = new Set([posix.join(folderOf(name), path), posix.join(folderOf(from), path)])
    return inventory.bundles.filter(
      (bundle) => beside.has(bundle.name) || (bundle.carrier === undefined && beside.has(bundle.location.path)),
    )
  }
  return inventory.bundles.filter(
    (bundle) =>
      bundle.name === path ||
      (bundle.carrier === undefined && bundle.owner === undefined && `/${bundle.location.path}`.endsWith(path)),
  )
}

function ofObjects(inventory: Inventory): TrustLocation[] {
  return inventory.bundles.flatMap((bundle): TrustLocation[] => {
    const { carrier, owner } = bundle
    if ((carrier?.kind === "config-map" || carrier?.kind === "secret") && caKeys.test(carrier.key ?? ""))
      return [{ bundle, kind: "object", where: placeOf(bundle), beside: [] }]
    const document = inventory.ownerOf(bundle)
    if (
      document?.kind === "talos" &&
      owner?.pointer[0] === "certificates" &&
      textAt(document.root, "kind") === "TrustedRootsConfig"
    )
      return [{ bundle, kind: "field", where: "TrustedRootsConfig", beside: [] }]
    if (document?.kind === "cloud-init" && /^ca[-_]certs$/.test(owner?.pointer[0] ?? "")) {
      const beside = inventory.bundles.filter(
        (other) => other.location.path === bundle.location.path && /^ca[-_]certs$/.test(other.owner?.pointer[0] ?? ""),
      )
      return [{ bundle, kind: "store", where: "the trust store (ca_certs)", beside }]
    }
    return []
  })
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/") + 1)
}

const caKeys =
  /^(ca\.crt|ca\.pem|ca-bundle\.(crt|pem)|ca-certificates\.crt|root[-\w]*\.(crt|pem)|tls-ca-bundle\.pem|trust-bundle\.pem|ca-cert\.pem|cacert\.pem)$/
