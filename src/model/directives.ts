import { itemsAt, type Node, at as nodeAt, type Scalar, scalarAt } from "./tree.ts"

/** A directive of nginx, keepalived or Caddy, as `formats/nginx.ts` reads them. */
export interface Directive {
  readonly name: string
  readonly words: readonly Scalar[]
  readonly block: readonly Directive[]
  readonly at: Scalar
}

export function directivesOf(node: Node | undefined): Directive[] {
  return itemsAt(node).flatMap((item) => {
    const at = scalarAt(item, "name")
    if (at === undefined) return []
    const words = itemsAt(item, "words").filter((word): word is Scalar => word.kind === "scalar")
    return [{ name: at.value, words, block: directivesOf(nodeAt(item, "block")), at }]
  })
}
