import { type OffsetMap, outerSpan, type Source } from "../model/source.ts"
import type { Node, Scalar } from "../model/tree.ts"

/**
 * A tree of a carried text with its spans moved to the outer file. Shared nodes (aliases) stay shared. Where a shell
 * writes the text, a value with `$NAME` in it is only known once it has.
 */
export function outer(root: Node, { map, expands }: Pick<Source, "map" | "expands">): Node {
  if (map === undefined) return root
  const moved = move(root, map, new Map())
  return expands ? opened(moved, new Map()) : moved
}

function opened(node: Node, known: Map<Node, Node>): Node {
  const found = known.get(node)
  if (found !== undefined) return found
  const copy = openedOnce(node, known)
  known.set(node, copy)
  return copy
}

function openedOnce(node: Node, known: Map<Node, Node>): Node {
  switch (node.kind) {
    case "scalar":
      return node.type === "string" && /\$[A-Za-z_{(]/.test(node.value) ? { ...node, type: "template" } : node
    case "sequence":
      return { ...node, items: node.items.map((item) => opened(item, known)) }
    case "mapping":
      return { ...node, entries: node.entries.map(({ key, value }) => ({ key, value: opened(value, known) })) }
  }
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
