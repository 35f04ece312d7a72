import type { Node } from "../model/tree.ts"

/**
 * What a scan may spend on work that is a product of what a repository holds: overlays × objects, releases × values,
 * templates × values. About a microsecond is a unit. A large repository may spend more; what is no longer done is told.
 */
export class Budget {
  /** What was not done, in words, by the file that asked for it. */
  readonly cut = new Map<string, string>()
  #left: number

  constructor(bytes: number) {
    this.#left = 2_500_000 + 4 * bytes
  }

  /** Whether there is as much left, which is then spent. */
  take(cost: number, path: string, what: string): boolean {
    if (this.#left >= cost) {
      this.#left -= cost
      return true
    }
    this.#left = 0
    this.cut.set(path, what)
    return false
  }
}

/** How many nodes a tree has, aliases counted each time; known once for each node, and at most a few million. */
export function sizeOf(node: Node): number {
  if (node.kind === "scalar") return 1
  const known = sizes.get(node)
  if (known !== undefined) return known
  const parts = node.kind === "sequence" ? node.items : node.entries.map(({ value }) => value)
  const size = parts.reduce((sum, part) => sum + sizeOf(part) + 1, 1)
  sizes.set(node, size)
  return size
}

const sizes = new WeakMap<Node, number>()
