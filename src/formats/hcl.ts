import type { Defect, Entry, Node, Scalar } from "../model/tree.ts"
import { contentRuns } from "./content.ts"
import type { Reader } from "./format.ts"
import { descend, type Names } from "./hcl-blocks.ts"
import { expressionEnd, heredocEnd, identifier, isOver, skipBlanks, skipSpaces, stringEnd } from "./hcl-scan.ts"
import { isTemplate } from "./yaml-scalars.ts"

/**
 * Terraform's HCL 2.
 *
 * A block is a mapping under its type and its labels: `resource "a" "b" {}` is `resource` → `a` → `b`. A block that
 * occurs again with the same type and labels makes a sequence of them all. A call with a literal among its arguments is a
 * mapping from its name, with parentheses, to its argument or the sequence of them: `jsonencode()` → …. Every other
 * expression is a template scalar with its source for a value, as is a string with an interpolation. A heredoc is a
 * literal scalar from its `<<` to its end mark.
 */
export const hcl: Reader = {
  language: "hcl",
  read(text) {
    const parser = new HclParser(text)
    const root = parser.body(text.startsWith("\uFEFF") ? 1 : 0, 0, false)
    const span = { start: 0, end: text.length }
    return [{ root: { ...root.node, ...span }, span, defects: parser.defects, template: parser.template }]
  },
}

interface Body {
  readonly node: { kind: "mapping"; start: number; end: number; readonly entries: Entry[] }
  readonly end: number
}

interface Read {
  readonly node: Node
  readonly end: number
}

class HclParser {
  readonly defects: Defect[] = []
  template = false
  private readonly text: string

  constructor(text: string) {
    this.text = text
  }

  /** The attributes and blocks from `start` to the brace that closes them. */
  body(start: number, depth: number, isBraced: boolean): Body {
    const { text } = this
    const names: Names = {
      node: { kind: "mapping", start, end: start, entries: [] },
      below: new Map(),
      blocks: new Map(),
    }
    let position = start
    for (;;) {
      position = skipBlanks(text, position)
      if (position >= text.length) {
        if (isBraced) this.fault("the block is never closed", start - 1, start)
        break
      }
      if (text[position] === "}") {
        position++
        if (isBraced) break
        this.fault('"}" closes nothing', position - 1, position)
        continue
      }
      const name = identifier(text, position)
      if (name === "" && text[position] !== '"') {
        position = this.skipLine(position)
        continue
      }
      const end = name === "" ? stringEnd(text, position) : position + name.length
      const key = this.word(position, end)
      const next = skipSpaces(text, end)
      if (text[next] === "=" && text[next + 1] !== "=") {
        const value = this.expression(skipSpaces(text, next + 1), depth + 1)
        names.node.entries.push({ key, value: value.node })
        position = Math.max(value.end, next + 1)
      } else position = this.block(names, key, next, depth)
    }
    const end = Math.min(position, text.length)
    names.node.end = end
    return { node: names.node, end }
  }

  private block(names: Names, type: Scalar, start: number, depth: number): number {
    const { text } = this
    const path = [type]
    let position = start
    while (position < text.length && text[position] !== "{") {
      const name = identifier(text, position)
      const end = text[position] === '"' ? stringEnd(text, position) : position + name.length
      if (end === position || path.length > 8) return this.skipLine(type.start)
      path.push(this.word(position, end))
      position = skipSpaces(text, end)
    }
    if (position >= text.length || depth > maxDepth) return this.skipLine(type.start)
    const body = this.body(position + 1, depth + 1, true)
    body.node.start = position
    let parent = names
    for (const label of path.slice(0, -1)) parent = descend(parent, label, body.end)
    const last = path.at(-1)!
    const known = parent.blocks.get(last.value)
    if (known === undefined) {
      parent.blocks.set(last.value, { index: parent.node.entries.length, items: [body.node] })
      parent.node.entries.push({ key: last, value: body.node })
    } else {
      known.items.push(body.node)
      const first = parent.node.entries[known.index]!
      const sequence: Node = { kind: "sequence", items: known.items, start: known.items[0]!.start, end: body.end }
      parent.node.entries[known.index] = { key: first.key, value: sequence }
    }
    return body.end
  }

  private expression(start: number, depth: number): Read {
    const literal = depth > maxDepth ? undefined : this.primary(start, depth)
    if (literal !== undefined && isOver(this.text, skipSpaces(this.text, literal.end))) return literal
    const end = Math.max(start, expressionEnd(this.text, start))
    if (end === start) this.fault("a value is missing", start, start + 1)
    return this.source(start, end)
  }

  private primary(start: number, depth: number): Read | undefined {
    const { text } = this
    const character = text[start] ?? ""
    if (character === '"') {
      const end = stringEnd(text, start)
      return { node: this.word(start, end), end }
    }
    if (character === "<" && text[start + 1] === "<") return this.heredoc(start)
    if (character === "[" || character === "{") {
      if (/^[[{]\s*for\s/.test(text.slice(start, start + 80))) return undefined
      return character === "[" ? this.list(start, "]", depth) : this.object(start, depth)
    }
    const number = /^-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?(?![\w.])/.exec(text.slice(start, start + 80))?.[0]
    if (number !== undefined) return this.plain(start, start + number.length, "number")
    const name = identifier(text, start)
    const end = start + name.length
    if (name === "true" || name === "false") return this.plain(start, end, "boolean")
    if (name === "null") return this.plain(start, end, "null")
    if (name !== "" && text[end] === "(") return this.call(start, end, depth)
    return undefined
  }

  /** A call, where it holds something that can be known. */
  private call(start: number, open: number, depth: number): Read | undefined {
    const list = this.list(open, ")", depth)
    if (
      list.node.kind !== "sequence" ||
      !list.node.items.some((item) => item.kind !== "scalar" || item.type !== "template")
    )
      return undefined
    const [first] = list.node.items
    const key: Scalar = {
      kind: "scalar",
      value: `${this.text.slice(start, open)}()`,
      type: "string",
      style: "plain",
      start,
      end: open,
    }
    const value = list.node.items.length === 1 && first !== undefined ? first : list.node
    return { node: { kind: "mapping", entries: [{ key, value }], start, end: list.end }, end: list.end }
  }

  private list(start: number, closing: string, depth: number): Read {
    const { text } = this
    const items: Node[] = []
    let position = start + 1
    for (;;) {
      position = skipBlanks(text, position)
      if (position >= text.length) {
        this.fault(`"${text[start]}" is never closed`, start, start + 1)
        break
      }
      if (text[position] === closing) {
        position++
        break
      }
      if (text[position] === ",") {
        position++
        continue
      }
      const item = this.expression(position, depth + 1)
      if (item.end <= position) {
        position++
        continue
      }
      items.push(item.node)
      position = item.end
      // `f(list...)`
      if (text.startsWith("...", position)) position += 3
    }
    return { node: { kind: "sequence", items, start, end: position }, end: position }
  }

  private object(start: number, depth: number): Read {
    const { text } = this
    const entries: Entry[] = []
    let position = start + 1
    for (;;) {
      position = skipBlanks(text, position)
      if (position >= text.length) {
        this.fault('"{" is never closed', start, start + 1)
        break
      }
      if (text[position] === "}") {
        position++
        break
      }
      if (text[position] === ",") {
        position++
        continue
      }
      const name = identifier(text, position)
      const end =
        text[position] === '"'
          ? stringEnd(text, position)
          : name === ""
            ? expressionEnd(text, position, "=:")
            : position + name.length
      const next = skipSpaces(text, end)
      if (end <= position || (text[next] !== "=" && text[next] !== ":")) {
        position = Math.max(position + 1, expressionEnd(text, position))
        continue
      }
      const key = text[position] === '"' || name !== "" ? this.word(position, end) : this.source(position, end).node
      const value = this.expression(skipSpaces(text, next + 1), depth + 1)
      if (key.kind === "scalar") entries.push({ key, value: value.node })
      position = Math.max(value.end, next + 1)
    }
    return { node: { kind: "mapping", entries, start, end: position }, end: position }
  }

  private heredoc(start: number): Read | undefined {
    const end = heredocEnd(this.text, start)
    if (end === -1) return undefined
    const scalar: Scalar = { kind: "scalar", value: "", type: "string", style: "literal", start, end }
    const value = contentRuns(this.text, scalar, "hcl")?.value ?? ""
    return { node: this.typed({ ...scalar, value }), end }
  }

  /** A quoted string, or an identifier that stands for itself. */
  private word(start: number, end: number): Scalar {
    const { text } = this
    if (text[start] !== '"')
      return { kind: "scalar", value: text.slice(start, end), type: "string", style: "plain", start, end }
    const scalar: Scalar = { kind: "scalar", value: "", type: "string", style: "quoted", start, end }
    const isClosed = end - start > 1 && text[end - 1] === '"'
    if (!isClosed) this.fault("the string is never closed", start, end)
    const written = text.slice(start + 1, isClosed ? end - 1 : end)
    const isLiteral = !/(?:^|[^$])\$\{|(?:^|[^%])%\{/.test(written)
    const value = isLiteral && isClosed ? (contentRuns(text, scalar, "hcl")?.value ?? written) : written
    return this.typed({ ...scalar, value, type: isLiteral ? "string" : "template" })
  }

  private typed(scalar: Scalar): Scalar {
    const type =
      scalar.type === "template" || (scalar.style === "literal" && isTemplate(scalar.value)) ? "template" : scalar.type
    if (type === "template") this.template = true
    return { ...scalar, type }
  }

  private source(start: number, end: number): Read {
    return this.plain(start, end, "template")
  }

  private plain(start: number, end: number, type: Scalar["type"]): Read {
    if (type === "template") this.template = true
    return { node: { kind: "scalar", value: this.text.slice(start, end), type, style: "plain", start, end }, end }
  }

  private skipLine(start: number): number {
    let end = start
    while (end < this.text.length && this.text[end] !== "\n" && this.text[end] !== "\r") end++
    this.fault("neither an attribute nor a block", start, end)
    return end + 1
  }

  private fault(reason: string, start: number, end: number): void {
    if (this.defects.length < 50)
      this.defects.push({ reason, start, end: Math.min(Math.max(end, start), this.text.length) })
  }
}

/** Deeper than any module nests its blocks and values. */
const maxDepth = 100
