import type { Entry, Node } from "../../model/tree.ts"
import { type Borrowed, moved } from "../borrowed.ts"
import { sizeOf } from "../budget.ts"
import type { Layer } from "./release.ts"

/** The values that layers make together, as Helm merges them: mappings key by key, anything else as a whole; null removes. */
export function mergedLayers(layers: readonly Layer[], borrowed: Borrowed): Node | undefined {
  const cost = layers.reduce((sum, { root }) => sum + 5 * sizeOf(root), 0)
  const path = layers.at(-1)?.lender.path ?? ""
  if (layers.length > 0 && !borrowed.budget.take(cost, path, "releases × values")) return undefined
  return layers
    .map(({ root, lender }) => moved(root, borrowed.stretchOf(lender)))
    .reduce<Node | undefined>((below, above) => (below === undefined ? above : mergedNodes(below, above)), undefined)
}

/** One tree over another. */
export function mergedNodes(below: Node, above: Node): Node {
  if (below.kind !== "mapping" || above.kind !== "mapping") return above
  const entries = new Map<string, Entry>(below.entries.map((entry) => [entry.key.value, entry]))
  for (const { key, value } of above.entries) {
    const before = entries.get(key.value)
    if (value.kind === "scalar" && value.type === "null") entries.delete(key.value)
    else
      entries.set(key.value, before === undefined ? { key, value } : { key, value: mergedNodes(before.value, value) })
  }
  return { ...above, entries: [...entries.values()] }
}
