import type { Inventory } from "../join/inventory.ts"
import type { DocumentFact } from "../model/facts.ts"
import { type Container, containersOf } from "./workloads.ts"

/** Whether a document is a patch of an object of the repository, so that the object itself shows what it does. */
export function isAppliedPatch(document: DocumentFact, { overlays }: Inventory): boolean {
  return overlays.applied.has(document)
}

/** The containers of an object as each of the overlays makes it; as they stand, where none changes it. */
export function effectiveContainers(
  document: DocumentFact,
  { overlays }: Inventory,
): readonly (readonly Container[])[] {
  return (overlays.variants.get(document) ?? [document]).map(containersOf)
}
