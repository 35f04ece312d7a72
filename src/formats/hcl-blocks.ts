import type { Entry, Node, Scalar } from "../model/tree.ts"

/** The mappings and sequences that blocks have made, by name, so that more blocks can be added to them. */
export interface Names {
  readonly node: { readonly kind: "mapping"; readonly start: number; end: number; readonly entries: Entry[] }
  readonly below: Map<string, Names>
  readonly blocks: Map<string, { readonly index: number; items: Node[] }>
}

/** What blocks have made under a label, made where it is missing. */
export function descend(names: Names, label: Scalar, end: number): Names {
  let below = names.below.get(label.value)
  if (below === undefined) {
    below = { node: { kind: "mapping", start: label.start, end, entries: [] }, below: new Map(), blocks: new Map() }
    names.below.set(label.value, below)
    names.node.entries.push({ key: label, value: below.node })
  }
  below.node.end = Math.max(below.node.end, end)
  return below
}
