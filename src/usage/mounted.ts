import { posix } from "node:path"
import type { Inventory } from "../join/inventory.ts"
import type { BundleFact, DocumentFact } from "../model/facts.ts"
import { folderOf } from "../model/folders.ts"
import { grouped } from "../model/grouped.ts"
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
  const { services, mounting } = mountsOf(inventory)
  const containers =
    object === undefined
      ? services.filter((container) => mountsFile(container, user.path))
      : (mounting.get(`${sourceKinds[object.kind]} ${object.name}`) ?? []).filter((container) =>
          inventory.joined(container.document.path, user.path),
        )
  remembered.set(user, containers)
  return containers
}

/** Who mounts what, and what stands under which key, of a whole inventory: many ask. */
interface Mounts {
  readonly services: readonly Container[]
  /** Containers by the objects that they mount: `config-map nodes`. */
  readonly mounting: ReadonlyMap<string, readonly Container[]>
  /** Bundles by the keys of objects that they are: `config-map nodes ca.crt`. */
  readonly keys: ReadonlyMap<string, readonly BundleFact[]>
}

const mounts = new WeakMap<Inventory, Mounts>()

function mountsOf(inventory: Inventory): Mounts {
  const known = mounts.get(inventory)
  if (known !== undefined) return known
  const mounting = new Map<string, Container[]>()
  for (const document of inventory.documents("kubernetes"))
    for (const container of containersOf(document)) {
      const names = container.mounts.flatMap(
        ({ volume }) => volume?.sources.map(({ kind, name }) => `${kind} ${name}`) ?? [],
      )
      for (const name of new Set(names)) {
        const list = mounting.get(name)
        if (list === undefined) mounting.set(name, [container])
        else list.push(container)
      }
    }
  const held = inventory.bundles.flatMap((bundle) =>
    inventory
      .carriersOf(bundle)
      .map(({ key, resource }) => ({ bundle, key: `${sourceKinds[resource?.kind ?? ""]} ${resource?.name} ${key}` })),
  )
  const found: Mounts = {
    services: inventory.documents("compose").flatMap(containersOf),
    mounting,
    keys: new Map(
      [...grouped(held, ({ key }) => key)].map(([key, list]) => [key, [...new Set(list.map(({ bundle }) => bundle))]]),
    ),
  }
  mounts.set(inventory, found)
  return found
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
    const bundles = mountsOf(inventory).keys.get(`${kind} ${name} ${key}`) ?? []
    return bundles.filter(({ location }) => inventory.joined(container.document.path, location.path))
  })
}

const sourceKinds: Readonly<Record<string, "config-map" | "secret">> = { ConfigMap: "config-map", Secret: "secret" }
