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

function bundlesAt(container: Container, path: string, inventory: Inventory): readonly BundleFact[] {
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
    return inventory.bundles.filter((bundle) =>
      inventory
        .carriersOf(bundle)
        .some(
          ({ key: own, resource }) =>
            own === key &&
            resource?.name === name &&
            sourceKinds[resource.kind] === kind &&
            inventory.joined(container.document.path, bundle.location.path),
        ),
    )
  })
}

const sourceKinds: Readonly<Record<string, "config-map" | "secret">> = { ConfigMap: "config-map", Secret: "secret" }
