import type { Inventory } from "../join/inventory.ts"
import type { BundleFact, DocumentFact } from "../model/facts.ts"
import { grouped } from "../model/grouped.ts"
import { type Entry, entriesAt } from "../model/tree.ts"

/** A key of a Secret or ConfigMap, with what of certificates and keys was found under it. */
export interface KeyedContent {
  readonly entry: Entry
  readonly section: "data" | "stringData" | "binaryData"
  readonly bundles: readonly BundleFact[]
}

const byDocument = new WeakMap<Inventory, ReadonlyMap<DocumentFact | undefined, readonly BundleFact[]>>()

/** The keys of a Secret or ConfigMap. `stringData` wins over `data`, as the API server has it. */
export function contentsOf(document: DocumentFact, inventory: Inventory): KeyedContent[] {
  const held = byDocument.get(inventory) ?? grouped(inventory.bundles, (bundle) => inventory.ownerOf(bundle))
  byDocument.set(inventory, held)
  const bundles = held.get(document) ?? []
  const contents = new Map<string, KeyedContent>()
  for (const section of ["data", "binaryData", "stringData"] as const)
    for (const entry of entriesAt(document.root, section))
      contents.set(entry.key.value, {
        entry,
        section,
        bundles: bundles.filter(
          ({ owner, commented }) =>
            !commented &&
            owner?.pointer[0] === section &&
            owner.pointer[1] === entry.key.value &&
            owner.pointer.length === 2,
        ),
      })
  return [...contents.values()]
}

/**
 * Whether a value was written out and holds none of what its key promises. A certificate takes some 300 characters of
 * base64 at the least: what is shorter stands in for one.
 */
export function isForeign({ entry: { value }, bundles }: KeyedContent): boolean {
  if (bundles.length > 0 || value.kind !== "scalar") return false
  if (value.type === "template" || value.value.includes("{{")) return false
  return (value.secret ?? "literal") === "literal" && value.end - value.start >= shortest
}

const shortest = 300
