import type { Inventory } from "../join/inventory.ts"
import type { ImageFact } from "../model/facts.ts"
import { registryOf } from "../model/hosts.ts"

/** The registries that the repository pulls from, each with the image references that name it. */
export function registriesOf(inventory: Inventory): ReadonlyMap<string, readonly ImageFact[]> {
  const known = remembered.get(inventory)
  if (known !== undefined) return known
  const registries = new Map<string, ImageFact[]>()
  for (const { images } of inventory.filesWith("images")) {
    for (const image of images) {
      const registry = registryOf(image.reference)
      if (registry === undefined) continue
      const list = registries.get(registry)
      if (list === undefined) registries.set(registry, [image])
      else list.push(image)
    }
  }
  remembered.set(inventory, registries)
  return registries
}

/** The images that are pulled from a registry. */
export function imagesFrom(inventory: Inventory, registry: string): readonly ImageFact[] {
  return registriesOf(inventory).get(registry) ?? []
}

/** A host as its client dials it: without the port that its scheme implies, Docker Hub by one name. */
export function canonicalHost(host: string, scheme: "http" | "https" = "https"): string {
  const bare = host.replace(scheme === "https" ? /:443$/ : /:80$/, "")
  return /^((index|registry-1)\.)?docker\.io$/.test(bare) ? "docker.io" : bare
}

const remembered = new WeakMap<Inventory, ReadonlyMap<string, readonly ImageFact[]>>()
