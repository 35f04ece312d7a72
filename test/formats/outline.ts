import type { ReadDocument } from "../../src/formats/format.ts"
import type { Node } from "../../src/model/tree.ts"

/** A tree as plain values: a string is `value`, anything else says its type, and a key that occurs again is listed again. */
export function outline(node: Node): unknown {
  if (node.kind === "sequence") return node.items.map(outline)
  if (node.kind === "mapping") return node.entries.map(({ key, value }) => [key.value, outline(value)])
  if (node.type === "string") return node.value
  return node.value === "" ? node.type : `${node.type} ${node.value}`
}

export function outlines(documents: readonly ReadDocument[]): unknown[] {
  return documents.map(({ root }) => outline(root))
}

/** What the text holds where a scalar with this value is said to stand. */
export function written(text: string, node: Node, value: string): string | undefined {
  if (node.kind === "scalar") return node.value === value ? text.slice(node.start, node.end) : undefined
  const below = node.kind === "sequence" ? node.items : node.entries.flatMap((entry) => [entry.key, entry.value])
  for (const child of below) {
    const found = written(text, child, value)
    if (found !== undefined) return found
  }
  return undefined
}
