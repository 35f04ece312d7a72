import type { Node, Scalar } from "../model/tree.ts"
import { at, itemsAt } from "../model/tree.ts"

/** The nodes at a way like `spec.tls[].secretName`; `[]` is every item of a sequence, `*` every value of a mapping. */
export function nodesAt(root: Node, way: string): Node[] {
  if (way === "") return [root]
  let nodes: Node[] = [root]
  for (const step of way.split(".")) {
    const key = step.endsWith("[]") ? step.slice(0, -2) : step
    nodes = nodes.flatMap((node) => {
      if (key === "*") return node.kind === "mapping" ? node.entries.map(({ value }) => value) : []
      const child = at(node, key)
      return child === undefined ? [] : [child]
    })
    if (step.endsWith("[]")) nodes = nodes.flatMap((node) => itemsAt(node))
  }
  return nodes
}

/** The literal scalars at a way. */
export function scalarsAt(root: Node, way: string): Scalar[] {
  return nodesAt(root, way).filter((node): node is Scalar => node.kind === "scalar" && isLiteral(node))
}

/** Whether the text of a scalar is known before anything is rendered. */
export function isLiteral({ type, value }: Scalar): boolean {
  return type !== "template" && type !== "null" && value !== "" && !/\{\{|\$\{|\$\(/.test(value)
}
