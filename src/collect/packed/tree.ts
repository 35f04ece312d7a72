import type { Span } from "../../model/place.ts"
import type { Entry, Mapping, Node, Scalar, SecretState, Sequence } from "../../model/tree.ts"

/** The bytes of what is packed, one thing behind the other. Offsets and lengths stand in them as distances, most in one byte. */
export class TreeWriter {
  #bytes = new Uint8Array(65_536)
  #length = 0
  /** Where the part of the text that has been written ends. */
  #cursor = 0
  // Made anew rather than cleared: a table that has grown old would keep what was in it until a full collection.
  #known = new Set<Node>()
  #numbers = new Map<string, number>()
  #texts: string[] = []

  /** Where a tree was written; nowhere if an alias repeats a node, which would be unpacked each time that it is named. */
  tree(root: Node): number | undefined {
    const from = this.begin()
    if (this.#node(root, 0)) return from
    this.#length = from
    return undefined
  }

  /** Begins something that is to be read on its own, and returns where. */
  begin(): number {
    this.#cursor = 0
    this.#known = new Set()
    return this.#length
  }

  /** What has been written since the last call. */
  take(): { readonly bytes: Uint8Array; readonly texts: readonly string[] } {
    const taken = { bytes: this.#bytes.slice(0, this.#length), texts: this.#texts.slice() }
    this.#length = 0
    this.#texts = []
    this.#numbers = new Map()
    return taken
  }

  #node(node: Node, depth: number): boolean {
    if (node.kind === "scalar") {
      this.scalar(node)
      return true
    }
    if (depth > deepest || this.#known.has(node)) return false
    this.#known.add(node)
    this.#byte(node.kind === "mapping" ? mapping : sequence)
    this.#distance(node.start - this.#cursor)
    this.#cursor = node.start
    if (node.kind === "mapping") {
      this.number(node.entries.length)
      for (const { key, value } of node.entries) {
        this.scalar(key)
        if (!this.#node(value, depth + 1)) return false
      }
    } else {
      this.number(node.items.length)
      for (const item of node.items) if (!this.#node(item, depth + 1)) return false
    }
    this.#distance(node.end - this.#cursor)
    this.#cursor = node.end
    return true
  }

  scalar({ type, style, secret, start, end, value }: Scalar): void {
    this.#byte(scalar | (types.indexOf(type) << 2) | (styles.indexOf(style) << 5) | (secret === undefined ? 0 : 0x80))
    if (secret !== undefined) this.#byte(states.indexOf(secret))
    this.span(start, end)
    this.text(value)
  }

  span(start: number, end: number): void {
    this.#distance(start - this.#cursor)
    this.#distance(end - start)
    this.#cursor = end
  }

  text(value: string): void {
    const known = this.#numbers.get(value)
    this.number(known ?? this.#texts.length)
    if (known !== undefined) return
    this.#numbers.set(value, this.#texts.length)
    this.#texts.push(value)
  }

  /** A number of either sign: the sign is its lowest bit. */
  #distance(value: number): void {
    this.number(value < 0 ? -value * 2 - 1 : value * 2)
  }

  number(value: number): void {
    let rest = value
    while (rest > 0x7f) {
      this.#byte((rest & 0x7f) | 0x80)
      rest >>>= 7
    }
    this.#byte(rest)
  }

  #byte(value: number): void {
    if (this.#length === this.#bytes.length) {
      const larger = new Uint8Array(this.#length * 2)
      larger.set(this.#bytes)
      this.#bytes = larger
    }
    this.#bytes[this.#length++] = value
  }
}

/** Reads what was written from an offset on. */
export class TreeReader {
  readonly #bytes: Uint8Array
  readonly #texts: readonly string[]
  #at: number
  #cursor = 0

  constructor(bytes: Uint8Array, texts: readonly string[], at: number) {
    this.#bytes = bytes
    this.#texts = texts
    this.#at = at
  }

  tree(): Node {
    const kind = this.#bytes[this.#at]! & 3
    if (kind === scalar) return this.scalar()
    this.#at++
    const start = this.#cursor + this.#distance()
    this.#cursor = start
    return kind === mapping ? this.#mapping(start) : this.#sequence(start)
  }

  #mapping(start: number): Mapping {
    const entries = new Array<Entry>(this.number())
    for (let index = 0; index < entries.length; index++) entries[index] = { key: this.scalar(), value: this.tree() }
    return { kind: "mapping", entries, start, end: this.#end() }
  }

  #sequence(start: number): Sequence {
    const items = new Array<Node>(this.number())
    for (let index = 0; index < items.length; index++) items[index] = this.tree()
    return { kind: "sequence", items, start, end: this.#end() }
  }

  #end(): number {
    this.#cursor += this.#distance()
    return this.#cursor
  }

  scalar(): Scalar {
    const head = this.#bytes[this.#at++]!
    const type = types[(head >> 2) & 7]!
    const style = styles[(head >> 5) & 3]!
    const secret = head < 0x80 ? undefined : states[this.#bytes[this.#at++]!]
    const { start, end } = this.span()
    const value = this.text()
    if (secret !== undefined) return { kind: "scalar", value, type, style, start, end, secret }
    return { kind: "scalar", value, type, style, start, end }
  }

  span(): Span {
    const start = this.#cursor + this.#distance()
    const end = start + this.#distance()
    this.#cursor = end
    return { start, end }
  }

  text(): string {
    return this.#texts[this.number()]!
  }

  #distance(): number {
    const value = this.number()
    return value & 1 ? -(value >>> 1) - 1 : value >>> 1
  }

  number(): number {
    const first = this.#bytes[this.#at++]!
    if (first < 0x80) return first
    let value = first & 0x7f
    for (let shift = 7; ; shift += 7) {
      const byte = this.#bytes[this.#at++]!
      value |= (byte & 0x7f) << shift
      if (byte < 0x80) return value
    }
  }
}

/** Deeper than the readers go; what they make of worse is left as it is. */
const deepest = 1_000

/** The lowest two bits of a node's first byte. A scalar's next three are its type, the next two its style. */
const scalar = 0
const sequence = 1
const mapping = 2
const types: readonly Scalar["type"][] = ["string", "boolean", "number", "null", "template"]
const styles: readonly Scalar["style"][] = ["plain", "quoted", "literal", "folded"]
const states: readonly SecretState[] = ["literal", "placeholder", "template", "encrypted", "empty"]
