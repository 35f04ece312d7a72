import type { Span } from "./place.ts"

/** What a format reader makes of a text: plain data, every part with its span in the outer file. */
export type Node = Scalar | Sequence | Mapping

export interface Scalar extends Span {
  readonly kind: "scalar"
  /** The decoded value; empty where `secret` says what stood there. */
  readonly value: string
  /** `template` is a value that is only known once rendered (`{{ }}`, `${ }`): never a reason for an error. */
  readonly type: "string" | "boolean" | "number" | "null" | "template"
  readonly style: "plain" | "quoted" | "literal" | "folded"
  /** Set once the value has been taken out of the facts because it is, or may be, a secret. */
  readonly secret?: SecretState
}

export interface Sequence extends Span {
  readonly kind: "sequence"
  readonly items: readonly Node[]
}

export interface Mapping extends Span {
  readonly kind: "mapping"
  readonly entries: readonly Entry[]
}

export interface Entry {
  readonly key: Scalar
  readonly value: Node
}

/** What can be said of a secret without saying it. */
export type SecretState = "literal" | "placeholder" | "template" | "encrypted" | "empty"

/** Something that could not be read. It is material for a rule, never an exception. */
export interface Defect extends Span {
  readonly reason: string
}

/** The node at a path of keys and indices, or undefined. Keys are compared exactly; the last of duplicates wins. */
export function at(node: Node | undefined, ...path: readonly (string | number)[]): Node | undefined {
  let current = node
  for (const step of path) current = child(current, step)
  return current
}

function child(node: Node | undefined, step: string | number): Node | undefined {
  if (node?.kind === "sequence" && typeof step === "number") return node.items[step]
  if (node?.kind !== "mapping") return undefined
  if (node.entries.length > many) return indexOf(node).get(`${step}`)
  for (let index = node.entries.length - 1; index >= 0; index--) {
    const entry = node.entries[index]!
    if (entry.key.value === `${step}`) return entry.value
  }
  return undefined
}

/** The values of a large mapping by their keys, made once: who asks it for one key is likely to ask for each. */
function indexOf({ entries }: Mapping): ReadonlyMap<string, Node> {
  const index = indices.get(entries) ?? new Map(entries.map(({ key, value }) => [key.value, value]))
  indices.set(entries, index)
  return index
}

const indices = new WeakMap<readonly Entry[], Map<string, Node>>()
const many = 64

/** The scalar at a path, or undefined. */
export function scalarAt(node: Node | undefined, ...path: readonly (string | number)[]): Scalar | undefined {
  const found = at(node, ...path)
  return found?.kind === "scalar" ? found : undefined
}

/** The literal text at a path: undefined where there is none, where it is null, and where it is a template. */
export function textAt(node: Node | undefined, ...path: readonly (string | number)[]): string | undefined {
  const found = scalarAt(node, ...path)
  return found === undefined || found.type === "null" || found.type === "template" ? undefined : found.value
}

/** The entries of the mapping at a path; none where there is no mapping. */
export function entriesAt(node: Node | undefined, ...path: readonly (string | number)[]): readonly Entry[] {
  const found = at(node, ...path)
  return found?.kind === "mapping" ? found.entries : []
}

/** The entry (key and value) under a key of the mapping at a path. */
export function entryAt(node: Node | undefined, ...path: readonly (string | number)[]): Entry | undefined {
  const key = `${path.at(-1)}`
  return entriesAt(node, ...path.slice(0, -1)).findLast((entry) => entry.key.value === key)
}

/** The items of the sequence at a path; none where there is no sequence. */
export function itemsAt(node: Node | undefined, ...path: readonly (string | number)[]): readonly Node[] {
  const found = at(node, ...path)
  return found?.kind === "sequence" ? found.items : []
}

/** Whether a node is a boolean that is true (a quoted "true" is a string, and is not). */
export function isTrue(node: Node | undefined): node is Scalar {
  return node?.kind === "scalar" && node.type === "boolean" && /^(true|yes|on|y)$/i.test(node.value)
}

/** Whether a node is a boolean that is false. */
export function isFalse(node: Node | undefined): node is Scalar {
  return node?.kind === "scalar" && node.type === "boolean" && /^(false|no|off|n)$/i.test(node.value)
}

export interface Visit {
  readonly node: Node
  /** Keys and indices from the root; made anew each time, so a walk over much asks for `step` first. */
  readonly path: readonly string[]
  /** The last of the path; empty for the root. */
  readonly step: string
  readonly key?: Scalar
  readonly parent?: Node | undefined
}

/**
 * Every node below and including `root`, outer first, in the order of the text. Aliases make a tree a graph, so the walk
 * ends after `budget` nodes: the largest manifest seen in the wild (4 MB) has some 300,000.
 */
export function* walk(root: Node, budget = 1_000_000): Generator<Visit> {
  const open = [new Step(root)]
  for (let visit = open.pop(); visit !== undefined && budget > 0; visit = open.pop(), budget--) {
    yield visit
    const { node } = visit
    if (node.kind === "sequence") {
      for (let index = node.items.length - 1; index >= 0; index--)
        open.push(new Step(node.items[index]!, visit, undefined, index))
    } else if (node.kind === "mapping") {
      for (let index = node.entries.length - 1; index >= 0; index--) {
        const { key, value } = node.entries[index]!
        open.push(new Step(value, visit, key))
      }
    }
  }
}

/** A visit that makes its path when it is asked for it, which few are. */
class Step implements Visit {
  readonly node: Node
  readonly key?: Scalar
  readonly #above: Step | undefined
  readonly #index: number

  constructor(node: Node, above?: Step, key?: Scalar, index = 0) {
    this.node = node
    if (key !== undefined) this.key = key
    this.#above = above
    this.#index = index
  }

  get parent(): Node | undefined {
    return this.#above?.node
  }

  get step(): string {
    if (this.key !== undefined) return this.key.value
    return this.#above === undefined ? "" : `${this.#index}`
  }

  get path(): readonly string[] {
    const path: string[] = []
    for (let visit: Step = this; visit.#above !== undefined; visit = visit.#above) path.push(visit.step)
    return path.reverse()
  }
}
