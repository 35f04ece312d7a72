import type { DocumentFact } from "../model/facts.ts"
import type { Location } from "../model/place.ts"
import type { Inventory } from "./inventory.ts"
import { releasesOf } from "./releases/index.ts"

/**
 * Whether a place is within an object (`extraObjects`) or a text that a file of values holds, where nothing in the repository gives
 * these values to a chart: whether a chart takes them, nobody can tell.
 */
export function isUninstalled({ path, start, end }: Location, inventory: Inventory): boolean {
  return (
    objectsOf(inventory)
      .get(path)
      ?.some(({ span }) => span.start <= start && end <= span.end) === true
  )
}

function objectsOf(inventory: Inventory): ReadonlyMap<string, readonly DocumentFact[]> {
  const known = remembered.get(inventory)
  if (known !== undefined) return known
  const found = new Map<string, readonly DocumentFact[]>()
  for (const { path, carrier } of inventory.documents("helm-values")) {
    const documents = carrier === undefined ? (inventory.files.get(path)?.documents ?? []) : []
    const objects = documents.filter(
      (one) => /^(object|values)$/.test(one.carrier?.kind ?? "") && one.carrier?.resource === undefined,
    )
    if (objects.length > 0) found.set(path, objects)
  }
  const installed = found.size === 0 ? [] : releasesOf(inventory)
  for (const { layers } of installed) for (const { lender } of layers) found.delete(lender.path)
  remembered.set(inventory, found)
  return found
}

const remembered = new WeakMap<Inventory, ReadonlyMap<string, readonly DocumentFact[]>>()
