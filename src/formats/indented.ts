import { parseEvents } from "js-yaml"
import type { Entry, Node, Scalar } from "../model/tree.ts"
import { blockValue } from "./block-scalar.ts"
import { contentEnd, extents, indentOf, isSpace, keyEnd, propertyEnd, trimmedEnd } from "./indented-scan.ts"
import { holdsActions, placeholder } from "./templates.ts"
import { isTemplate, plainType } from "./yaml-scalars.ts"
import { yamlTree } from "./yaml-tree.ts"

/**
 * What the indentation and the `key: value` lines of a text say, for YAML that no parser can read: a template whose
 * branches do not fit together, or a file with a fault in it. What fits nowhere is left out.
 */
export function readTolerantly(text: string, masked: string, base: number): Node {
  return new Outline(text, masked, base).read()
}

interface Level {
  readonly column: number
  readonly node: Container
}

/** A container that still grows. */
type Container = GrowingMapping | GrowingSequence

interface GrowingMapping {
  readonly kind: "mapping"
  readonly start: number
  end: number
  readonly entries: Entry[]
}

interface GrowingSequence {
  readonly kind: "sequence"
  readonly start: number
  end: number
  readonly items: Node[]
}

class Outline {
  private readonly text: string
  private readonly masked: string
  private readonly base: number
  private readonly levels: Level[] = []
  private root: Container | undefined
  /** Takes the value that the key or dash of the last line waits for. */
  private slot: { readonly column: number; readonly isKey: boolean; put(node: Node): unknown } | undefined
  private lastEnd = 0

  constructor(text: string, masked: string, base: number) {
    this.text = text
    this.masked = masked
    this.base = base
  }

  read(): Node {
    const lines = extents(this.masked)
    for (let index = 0; index < lines.length; index++) {
      const [start, end] = lines[index]!
      const column = indentOf(this.masked, start, end)
      const from = start + column
      if (from === end || this.masked[from] === "#") continue
      if (column === 0 && /^(?:---|\.\.\.)(?:\s|$)/.test(this.masked.slice(from, from + 4))) continue
      index = this.line(lines, index, column, from, contentEnd(this.masked, from, end))
    }
    while (this.levels.length > 0) this.leave()
    const { base } = this
    if (this.root === undefined)
      return { kind: "scalar", value: "", type: "null", style: "plain", start: base, end: base }
    return this.root
  }

  /** Reads the content of a line that begins at `from`, and gives the index of the last line that it took. */
  private line(lines: readonly [number, number][], index: number, column: number, from: number, end: number): number {
    let start = from
    while (this.masked[start] === "-" && (start + 1 >= end || isSpace(this.masked[start + 1]))) {
      this.dash(column + start - from, start)
      start += 1 + indentOf(this.masked, start + 1, end)
      if (start >= end) return index
    }
    return this.pair(lines, index, column + start - from, start, end)
  }

  private dash(column: number, at: number): void {
    this.enter("sequence", column, at)
    const sequence = this.levels.at(-1)?.node
    if (sequence?.kind !== "sequence") return
    const position = sequence.items.push(this.empty(at + 1)) - 1
    this.slot = { column, isKey: false, put: (node) => sequence.items.splice(position, 1, node) }
    this.lastEnd = at + 1
  }

  private pair(lines: readonly [number, number][], index: number, column: number, from: number, end: number): number {
    const colon = keyEnd(this.masked, from, end)
    if (colon === -1) {
      // Text below a key is its value only where it is indented; text behind a dash always is the item.
      const { slot } = this
      if (slot === undefined || (slot.isKey && column <= slot.column)) return index
      return this.value(lines, index, from, end)
    }
    this.enter("mapping", column, from)
    const mapping = this.levels.at(-1)?.node
    if (mapping?.kind !== "mapping") return index
    const key = this.scalar(from, trimmedEnd(this.masked, from, colon))
    const entry: { key: Scalar; value: Node } = { key, value: this.empty(colon + 1) }
    mapping.entries.push(entry)
    this.slot = { column, isKey: true, put: (value) => Object.assign(entry, { value }) }
    this.lastEnd = colon + 1
    const inner = colon + 1 + indentOf(this.masked, colon + 1, end)
    return inner >= end ? index : this.value(lines, index, inner, end)
  }

  private value(lines: readonly [number, number][], index: number, from: number, end: number): number {
    const { masked, slot } = this
    let start = from
    // Anchors and tags.
    for (let property = propertyEnd(masked, start, end); property > start; property = propertyEnd(masked, start, end)) {
      start = property + indentOf(masked, property, end)
    }
    if (start >= end || slot === undefined) return index
    this.slot = undefined
    const header = /^[|>][+\-0-9]*[ \t]*(?:#.*)?$/.exec(masked.slice(start, end))
    if (header !== null) return this.block(lines, index, slot.column, start, header[0].trimEnd(), slot)
    const first = masked[start]!
    const flow = first === "[" || first === "{" ? this.flow(start, end) : undefined
    const node = flow ?? this.scalar(start, end)
    slot.put(node)
    this.lastEnd = node.end - this.base
    return index
  }

  private block(
    lines: readonly [number, number][],
    index: number,
    column: number,
    start: number,
    header: string,
    slot: { put(node: Node): unknown },
  ): number {
    const { text, masked, base } = this
    let last = index
    let indent = -1
    for (let next = index + 1; next < lines.length; next++) {
      const [from, to] = lines[next]!
      const width = indentOf(masked, from, to)
      if (from + width === to) continue
      if (width <= column) break
      if (indent === -1) indent = width
      last = next
    }
    const from = lines[index + 1]?.[0] ?? text.length
    const to = last === index ? from : lines[last]![1]
    const chomping = header.includes("+") ? 3 : header.includes("-") ? 2 : 1
    const folded = header.startsWith(">")
    const value = last === index ? "" : blockValue(text.slice(from, to), indent, chomping, folded)
    const end = last === index ? start + header.length : to
    const type = isTemplate(value) ? "template" : "string"
    slot.put({
      kind: "scalar",
      value,
      type,
      style: folded ? "folded" : "literal",
      start: base + start,
      end: base + end,
    })
    this.lastEnd = end
    return last
  }

  /** A flow collection that is whole on its line. */
  private flow(start: number, end: number): Node | undefined {
    const { text, masked, base } = this
    const source = { text: text.slice(start, end), masked: masked.slice(start, end), base: base + start }
    try {
      return yamlTree(parseEvents(source.masked, { maxDepth: 100 }), source).root
    } catch {
      return undefined
    }
  }

  private scalar(start: number, end: number): Scalar {
    const { text, masked, base } = this
    const span = { start: base + start, end: base + end }
    const written = text.slice(start, end)
    const isQuoted = /^(?:"[^"]*"|'[^']*')$/.test(masked.slice(start, end))
    const value = isQuoted ? unquoted(written) : written
    if (masked.slice(start, end).includes(placeholder) || holdsActions(written))
      return { kind: "scalar", value, type: "template", style: isQuoted ? "quoted" : "plain", ...span }
    if (isQuoted)
      return { kind: "scalar", value, type: isTemplate(value) ? "template" : "string", style: "quoted", ...span }
    return { kind: "scalar", value, type: plainType(value), style: "plain", ...span }
  }

  private empty(at: number): Scalar {
    return { kind: "scalar", value: "", type: "null", style: "plain", start: this.base + at, end: this.base + at }
  }

  /** Makes the innermost open container one of this kind at this column, as far as the text allows. */
  private enter(kind: Container["kind"], column: number, from: number): void {
    for (let top = this.levels.at(-1); top !== undefined; top = this.levels.at(-1)) {
      // A sequence may stand in the column of the key that it belongs to, and ends where that mapping goes on.
      const isOver = top.column > column || (top.column === column && top.node.kind !== kind && kind === "mapping")
      if (!isOver || this.levels.length === 1) break
      this.leave()
    }
    const top = this.levels.at(-1)
    const slot = this.slot
    this.slot = undefined
    if (top !== undefined && top.node.kind === kind && top.column >= column) return
    if (this.levels.length >= maxDepth) return
    const fits =
      slot !== undefined && (slot.column < column || (slot.isKey && kind === "sequence" && slot.column === column))
    if (!fits && top !== undefined && top.node.kind === kind) return
    const span = { start: this.base + from, end: this.base + from }
    const node: Container = kind === "mapping" ? { kind, ...span, entries: [] } : { kind, ...span, items: [] }
    if (fits) slot.put(node)
    else if (top === undefined) this.root ??= node
    else if (top.node.kind === "sequence") top.node.items.push(node)
    else top.node.entries.push({ key: this.empty(from), value: node })
    this.levels.push({ column, node })
  }

  private leave(): void {
    const level = this.levels.pop()
    if (level !== undefined) level.node.end = Math.max(level.node.end, this.base + this.lastEnd)
  }
}

function unquoted(written: string): string {
  if (written.startsWith("'")) return written.slice(1, -1)
  try {
    const value: unknown = JSON.parse(written)
    if (typeof value === "string") return value
  } catch {
    // Not an escape that JSON knows: the characters as they are will do.
  }
  return written.slice(1, -1)
}

/** As deep as the parser goes where it can. */
const maxDepth = 300
