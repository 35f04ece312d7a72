import type { Location, Span } from "../model/place.ts"
import type { Level } from "../model/report.ts"
import type { Node, Scalar } from "../model/tree.ts"
import type { Budget } from "./budget.ts"

/**
 * Trees that the join makes of parts of several documents: a chart with its values, a release with all that gives it
 * values. Each node keeps its place, moved by a stretch that is the document's own, far behind the end of any file; so
 * sums and comparisons of offsets still hold, and `Inventory.locate` finds back to where a part was written.
 */
export class Borrowed {
  /** What such trees may cost. */
  readonly budget: Budget
  readonly #lenders: Borrowing[] = []
  readonly #told = new WeakMap<Location, Borrowing>()
  readonly #known = new Map<Lender, Map<Level | undefined, number>>()

  constructor(budget: Budget) {
    this.budget = budget
  }

  /** What a place of a finding was borrowed as; undefined for one of its own file. */
  of(location: Location): Borrowing | undefined {
    return this.#told.get(location)
  }

  /** Remembers that a place is one that `find` found. */
  tell(location: Location, borrowing: Borrowing): Location {
    this.#told.set(location, borrowing)
    return location
  }

  /** Whether any tree is made of such parts. */
  get isUsed(): boolean {
    return this.#lenders.length > 0
  }

  /** How far the places of a document are moved, where findings in it are at most of a level. */
  stretchOf(lender: Lender, limit?: Level): number {
    const stretches = this.#known.get(lender) ?? new Map<Level | undefined, number>()
    this.#known.set(lender, stretches)
    const known = stretches.get(limit)
    if (known !== undefined) return known
    this.#lenders.push({ lender, limit })
    const stretch = this.#lenders.length * width
    stretches.set(limit, stretch)
    return stretch
  }

  /** The document that a place is borrowed from, and the place in it; undefined for a place of its own file. */
  find({ start, end }: Span): (Borrowing & { readonly span: Span }) | undefined {
    if (start < width) return undefined
    const number = Math.floor(start / width)
    const base = number * width
    const borrowing = this.#lenders[number - 1]
    // What begins in one document and ends in another is told at its beginning.
    return borrowing && { ...borrowing, span: { start: start - base, end: (end < base + width ? end : start) - base } }
  }
}

/** What a part is borrowed from: a document, a script. */
export interface Lender {
  readonly path: string
  readonly inner: readonly string[]
  /** The place of a template that it is put in at. */
  readonly into?: Location
}

export interface Borrowing {
  readonly lender: Lender
  /** The highest level of findings in what is borrowed so. */
  readonly limit: Level | undefined
}

/** A tree with its places moved. */
export function moved(node: Node, by: number): Node {
  if (by === 0) return node
  const span = { start: node.start + by, end: node.end + by }
  if (node.kind === "scalar") return { ...node, ...span }
  if (node.kind === "sequence") return { ...node, ...span, items: node.items.map((item) => moved(item, by)) }
  const entries = node.entries.map(({ key, value }) => ({ key: movedScalar(key, by), value: moved(value, by) }))
  return { ...node, ...span, entries }
}

function movedScalar(scalar: Scalar, by: number): Scalar {
  return { ...scalar, start: scalar.start + by, end: scalar.end + by }
}

/** More than a file may have (`--max-file-size`), and small enough for two million documents. */
const width = 2 ** 32
