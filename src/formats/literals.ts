import type { Defect, Entry, Mapping, Node, Scalar } from "../model/tree.ts"
import { contentRuns } from "./content.ts"
import type { ReadDocument, Reader } from "./format.ts"
import { type LiteralDialect, type LiteralSyntax, literalSyntaxes } from "./literals.table.ts"
import { ownString } from "./own-string.ts"
import { escapedRuns } from "./runs.ts"
import { plainType } from "./yaml-scalars.ts"

/**
 * What stands in a program as it is: the objects, lists and values of jsonnet, CUE, KCL, Nix, Bicep and PHP, and files of
 * blocks (`name { key: value }`) as NATS, Logstash, strongSwan and HOCON have them.
 *
 * Nothing is evaluated. An expression is a template scalar with its source for a value, or the objects and lists that stand
 * in it. A key of several parts (`a.b = 1` of Nix, `a['b'] = 1` of Ruby) is a mapping in a mapping. Objects that stand under
 * no key are the items of a sequence, after the mapping of what stands under one.
 */
export function literalReader(dialect: LiteralDialect): Reader {
  return { language: "code", read: (text) => [new LiteralParser(text, literalSyntaxes[dialect]).read()] }
}

class LiteralParser {
  readonly #text: string
  readonly #syntax: LiteralSyntax
  readonly #defects: Defect[] = []
  #at = 0
  #nodes = 0
  #template = false

  constructor(text: string, syntax: LiteralSyntax) {
    this.#text = text
    this.#syntax = syntax
  }

  read(): ReadDocument {
    const span = { start: 0, end: this.#text.length }
    const { entries, others } = this.#body("", 0)
    const mapping: Mapping = { kind: "mapping", entries, ...span }
    const held = others.filter(isFull)
    const nodes = entries.length > 0 ? [mapping, ...held] : held
    const root: Node =
      nodes.length === 1 ? nodes[0]! : nodes.length === 0 ? mapping : { kind: "sequence", items: nodes, ...span }
    return { root, span, defects: this.#defects, template: this.#template }
  }

  /** What stands up to a closing bracket, or the end of the text. */
  #body(closing: string, depth: number): { readonly entries: Entry[]; readonly others: Node[] } {
    const entries: Entry[] = []
    const others: Node[] = []
    while (this.#at < this.#text.length && this.#nodes < most) {
      this.#blank(true)
      const character = this.#text[this.#at]
      if (character === undefined) break
      if (/[}\])]/.test(character)) {
        if (character === closing) break
        // What closes nothing is passed over at the top, and ends what is open elsewhere.
        if (closing !== "") break
        this.#at++
        continue
      }
      const keys = this.#key()
      if (keys !== undefined) {
        const value = this.#value(depth + 1)
        entries.push({ key: keys[0]!, value: nested(keys.slice(1), value) })
        continue
      }
      const from = this.#at
      const node = this.#value(depth + 1)
      if (node.kind !== "scalar" || closing === "]" || closing === ")") others.push(node)
      if (this.#at === from) this.#at++
    }
    return { entries, others }
  }

  /** The parts of a key and what stands between it and its value, if both stand here. */
  #key(): Scalar[] | undefined {
    const before = this.#at
    const keys: Scalar[] = []
    for (;;) {
      const key = this.#keyPart()
      if (key === undefined) break
      keys.push(key)
      if (this.#text[this.#at] === "." && this.#syntax.paths) this.#at++
      else if (!(this.#text[this.#at] === "[" && this.#syntax.indexes)) break
    }
    if (keys.length > 0 && this.#parameters()) {
      this.#blank(false)
      const operator = this.#match(this.#syntax.operators)
      if (operator !== undefined) {
        this.#at += operator.length
        return keys
      }
      if (this.#syntax.blocks && this.#text[this.#at] === "{") return keys
    }
    this.#at = before
    return undefined
  }

  #keyPart(): Scalar | undefined {
    const { index, length, inner } = this.#keyText() ?? {}
    if (index === undefined || length === undefined) return undefined
    const start = this.#at
    this.#at = index + length
    return scalar(inner ?? this.#text.slice(index, index + length), "string", "plain", start, this.#at)
  }

  #keyText(): { index: number; length: number; inner?: string } | undefined {
    const quoted = this.#match(/\[?(["'])((?:(?!\1)[^\\\n]){0,300})\1\]?/y)
    if (quoted !== undefined)
      return { index: this.#at, length: quoted.length, inner: quoted.replaceAll(/^\[?["']|["']\]?$/g, "") }
    const name = this.#match(this.#syntax.names)
    return name === undefined ? undefined : { index: this.#at, length: name.length }
  }

  /** The parameters of a method, and the labels of a block, which are passed over. */
  #parameters(): boolean {
    if (this.#syntax.blocks) {
      const labels = this.#match(/(?:[ \t]+(?:"[^"\n]{0,200}"|[\w./*:-]{1,200}))*(?=[ \t]*\{)/y)
      if (labels !== undefined) this.#at += labels.length
    }
    const open = this.#syntax.methods ? this.#match(/\([\w\s,='"]{0,300}\)(?=\s*:)/y) : undefined
    if (open !== undefined) this.#at += open.length
    return true
  }

  /** A value, up to what parts it from the next. */
  #value(depth: number): Node {
    this.#blank(this.#syntax.wrapped)
    const start = this.#at
    const held: Node[] = []
    let pieces = 0
    let last: Node | undefined
    while (this.#at < this.#text.length) {
      const character = this.#text[this.#at]!
      if (this.#isOver(character, pieces)) break
      const piece = this.#piece(character, depth)
      if (piece === undefined) this.#at++
      else if (piece.kind !== "scalar") held.push(piece)
      last = piece
      pieces++
      this.#blank(false)
      if (this.#syntax.spaced && piece !== undefined && depth > 0 && this.#isList) break
    }
    // The heads of functions in Nix look like empty objects.
    const full = held.filter(isFull)
    if (held.length === 1 || full.length === 1) return full[0] ?? held[0]!
    const end = Math.max(start, trimmedEnd(this.#text, this.#at))
    if (held.length > 1) return { kind: "sequence", items: held, start, end }
    if (pieces === 1 && last?.kind === "scalar") return last
    const written = this.#text.slice(start, end)
    if (this.#syntax.bare)
      return scalar(ownString(written), written === "" ? "null" : plainType(written), "plain", start, end)
    this.#template = true
    return scalar(written, written === "" ? "null" : "template", "plain", start, end)
  }

  /** Whether what is read is a list whose items nothing but blanks part. */
  #isList = false

  #isOver(character: string, pieces: number): boolean {
    if (/[,;}\])]/.test(character)) return true
    if (character !== "\n" && character !== "\r") return false
    if (!this.#syntax.lines || pieces === 0) return !this.#syntax.wrapped
    return true
  }

  #piece(character: string, depth: number): Node | undefined {
    if (character === "\n" || character === "\r") return undefined
    const text = this.#string()
    if (text !== undefined) return text
    if (character === "{" || character === "[" || character === "(") return this.#bracket(character, depth)
    const word = this.#match(/[A-Za-z0-9_.$@#\\/*+-][\w.$@#/+:-]*/y)
    if (word === undefined) return undefined
    const start = this.#at
    if (this.#syntax.chained && /^[\w#-]+:$/.test(word)) {
      // CUE: `a: b: c`
      const keys = this.#key()
      if (keys !== undefined) {
        const value = this.#value(depth + 1)
        return nested(keys, value)
      }
    }
    this.#at += word.length
    const type = plainType(word)
    if (type === "string" && !this.#syntax.bare) return scalar(word, "template", "plain", start, this.#at)
    return scalar(word, type, "plain", start, this.#at)
  }

  #bracket(open: string, depth: number): Node {
    const start = this.#at++
    if (depth > deepest || this.#nodes++ > most) {
      this.#defects.push({ reason: "brackets are nested too deeply", start, end: start + 1 })
      this.#at = this.#text.length
      return scalar("", "template", "plain", start, start + 1)
    }
    const outer = this.#isList
    this.#isList = open === "["
    const { entries, others } = this.#body(open === "{" ? "}" : open === "[" ? "]" : ")", depth)
    this.#isList = outer
    if (this.#at >= this.#text.length)
      this.#defects.push({ reason: `"${open}" is never closed`, start, end: start + 1 })
    this.#at = Math.min(this.#at + 1, this.#text.length)
    const end = this.#at
    if (open === "[" && entries.length === 0) return { kind: "sequence", items: others, start, end }
    if (open === "(") {
      const held = others.filter((node) => node.kind !== "scalar")
      if (held.length === 0) return scalar("", "template", "plain", start, end)
      return held.length === 1 ? held[0]! : { kind: "sequence", items: held, start, end }
    }
    // A list with keys is a mapping in PHP; an object may hold others that it is made of.
    if (others.length === 0 || entries.length > 0) return { kind: "mapping", entries, start, end }
    return others.length === 1 ? others[0]! : { kind: "sequence", items: others, start, end }
  }

  #string(): Scalar | undefined {
    const { fences, quotes } = this.#syntax
    const start = this.#at
    for (const fence of fences) {
      if (!this.#text.startsWith(fence, start)) continue
      const from = start + fence.length
      const close = this.#text.indexOf(fence, from)
      const end = close === -1 ? this.#text.length : close
      if (close === -1) this.#defects.push({ reason: "the text is never closed", start, end: from })
      this.#at = Math.min(end + fence.length, this.#text.length)
      const whole = scalar("", "string", "literal", start, this.#at)
      const isBlock = /^[ \t]*\r?\n/.test(this.#text.slice(from, from + 200))
      const value = (isBlock ? contentRuns(this.#text, whole, "code")?.value : undefined) ?? this.#text.slice(from, end)
      return this.#typed({ ...whole, value: ownString(value) })
    }
    const quote = this.#text[start]!
    if (!quotes.includes(quote)) return undefined
    let end = start + 1
    while (end < this.#text.length && this.#text[end] !== quote) end += this.#text[end] === "\\" ? 2 : 1
    this.#at = Math.min(end + 1, this.#text.length)
    if (end >= this.#text.length) this.#defects.push({ reason: "the string is never closed", start, end: start + 1 })
    const value = escapedRuns(this.#text, start + 1, Math.min(end, this.#text.length), escapes).value
    return this.#typed(scalar(ownString(value), "string", "quoted", start, this.#at))
  }

  #typed(node: Scalar): Scalar {
    if (!this.#syntax.expansion.test(node.value)) return node
    this.#template = true
    return { ...node, type: "template" }
  }

  /** Passes over blanks and comments, and over what parts entries if `further`. */
  #blank(further: boolean): void {
    for (;;) {
      const found = this.#match(further ? between : spaces) ?? this.#match(this.#syntax.comments)
      if (found === undefined || found === "") return
      this.#at += found.length
    }
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at
    return pattern.exec(this.#text)?.[0]
  }
}

function isFull(node: Node): boolean {
  return node.kind === "sequence" || (node.kind === "mapping" && node.entries.length > 0)
}

function nested(keys: readonly Scalar[], value: Node): Node {
  return keys.reduceRight<Node>(
    (inner, key) => ({ kind: "mapping", entries: [{ key, value: inner }], start: key.start, end: inner.end }),
    value,
  )
}

function scalar(value: string, type: Scalar["type"], style: Scalar["style"], start: number, end: number): Scalar {
  return { kind: "scalar", value, type, style, start, end }
}

function trimmedEnd(text: string, end: number): number {
  let at = end
  while (at > 0 && /\s/.test(text[at - 1]!)) at--
  return at
}

const between = /[\s,;]+/y
const spaces = /[ \t]+/y
const escapes = { breaks: "keep", escapes: { n: "\n", t: "\t", r: "\r", x: "x", u: "u", U: "U" } } as const
const deepest = 100
const most = 200_000
