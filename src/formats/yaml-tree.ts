import { COLLECTION_STYLE, EVENT_ID, type Event, getScalarValue, SCALAR_STYLE, type ScalarEvent } from "js-yaml"
import type { Defect, Entry, Mapping, Node, Scalar, Sequence } from "../model/tree.ts"
import { blockValue } from "./block-scalar.ts"
import { ownString } from "./own-string.ts"
import { ActionEnds, placeholder } from "./templates.ts"
import { isTemplate, plainType, quotedType, taggedType } from "./yaml-scalars.ts"
import { flowEnd, headerEnd, isBlank, isBraced, skipBlank, unmask } from "./yaml-scan.ts"

/** The text of one document, as it stands and as it was parsed; they differ where template actions were masked. */
export interface YamlText {
  readonly text: string
  readonly masked: string
  /** Where the document begins in the text that spans count from. */
  readonly base: number
}

export interface YamlTree {
  readonly root: Node
  readonly defects: readonly Defect[]
  readonly template: boolean
}

/**
 * The tree that the events of one document describe.
 *
 * A quoted scalar's span has its quotes, that of a block scalar begins at its `|` or `>`. An alias is the node that it
 * names (so its span is the anchor's), merge keys are merged, keys that occur twice stay twice.
 */
export function yamlTree(events: readonly Event[], source: YamlText): YamlTree {
  const builder = new Builder(source)
  for (const event of events) builder.take(event)
  return builder.finish()
}

interface Open {
  readonly node: { kind: "mapping" | "sequence"; start: number; end: number }
  readonly entries: Entry[]
  readonly items: Node[]
  key: Node | undefined
  merges: Node[] | undefined
  readonly flow: boolean
  readonly anchor: string | undefined
  /** How many nodes had been counted when it began. */
  readonly counted: number
}

interface Anchored {
  readonly node: Node
  readonly weight: number
}

class Builder {
  private readonly source: YamlText
  private readonly ends: ActionEnds
  private readonly open: Open[] = []
  private readonly anchors = new Map<string, Anchored>()
  private readonly defects: Defect[] = []
  private root: Node | undefined
  /** Where the last thing ended, in the document. */
  private cursor = 0
  private counted = 0
  private template = false

  constructor(source: YamlText) {
    this.source = source
    this.ends = new ActionEnds(source.text)
  }

  take(event: Event): void {
    switch (event.type) {
      case EVENT_ID.SCALAR:
        this.scalar(event)
        return
      case EVENT_ID.MAPPING:
      case EVENT_ID.SEQUENCE: {
        if (event.tagEnd > this.cursor) this.cursor = event.tagEnd
        if (event.anchorEnd > this.cursor) this.cursor = event.anchorEnd
        const kind = event.type === EVENT_ID.MAPPING ? "mapping" : "sequence"
        const start = event.start
        this.open.push({
          node: { kind, start, end: start },
          entries: [],
          items: [],
          key: undefined,
          merges: undefined,
          flow: event.style === COLLECTION_STYLE.FLOW,
          anchor: this.anchorName(event),
          counted: this.counted++,
        })
        if (start > this.cursor) this.cursor = start
        return
      }
      case EVENT_ID.ALIAS:
        this.alias(event.anchorStart, event.anchorEnd)
        return
      case EVENT_ID.POP: {
        const container = this.open.pop()
        if (container !== undefined) this.close(container)
        return
      }
    }
  }

  finish(): YamlTree {
    const { base } = this.source
    const root = this.root ?? { kind: "scalar", value: "", type: "null", style: "plain", start: base, end: base }
    return { root, defects: this.defects, template: this.template }
  }

  private anchorName(event: { anchorStart: number; anchorEnd: number }): string | undefined {
    return event.anchorStart < 0 ? undefined : this.source.text.slice(event.anchorStart, event.anchorEnd)
  }

  private scalar(event: ScalarEvent): void {
    this.counted++
    if (event.tagEnd > this.cursor) this.cursor = event.tagEnd
    if (event.anchorEnd > this.cursor) this.cursor = event.anchorEnd
    const node = this.read(event)
    if (node.type === "template") this.template = true
    const anchor = this.anchorName(event)
    if (anchor !== undefined) this.anchors.set(anchor, { node, weight: 1 })
    this.add(node)
  }

  private read(event: ScalarEvent): Scalar {
    const { text, masked, base } = this.source
    if (event.valueStart < 0) return this.empty(event)
    const { valueStart: from, valueEnd: to } = event
    const tag = event.tagStart < 0 ? "" : text.slice(event.tagStart, event.tagEnd)
    if (event.style === SCALAR_STYLE.LITERAL_BLOCK || event.style === SCALAR_STYLE.FOLDED_BLOCK)
      return this.block(event, tag)
    const isPlain = event.style === SCALAR_STYLE.PLAIN
    const start = isPlain ? from : from - 1
    const end = isPlain ? to : to + 1
    this.cursor = end
    let value = ownString(getScalarValue(masked, event))
    const isMasked = masked !== text && value.includes(placeholder)
    if (isMasked) value = unmask(value, masked, text, from, to)
    const type = isMasked ? "template" : taggedType(tag, isPlain ? plainType(value) : quotedType(value), value)
    return { kind: "scalar", value, type, style: isPlain ? "plain" : "quoted", start: base + start, end: base + end }
  }

  private block(event: ScalarEvent, tag: string): Scalar {
    const { text, masked, base } = this.source
    const folded = event.style === SCALAR_STYLE.FOLDED_BLOCK
    const header = masked.indexOf(folded ? ">" : "|", this.cursor)
    const start = header === -1 || header > event.valueStart ? event.valueStart : header
    let to = event.valueEnd
    let value: string
    if (masked === text) value = getScalarValue(text, event)
    else {
      // `key: |-` with nothing below it but `{{ .Values.ca | indent 4 }}`, which was blanked.
      const blank = masked.slice(event.valueStart, to).trim() === ""
      if (blank) to = skipBlank(masked, event.valueStart)
      const { chomping } = event
      value = blockValue(text.slice(event.valueStart, to), event.indent, chomping, folded)
    }
    // Up to the end of the last line that has text on it: what is blank at its end is part of the value.
    while (to > event.valueStart && isBlank(text.charCodeAt(to - 1))) to--
    while (to > event.valueStart && (text[to] === " " || text[to] === "\t")) to++
    if (to <= event.valueStart) to = headerEnd(text, start)
    this.cursor = to
    const type = taggedType(tag, isTemplate(value) ? "template" : "string", value)
    return { kind: "scalar", value, type, style: folded ? "folded" : "literal", start: base + start, end: base + to }
  }

  /** An empty scalar stands behind the `:` or `-` that it belongs to, unless a blanked action stands in its place. */
  private empty(event: ScalarEvent): Scalar {
    const { text, masked, base } = this.source
    const container = this.open.at(-1)
    let position = this.cursor
    const isItem = container?.node.kind === "sequence"
    if (event.tagEnd < 0 && event.anchorEnd < 0 && container !== undefined) {
      while (position < masked.length && isBlank(masked.charCodeAt(position))) position++
      if (masked[position] === (isItem ? "-" : ":")) position++
      else if (container.key === undefined && masked[position] === "?") position++
      else position = this.cursor
    }
    this.cursor = position
    if (masked !== text && container?.key !== undefined) {
      let action = position
      while (action < text.length && isBlank(text.charCodeAt(action))) action++
      const end = masked[action] === " " ? this.ends.after(action) : -1
      if (end !== -1) {
        const value = text.slice(action, end)
        return { kind: "scalar", value, type: "template", style: "plain", start: base + action, end: base + end }
      }
    }
    const type = event.tagStart >= 0 && text.slice(event.tagStart, event.tagEnd) === "!!str" ? "string" : "null"
    return { kind: "scalar", value: "", type, style: "plain", start: base + position, end: base + position }
  }

  private alias(from: number, to: number): void {
    const { text, base } = this.source
    const name = text.slice(from, to)
    this.cursor = to
    const anchored = this.anchors.get(name)
    this.counted += anchored?.weight ?? 1
    if (anchored !== undefined && this.counted <= budget) {
      this.add(anchored.node)
      return
    }
    const span = { start: base + from - 1, end: base + to }
    const reason =
      anchored === undefined ? `no anchor &${name} stands before this alias` : "the aliases expand to too many nodes"
    if (this.defects.length < 20) this.defects.push({ reason, ...span })
    this.add({ kind: "scalar", value: `*${name}`, type: "template", style: "plain", ...span })
  }

  private close(container: Open): void {
    const { text, masked, base } = this.source
    const { node, entries, items, anchor, counted } = container
    const first = entries[0]?.key ?? items[0]
    // The pair in `[{a: b}: c]` is a flow mapping without brackets: it begins where its key does.
    if (container.flow && (first === undefined || first.start - base !== node.start))
      this.cursor = flowEnd(masked, this.cursor, node.kind === "mapping" ? "}" : "]")
    let closed: Node
    const start = base + node.start
    const end = base + this.cursor
    // Lists that were pushed to have room to spare, four times what most need: a copy is exact.
    if (node.kind === "sequence") closed = { kind: "sequence", items: items.slice(), start, end } satisfies Sequence
    else if (masked === text && isBraced(text, node.start, this.cursor)) {
      // `key: {{ .Values.x }}` is, to YAML, a mapping with a mapping for its key.
      const value = text.slice(node.start, this.cursor)
      closed = { kind: "scalar", value, type: "template", style: "plain", start, end } satisfies Scalar
      this.template = true
    } else closed = { kind: "mapping", entries: this.merged(container).slice(), start, end } satisfies Mapping
    if (anchor !== undefined) this.anchors.set(anchor, { node: closed, weight: this.counted - counted })
    this.add(closed)
  }

  /** The entries with those of `<<` before them: an explicit key wins, as does an earlier source over a later one. */
  private merged({ entries, merges }: Open): Entry[] {
    if (merges === undefined) return entries
    const taken = new Set(entries.map((entry) => entry.key.value))
    const added: Entry[] = []
    for (const source of merges.flatMap((merge) => (merge.kind === "sequence" ? merge.items : [merge]))) {
      if (source.kind !== "mapping") continue
      this.counted += source.entries.length
      if (this.counted > budget) break
      for (const entry of source.entries) {
        if (taken.has(entry.key.value)) continue
        added.push(entry)
      }
      for (const entry of source.entries) taken.add(entry.key.value)
    }
    return [...added, ...entries]
  }

  private add(node: Node): void {
    const parent = this.open.at(-1)
    if (parent === undefined) {
      this.root ??= node
      return
    }
    if (parent.node.kind === "sequence") parent.items.push(node)
    else if (parent.key === undefined) parent.key = node
    else {
      const key = parent.key
      parent.key = undefined
      if (key.kind === "scalar" && key.value === "<<" && key.style === "plain" && node.kind !== "scalar") {
        parent.merges ??= []
        parent.merges.push(node)
      } else parent.entries.push({ key: key.kind === "scalar" ? key : this.keyScalar(key), value: node })
    }
  }

  /** A key that is itself a collection, as its text. */
  private keyScalar(key: Node): Scalar {
    const { text, base } = this.source
    const value = text.slice(key.start - base, key.end - base)
    return { kind: "scalar", value, type: "string", style: "plain", start: key.start, end: key.end }
  }
}

/** Nodes that a document may have once its aliases are followed; 4 MB of real manifests have some 300,000. */
const budget = 1_000_000
