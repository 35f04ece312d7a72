import type { Defect, Entry, Mapping, Node, Scalar, Sequence } from "../model/tree.ts"
import type { ReadDocument, Reader } from "./format.ts"
import { jsonString } from "./json-string.ts"
import { ActionEnds, mayHoldActions } from "./templates.ts"
import { isTemplate } from "./yaml-scalars.ts"

/**
 * JSON, and what passes for it: comments, trailing commas, single quotes, bare words, several values one after the other.
 * Each such thing is a defect whose reason begins with `not JSON:`, so that a rule can tell the consumers that take it
 * (VS Code, Renovate) from those that do not (dockerd). Every other reason is a fault for all of them.
 */
export const json: Reader = {
  language: "json",
  read(text) {
    const documents: ReadDocument[] = []
    const parser = new JsonParser(text)
    for (let document = parser.next(); document !== undefined; document = parser.next()) documents.push(document)
    return documents
  },
}

interface Open {
  readonly kind: "mapping" | "sequence"
  readonly start: number
  readonly entries: Entry[]
  readonly items: Node[]
  key: Scalar | undefined
  /** Whether the `:` after the key has been seen. */
  colon: boolean
  /** Where the comma is that nothing has followed yet, or -1. */
  comma: number
  /** Whether a value may come without a comma before it. */
  fresh: boolean
}

class JsonParser {
  private readonly text: string
  private readonly ends: ActionEnds
  private readonly mayHoldActions: boolean
  private position = 0
  private defects: Defect[] = []
  private template = false
  private open: Open[] = []
  private root: Node | undefined
  private lastEnd = 0

  constructor(text: string) {
    this.text = text
    this.ends = new ActionEnds(text)
    this.mayHoldActions = mayHoldActions(text)
  }

  /** The next value of the text, or undefined at its end. */
  next(): ReadDocument | undefined {
    this.defects = []
    this.template = false
    this.open = []
    this.root = undefined
    this.skip()
    if (this.position >= this.text.length) return undefined
    const start = this.position
    while (this.root === undefined && this.position < this.text.length) {
      this.step()
      this.skip()
    }
    if (this.open.length > 0)
      this.fault(`"${this.open.at(-1)!.kind === "mapping" ? "{" : "["}" is never closed`, this.open.at(-1)!.start)
    while (this.open.length > 0) this.close(this.lastEnd)
    const end = Math.max(this.lastEnd, start)
    const root = this.root ?? this.nothing(start)
    const { template } = this
    return { root, span: { start, end }, defects: template ? [] : this.defects, template }
  }

  private step(): void {
    const { text } = this
    const start = this.position
    const character = text[start]!
    const top = this.open.at(-1)
    switch (character) {
      case "{":
      case "[":
        if (this.takeAction()) return
        this.separate(start)
        this.position++
        if (this.open.length >= maxDepth) {
          this.fault("nested too deeply", start)
          return
        }
        this.open.push({
          kind: character === "{" ? "mapping" : "sequence",
          start,
          entries: [],
          items: [],
          key: undefined,
          colon: false,
          comma: -1,
          fresh: true,
        })
        this.lastEnd = this.position
        return
      case "}":
      case "]":
        this.position++
        this.lastEnd = this.position
        if (top === undefined || top.kind !== (character === "}" ? "mapping" : "sequence")) {
          this.fault(`"${character}" closes nothing`, start)
          if (top === undefined) return
          // `{"a": [1}`: the bracket that was left open ends here too.
          if (!this.open.some((open) => open.kind !== top.kind)) return
          this.close(start)
        }
        if (this.open.at(-1)!.comma >= 0)
          this.fault("not JSON: a comma before the closing bracket", this.open.at(-1)!.comma)
        this.close(this.position)
        return
      case ",":
        this.position++
        if (top === undefined || (top.fresh && top.entries.length + top.items.length === 0) || top.comma >= 0)
          this.fault("a comma with nothing before it", start)
        else {
          if (top.key !== undefined) this.put(this.nothing(start))
          top.comma = start
          top.fresh = true
        }
        return
      case ":":
        this.position++
        if (top?.kind !== "mapping" || top.key === undefined) this.fault('a ":" without a key', start)
        else top.colon = true
        return
      default:
        if ((character === "<" || character === "$") && this.takeAction()) return
        this.separate(start)
        this.scalar(start, character)
    }
  }

  private scalar(start: number, character: string): void {
    const { text } = this
    if (character === '"' || character === "'") {
      const { value, end, reason, at } = jsonString(text, start, this.mayHoldActions ? this.ends : undefined)
      this.position = end
      if (reason !== undefined) this.fault(reason, at ?? start)
      else if (character === "'") this.fault("not JSON: single quotes", start, end)
      this.put({ kind: "scalar", value, type: isTemplate(value) ? "template" : "string", style: "quoted", start, end })
      return
    }
    let end = start
    while (end < text.length && !/[\s,:[\]{}"']/.test(text[end]!) && !isComment(text, end)) end++
    if (end === start) end++
    this.position = end
    const value = text.slice(start, end)
    const type = literals.get(value) ?? (isNumber(value) ? "number" : isTemplate(value) ? "template" : "string")
    const isKey = this.open.at(-1)?.kind === "mapping" && this.open.at(-1)?.key === undefined
    if (type === "string" && this.open.length === 0) {
      // Prose, which would otherwise be a document for each of its words.
      while (end < text.length && text[end] !== "\n" && text[end] !== "\r") end++
      this.position = end
    }
    if (type === "string") this.fault(isKey ? "not JSON: a key without quotes" : "a value without quotes", start, end)
    this.put({ kind: "scalar", value, type, style: "plain", start, end })
  }

  /** Complains where a comma is missing before what begins here. */
  private separate(start: number): void {
    const top = this.open.at(-1)
    if (top?.kind === "mapping" && top.key !== undefined) {
      if (!top.colon) this.fault('a ":" is missing', start)
    } else if (top !== undefined && !top.fresh) this.fault("a comma is missing", start)
  }

  /** Takes a template action: for the value that is due, or as nothing between two entries. */
  private takeAction(): boolean {
    const { text, position } = this
    const end = text.startsWith("${", position) ? this.ends.find("}", position) + 1 || -1 : this.ends.after(position)
    if (end === -1) return false
    this.template = true
    this.position = end
    const top = this.open.at(-1)
    const isDue = top === undefined || top.key !== undefined || (top.kind === "sequence" && top.fresh)
    const value = text.slice(position, end)
    const isControl = /^\{[{%][-~]?\s*(?:if|else|elif|end|for|set|range|with|define|\/\*|#)/.test(value)
    if (!isDue || value.startsWith("{%") || value.startsWith("{#") || (isControl && top?.key === undefined)) {
      if (top !== undefined) top.fresh = true
      return true
    }
    this.put({ kind: "scalar", value, type: "template", style: "plain", start: position, end })
    return true
  }

  private put(node: Node): void {
    if (node.kind === "scalar" && node.type === "template") this.template = true
    this.lastEnd = Math.max(this.lastEnd, node.end)
    const top = this.open.at(-1)
    if (top === undefined) {
      this.root = node
      return
    }
    top.comma = -1
    if (top.kind === "sequence") top.items.push(node)
    else if (top.key === undefined) {
      if (node.kind === "scalar") {
        top.key = node
        top.colon = false
      } else this.fault("a key must be a string", node.start)
      return
    } else {
      top.entries.push({ key: top.key, value: node })
      top.key = undefined
    }
    top.fresh = false
  }

  private close(end: number): void {
    const { kind, start, entries, items, key } = this.open.at(-1)!
    if (key !== undefined) {
      this.fault("a key without a value", key.start, key.end)
      this.put(this.nothing(key.end))
    }
    this.open.pop()
    const node =
      kind === "mapping"
        ? ({ kind, entries, start, end } satisfies Mapping)
        : ({ kind, items, start, end } satisfies Sequence)
    this.put(node)
  }

  private nothing(at: number): Scalar {
    return { kind: "scalar", value: "", type: "null", style: "plain", start: at, end: at }
  }

  private fault(reason: string, start: number, end = start + 1): void {
    if (this.defects.length < 50) this.defects.push({ reason, start, end: Math.min(end, this.text.length) })
  }

  /** Passes over white space and comments. */
  private skip(): void {
    const { text } = this
    for (;;) {
      const code = text.charCodeAt(this.position)
      if (code === 32 || code === 10 || code === 13 || code === 9 || code === 0xfeff || code === 0xa0) this.position++
      else if (isComment(text, this.position)) this.comment()
      else return
    }
  }

  private comment(): void {
    const { text, position } = this
    let end: number
    if (text[position + 1] === "*") {
      const close = text.indexOf("*/", position + 2)
      end = close === -1 ? text.length : close + 2
    } else {
      end = position
      while (end < text.length && text[end] !== "\n" && text[end] !== "\r") end++
    }
    if (!this.defects.some(({ reason }) => reason === commented)) this.fault(commented, position, end)
    this.position = end
  }
}

function isComment(text: string, at: number): boolean {
  if (text[at] === "#") return text[at - 1] === undefined || /\s/.test(text[at - 1]!)
  return text[at] === "/" && (text[at + 1] === "/" || text[at + 1] === "*")
}

function isNumber(value: string): boolean {
  return value.length < 400 && /^[-+]?(?:0x[\da-fA-F]+|(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?)$/.test(value)
}

/** Far deeper than any configuration, and few enough for those who walk the tree. */
const maxDepth = 300

const commented = "not JSON: a comment"

const literals = new Map<string, Scalar["type"]>([
  ["true", "boolean"],
  ["false", "boolean"],
  ["null", "null"],
])
