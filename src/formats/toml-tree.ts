import type { AST } from "toml-eslint-parser"
import type { Entry, Node, Scalar } from "../model/tree.ts"
import { contentRuns } from "./content.ts"
import type { Action } from "./templates.ts"
import { isTemplate } from "./yaml-scalars.ts"

export interface TomlText {
  readonly text: string
  readonly actions: readonly Action[]
  /** The true ends of strings of which the program holds nothing. */
  readonly long: ReadonlyMap<number, number>
}

/** The tree of a TOML program, whose values are taken from the text: the program may be of a mended copy. */
export function tomlTree(program: AST.TOMLProgram, source: TomlText): { root: Node; template: boolean } {
  const builder = new TomlTree(source)
  for (const item of program.body[0].body) {
    if (item.type === "TOMLTable") builder.table(item)
    else builder.entry(builder.root, item)
  }
  return { root: builder.root.node, template: builder.template }
}

/** A table that may still grow, with those below it by name. */
interface Table {
  readonly node: { readonly kind: "mapping"; readonly start: number; end: number; readonly entries: Entry[] }
  readonly tables: Map<string, Table | Tables>
  readonly parent: Table | undefined
  /** The array that it is an item of. */
  readonly array?: Tables["node"]
}

/** An array of tables, of which the last is the one that headers speak of. */
interface Tables {
  readonly node: { readonly kind: "sequence"; readonly start: number; end: number; readonly items: Node[] }
  last: Table | undefined
}

class TomlTree {
  readonly root: Table
  template = false
  private readonly source: TomlText
  private action = 0

  constructor(source: TomlText) {
    this.source = source
    this.root = {
      node: { kind: "mapping", start: 0, end: source.text.length, entries: [] },
      tables: new Map(),
      parent: undefined,
    }
  }

  table(header: AST.TOMLTable): void {
    const [start, end] = header.range
    const keys = header.key.keys.slice(0, maxDepth)
    let table = this.root
    for (const [index, key] of keys.entries()) {
      const isLast = index === keys.length - 1
      table =
        isLast && header.kind === "array"
          ? this.append(table, key, start, end)
          : this.descend(table, key, isLast ? start : key.range[0], end)
    }
    extend(table, end)
    for (const entry of header.body) this.entry(table, entry)
  }

  entry(table: Table, entry: AST.TOMLKeyValue): void {
    const keys = entry.key.keys.slice(0, maxDepth)
    let target = table
    for (const key of keys.slice(0, -1)) target = this.descend(target, key, key.range[0], entry.range[1])
    const value = this.value(entry.value, 0)
    target.node.entries.push({ key: this.key(keys.at(-1)!), value })
    extend(target, Math.max(value.end, entry.range[1]))
  }

  /** The table under a key, made where there is none. */
  private descend(table: Table, key: AST.TOMLBare | AST.TOMLQuoted, start: number, end: number): Table {
    const name = this.key(key)
    const known = table.tables.get(name.value)
    const found = known !== undefined && "last" in known ? known.last : known
    if (found !== undefined) return found
    const made: Table = { node: { kind: "mapping", start, end, entries: [] }, tables: new Map(), parent: table }
    table.node.entries.push({ key: name, value: made.node })
    table.tables.set(name.value, made)
    return made
  }

  /** One more table in the array under a key. */
  private append(table: Table, key: AST.TOMLBare | AST.TOMLQuoted, start: number, end: number): Table {
    const name = this.key(key)
    let known = table.tables.get(name.value)
    if (known === undefined || !("last" in known)) {
      known = { node: { kind: "sequence", start, end, items: [] }, last: undefined }
      table.node.entries.push({ key: name, value: known.node })
      table.tables.set(name.value, known)
    }
    const node = { kind: "mapping", start, end, entries: [] } as const
    const made: Table = { node: { ...node, entries: [] }, tables: new Map(), parent: table, array: known.node }
    known.node.items.push(made.node)
    known.last = made
    return made
  }

  private key(key: AST.TOMLBare | AST.TOMLQuoted): Scalar {
    const [start, end] = key.range
    const written = this.source.text.slice(start, end)
    if (key.type === "TOMLBare")
      return {
        kind: "scalar",
        value: written,
        type: this.holdsAction(start, end) ? "template" : "string",
        style: "plain",
        start,
        end,
      }
    return this.string(start, end)
  }

  private value(value: AST.TOMLContentNode, depth: number): Node {
    const [start, end] = value.range
    if (depth > maxDepth) return this.bare(start, end, "string")
    if (value.type === "TOMLArray")
      return { kind: "sequence", items: value.elements.map((element) => this.value(element, depth + 1)), start, end }
    if (value.type === "TOMLInlineTable") {
      const table: Table = { node: { kind: "mapping", start, end, entries: [] }, tables: new Map(), parent: undefined }
      for (const entry of value.body) this.entry(table, entry)
      return table.node
    }
    if (value.kind === "string") return this.string(start, this.source.long.get(start) ?? end)
    if (value.kind === "boolean") return this.bare(start, end, "boolean")
    return this.bare(start, end, value.kind === "integer" || value.kind === "float" ? "number" : "string")
  }

  /** A string; one without quotes is an action, or what the reader quoted to go on. */
  private string(start: number, end: number): Scalar {
    const { text } = this.source
    const quote = text[start]
    if (quote !== '"' && quote !== "'")
      return this.bare(start, end, isTemplate(text.slice(start, end)) ? "template" : "string")
    const scalar: Scalar = { kind: "scalar", value: "", type: "string", style: "quoted", start, end }
    const value = contentRuns(text, scalar, "toml")?.value ?? ""
    const type = this.holdsAction(start, end) || isTemplate(value) ? "template" : "string"
    if (type === "template") this.template = true
    return { ...scalar, value, type }
  }

  private bare(start: number, end: number, type: Scalar["type"]): Scalar {
    const value = this.source.text.slice(start, end)
    const isAction = type === "template" || this.holdsAction(start, end)
    if (isAction) this.template = true
    return { kind: "scalar", value, type: isAction ? "template" : type, style: "plain", start, end }
  }

  private holdsAction(start: number, end: number): boolean {
    const { actions } = this.source
    while (this.action > 0 && actions[this.action - 1]!.end > start) this.action--
    while (this.action < actions.length && actions[this.action]!.end <= start) this.action++
    return this.action < actions.length && actions[this.action]!.start < end
  }
}

function extend(table: Table, end: number): void {
  for (let current: Table | undefined = table; current !== undefined; current = current.parent) {
    current.node.end = Math.max(current.node.end, end)
    if (current.array !== undefined) current.array.end = Math.max(current.array.end, end)
  }
}

/** The stack of the reader; a node's configuration has three levels. */
const maxDepth = 200
