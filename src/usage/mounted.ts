import { posix } from "node:path"
import type { Inventory } from "../join/inventory.ts"
import type { BundleFact, DocumentFact } from "../model/facts.ts"
import { folderOf } from "../model/folders.ts"
import { type Container, containersOf, mountedAt } from "../workloads/workloads.ts"
import { handedFile } from "./directive-files.ts"

/** What a configuration finds at an absolute path of the containers that it is mounted into. */
export function mountedBundles(user: DocumentFact, path: string, inventory: Inventory): BundleFact[] {
  if (!path.startsWith("/")) return []
  const found = containersWith(user, inventory).flatMap((container) => bundlesAt(container, path, inventory))
  return [...new Set(found)]
}

const remembered = new WeakMap<DocumentFact, readonly Container[]>()

function containersWith(user: DocumentFact, inventory: Inventory): readonly Container[] {
  const known = remembered.get(user)
  if (known !== undefined) return known
  const object = user.carrier?.resource
  const documents = object === undefined ? inventory.documents("compose") : [...inventory.documents("kubernetes")]
  const containers = documents
    .flatMap((document) => containersOf(document))
    .filter((container) => {
      if (object === undefined) return mountsFile(container, user.path)
      return (
        inventory.joined(container.document.path, user.path) &&
        container.mounts.some(({ volume }) =>
          volume?.sources.some(({ kind, name }) => name === object.name && kind === sourceKinds[object.kind]),
        )
      )
    })
  remembered.set(user, containers)
  return containers
}

function mountsFile(container: Container, path: string): boolean {
  return container.mounts.some(({ volume, subPath }) => {
    const source = volume?.hostPath ?? (subPath === undefined ? undefined : handedFile(container.document, subPath))
    if (source === undefined) return false
    const target = posix.join(folderOf(container.document.path), source).replace(/\/$/, "")
    return target === path || path.startsWith(`${target}/`)
  })
}

/** What stands at an absolute path of a container. */
export function bundlesAt(container: Container, path: string, inventory: Inventory): readonly BundleFact[] {
  const mounted = mountedAt(container, path)
  if (mounted === undefined) return []
  const { volume, subPath } = mounted.mount
  const source = volume?.hostPath ?? (subPath === undefined ? undefined : handedFile(container.document, subPath))
  if (container.document.kind === "compose") {
    if (source === undefined) return []
    const file = posix.join(folderOf(container.document.path), source, mounted.rest).replace(/\/$/, "")
    return (inventory.files.get(file)?.bundles ?? []).filter(({ owner }) => owner === undefined)
  }
  const file = [subPath, mounted.rest].filter((part) => part !== undefined && part !== "").join("/")
  return (volume?.sources ?? []).flatMap(({ kind, name, items }) => {
    const key = items.length === 0 ? file : items.find((item) => item.path === file)?.key
    return (heldBy(inventory).get(`${kind} ${name} ${key}`) ?? []).filter(({ location }) =>
      inventory.joined(container.document.path, location.path),
    )
  })
}

/** The bundles of Secrets and ConfigMaps, by kind, name and key. */
function heldBy(inventory: Inventory): ReadonlyMap<string, readonly BundleFact[]> {
  const before = held.get(inventory)
  if (before !== undefined) return before
  const found = new Map<string, BundleFact[]>()
  for (const bundle of inventory.bundles)
    for (const { key, resource } of inventory.carriersOf(bundle)) {
      const kind = sourceKinds[resource?.kind ?? ""]
      if (kind === undefined) continue
      const name = `${kind} ${resource?.name} ${key}`
      const known = found.get(name)
      if (known === undefined) found.set(name, [bundle])
      else if (!known.includes(bundle)) known.push(bundle)
    }
  held.set(inventory, found)
  return found
}

const held = new WeakMap<Inventory, ReadonlyMap<string, readonly BundleFact[]>>()
const sourceKinds: Readonly<Record<string, "config-map" | "secret">> = { ConfigMap: "config-map", Secret: "secret" }
