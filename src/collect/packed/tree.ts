import type { Entry, Mapping, Node, Scalar, SecretState, Sequence } from "../../model/tree.ts"

/** The bytes of packed trees, one behind the other. Offsets and lengths stand in them as distances, most in one byte. */
export class TreeWriter {
  #bytes = new Uint8Array(65_536)
  #length = 0
  /** Where the part of the text that has been written ends. */
  #cursor = 0
  // Made anew rather than cleared: a table that has grown old would keep what was in it until a full collection.
  #known = new Set<Node>()
  #numbers = new Map<string, number>()
  #texts: string[] = []

  /** Where the next tree begins. */
  get offset(): number {
    return this.#length
  }

  /** Whether a tree was written: not where an alias repeats a node, which would be unpacked each time it is named. */
  write(root: Node): boolean {
    const from = this.#length
    this.#cursor = 0
    this.#known = new Set()
    if (this.#node(root, 0)) return true
    this.#length = from
    return false
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
      this.#scalar(node)
      return true
    }
    if (depth > deepest || this.#known.has(node)) return false
    this.#known.add(node)
    this.#byte(node.kind === "mapping" ? mapping : sequence)
    this.#distance(node.start - this.#cursor)
    this.#cursor = node.start
    if (node.kind === "mapping") {
      this.#number(node.entries.length)
      for (const { key, value } of node.entries) {
        this.#scalar(key)
        if (!this.#node(value, depth + 1)) return false
      }
    } else {
      this.#number(node.items.length)
      for (const item of node.items) if (!this.#node(item, depth + 1)) return false
    }
    this.#distance(node.end - this.#cursor)
    this.#cursor = node.end
    return true
  }

  #scalar({ type, style, secret, start, end, value }: Scalar): void {
    this.#byte(scalar | (types.indexOf(type) << 2) | (styles.indexOf(style) << 5) | (secret === undefined ? 0 : 0x80))
    if (secret !== undefined) this.#byte(states.indexOf(secret))
    this.#distance(start - this.#cursor)
    this.#distance(end - start)
    this.#cursor = end
    const known = this.#numbers.get(value)
    this.#number(known ?? this.#texts.length)
    if (known !== undefined) return
    this.#numbers.set(value, this.#texts.length)
    this.#texts.push(value)
  }

  /** A number of either sign: the sign is its lowest bit. */
  #distance(value: number): void {
    this.#number(value < 0 ? -value * 2 - 1 : value * 2)
  }

  #number(value: number): void {
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

/** The tree that was written at an offset. */
export function readTree(bytes: Uint8Array, texts: readonly string[], offset: number): Node {
  return new TreeReader(bytes, texts, offset).node()
}

class TreeReader {
  readonly #bytes: Uint8Array
  readonly #texts: readonly string[]
  #at: number
  #cursor = 0

  constructor(bytes: Uint8Array, texts: readonly string[], at: number) {
    this.#bytes = bytes
    this.#texts = texts
    this.#at = at
  }

  node(): Node {
    const kind = this.#bytes[this.#at]! & 3
    if (kind === scalar) return this.#scalar()
    this.#at++
    const start = this.#cursor + this.#distance()
    this.#cursor = start
    return kind === mapping ? this.#mapping(start) : this.#sequence(start)
  }

  #mapping(start: number): Mapping {
    const entries = new Array<Entry>(this.#number())
    for (let index = 0; index < entries.length; index++) entries[index] = { key: this.#scalar(), value: this.node() }
    return { kind: "mapping", entries, start, end: this.#end() }
  }

  #sequence(start: number): Sequence {
    const items = new Array<Node>(this.#number())
    for (let index = 0; index < items.length; index++) items[index] = this.node()
    return { kind: "sequence", items, start, end: this.#end() }
  }

  #end(): number {
    this.#cursor += this.#distance()
    return this.#cursor
  }

  #scalar(): Scalar {
    const head = this.#bytes[this.#at++]!
    const type = types[(head >> 2) & 7]!
    const style = styles[(head >> 5) & 3]!
    const secret = head < 0x80 ? undefined : states[this.#bytes[this.#at++]!]
    const start = this.#cursor + this.#distance()
    const end = start + this.#distance()
    this.#cursor = end
    const value = this.#texts[this.#number()]!
    if (secret !== undefined) return { kind: "scalar", value, type, style, start, end, secret }
    return { kind: "scalar", value, type, style, start, end }
  }

  #distance(): number {
    const value = this.#number()
    return value & 1 ? -(value >>> 1) - 1 : value >>> 1
  }

  #number(): number {
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
