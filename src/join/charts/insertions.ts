import type { TemplateStep } from "../../model/facts.ts"
import type { Node } from "../../model/tree.ts"

/** A part of the values that a line of a template puts into a document. */
export interface Insertion {
  readonly node: Node
  readonly at: number
  /** The column that it is written at, from 0. */
  readonly column: number
}

/** The columns of places; what has been put in has that which it was put at. */
export type Columns = (node: Node) => number | undefined

/** The column that `nindent` and `indent` say, else the action's own. */
export function columnOf({ text }: TemplateStep, own: number): number {
  return Number(/\bn?indent\s+(\d{1,3})/.exec(text)?.[1] ?? own)
}

/** A tree with a part put in where its line and its indentation say; the tree itself where it fits nowhere. */
export function inserted(node: Node, insertion: Insertion, columns: Columns): Node {
  const { at, column, node: part } = insertion
  if (node.kind === "sequence") {
    const own = columns(node)
    if (own === column && part.kind === "sequence") return { ...node, items: [...node.items, ...part.items] }
    const index = node.items.findLastIndex((item) => item.start < at)
    const item = node.items[index]
    if (item === undefined || item.kind === "scalar") return node
    const changed = inserted(item, insertion, columns)
    return changed === item ? node : { ...node, items: node.items.with(index, changed) }
  }
  if (node.kind === "scalar") return node
  const index = node.entries.findLastIndex(({ key }) => key.start < at)
  const entry = node.entries[index]
  if (entry === undefined) return node
  const own = columns(entry.key) ?? 0
  const value = valueWith(entry.value, insertion, columns, own)
  if (value !== undefined) return { ...node, entries: node.entries.with(index, { key: entry.key, value }) }
  if (own === column && part.kind === "mapping") return { ...node, entries: [...node.entries, ...part.entries] }
  return node
}

function valueWith(value: Node, insertion: Insertion, columns: Columns, own: number): Node | undefined {
  const { column, node: part } = insertion
  const isBelow = column > own || (column === own && part.kind === "sequence")
  if (value.kind !== "scalar") {
    const changed = isBelow ? inserted(value, insertion, columns) : value
    return changed === value ? undefined : changed
  }
  // Where a block or the part itself stands in the place of a value, the reader has seen an action, or nothing.
  const isEmpty = value.type === "null" || (value.type === "template" && value.value.startsWith("{{"))
  return isBelow && isEmpty && column > 0 ? part : undefined
}
