import { type OffsetMap, outerSpan } from "../model/source.ts"
import type { Node, Scalar } from "../model/tree.ts"

/** A tree of a carried text with its spans moved to the outer file. Shared nodes (aliases) stay shared. */
export function outer(root: Node, map: OffsetMap | undefined): Node {
  return map === undefined ? root : move(root, map, new Map())
}

function move(node: Node, map: OffsetMap, moved: Map<Node, Node>): Node {
  const known = moved.get(node)
  if (known !== undefined) return known
  const copy = moveOnce(node, map, moved)
  moved.set(node, copy)
  return copy
}

function moveOnce(node: Node, map: OffsetMap, moved: Map<Node, Node>): Node {
  const span = outerSpan(map, node.start, node.end)
  switch (node.kind) {
    case "scalar":
      return { ...node, ...span }
    case "sequence":
      return { ...node, ...span, items: node.items.map((item) => move(item, map, moved)) }
    case "mapping":
      return {
        ...node,
        ...span,
        entries: node.entries.map(({ key, value }) => ({ key: moveKey(key, map), value: move(value, map, moved) })),
      }
  }
}

function moveKey(key: Scalar, map: OffsetMap): Scalar {
  return { ...key, ...outerSpan(map, key.start, key.end) }
}
