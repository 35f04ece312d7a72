import { actions } from "../../formats/templates.ts"
import { plainType } from "../../formats/yaml-scalars.ts"
import type { DocumentFact, FileFacts, TemplateStep, VariableFact } from "../../model/facts.ts"
import { locate, type Span } from "../../model/place.ts"
import type { Level } from "../../model/report.ts"
import type { Entry, Node, Scalar } from "../../model/tree.ts"
import type { Borrowed, Lender } from "../borrowed.ts"
import { sizeOf } from "../budget.ts"
import { type Block, blocksOf, type Holders, holdersOf } from "./blocks.ts"
import { evaluated, isTruthy, type Scope, textOf } from "./expressions.ts"
import { columnOf, inserted } from "./insertions.ts"
import { entered } from "./scopes.ts"

/** What the templates of a chart are rendered with. */
export interface ChartValues {
  readonly values: Node
  /** `Chart.yaml`, under the names that templates use. */
  readonly chart: Node
  /** Whether the repository installs the chart, so that these values are what is deployed. */
  readonly deployed: boolean
}

/** Where an object of a chart is while it is rendered. */
interface Surroundings {
  readonly scope: Scope
  /** The blocks that what is around has been entered through. */
  readonly blocks: readonly Block[]
  /** Whether a block that nobody can decide, or that is not rendered, is among them. */
  readonly unsure: boolean
}

/**
 * A file of a chart as its values make it, without a template engine: values that are literals stand where templates
 * name them, blocks are there or not where literals decide it. All else stays a template.
 */
export class Rendering {
  readonly #file: FileFacts
  readonly #chart: ChartValues
  readonly #borrowed: Borrowed
  readonly #blocks: Holders
  readonly #self: Lender
  readonly #steps: readonly TemplateStep[]
  readonly #top: Surroundings
  readonly #columns = new Map<Node, number>()
  /** The blocks that are rendered, by where the condition begins. */
  readonly #met = new Set<number>()
  /** What values became, by where they stand. */
  readonly #said = new Map<number, Scalar>()
  #open = false
  #loops = 1_000

  constructor(file: FileFacts, chart: ChartValues, borrowed: Borrowed) {
    this.#file = file
    this.#chart = chart
    this.#borrowed = borrowed
    this.#top = { scope: { ...chart, dot: "top", variables: new Map() }, blocks: [], unsure: false }
    this.#self = { path: file.path, inner: [] }
    this.#steps = file.steps ?? []
    this.#blocks = holdersOf(blocksOf(this.#steps, Number.MAX_SAFE_INTEGER))
  }

  /** A document as it is deployed; undefined where it is not rendered at all. */
  document(document: DocumentFact): DocumentFact | undefined {
    this.#open = false
    const [first] = this.#enter(document.root.start, this.#top)
    if (first === undefined) return undefined
    if (!document.template && this.#stepsIn(document.span).length === 0) return document
    const filled = this.#filled(document)
    const root = this.#rendered(filled, first)
    if (root === document.root) return document
    return { ...document, root, template: document.template && (this.#open || !this.#chart.deployed) }
  }

  /** A variable with the value that its container gets. */
  variable(variable: VariableFact): VariableFact {
    const { value } = variable
    const said = "kind" in value && value.type === "template" ? this.#said.get(value.start) : undefined
    return said === undefined ? variable : { ...variable, value: said }
  }

  /** The conditions of the file that its values leave undecided, and those that they meet. */
  conditions(): FileFacts["conditions"] {
    const { conditions = [] } = this.#file
    const { deployed } = this.#chart
    return conditions.flatMap((condition) => {
      if (!this.#met.has(condition.start)) return [condition]
      return deployed ? [] : [{ ...condition, met: true as const }]
    })
  }

  /** The surroundings of what stands at a place: none where it is left out, several in a loop. */
  #enter(start: number, around: Surroundings): Surroundings[] {
    const blocks = this.#blocks.at(start).filter((block) => !around.blocks.includes(block))
    return blocks.reduce<Surroundings[]>(
      (list, block) =>
        list.flatMap((one) => {
          const { state, scopes } = entered(block, one.scope)
          if (state === "met" && block.word !== "let") this.#met.add(block.from)
          if (state === "unknown") this.#open = true
          if (state === "unmet" && (block.hasElse || this.#chart.deployed)) {
            // That it is left out is as sure as that another branch is taken.
            if (block.hasElse) this.#met.add(block.from)
            return []
          }
          // Loops within loops multiply.
          const taken = this.#loops > 0 ? scopes : scopes.slice(0, 1)
          if (taken.length > 1) this.#loops -= taken.length
          return taken.map((scope) => ({
            scope,
            blocks: [...one.blocks, block],
            unsure: one.unsure || state !== "met",
          }))
        }),
      [around],
    )
  }

  /** The tree with what lines of their own put into it. */
  #filled({ root, span }: DocumentFact): Node {
    let tree = root
    for (const step of this.#stepsIn(span)) {
      if (control.test(step.text)) continue
      const [around, ...others] = this.#enter(step.start, this.#top)
      if (around === undefined || around.unsure) continue
      const value = others.length > 0 ? undefined : evaluated(step.text, around.scope)
      if (value === undefined) {
        if (!labels.test(step.text)) this.#open = true
        continue
      }
      if (value.kind === "scalar" || !isTruthy(value)) continue
      const column = columnOf(step, this.#column(step))
      const node = this.#borrow(value, step, around.unsure)
      if (node === undefined) {
        this.#open = true
        continue
      }
      this.#columns.set(node, column)
      tree = inserted(tree, { node, at: step.start, column }, (one) => this.#columns.get(one) ?? this.#column(one))
    }
    return tree
  }

  #rendered(node: Node, around: Surroundings): Node {
    if (this.#borrowed.find(node) !== undefined) return node
    if (node.kind === "scalar") {
      const said = this.#scalar(node, around)
      if (said !== node && said.kind === "scalar") this.#said.set(node.start, said)
      return said
    }
    if (node.kind === "sequence") {
      const items = node.items.flatMap((item) => this.#children(item, around).map((one) => this.#rendered(item, one)))
      return isSame(items, node.items) ? node : { ...node, items }
    }
    const entries = node.entries.flatMap((entry): Entry[] =>
      this.#children(entry.key, around).map((one) => {
        const key = this.#key(entry.key, one)
        const value = this.#rendered(entry.value, one)
        return key === entry.key && value === entry.value ? entry : { key, value }
      }),
    )
    return isSame(entries, node.entries) ? node : { ...node, entries }
  }

  #children(node: Node, around: Surroundings): Surroundings[] {
    return this.#borrowed.find(node) === undefined ? this.#enter(node.start, around) : [around]
  }

  #key(key: Scalar, { scope }: Surroundings): Scalar {
    const value = key.type === "template" ? this.#text(key.value, scope) : undefined
    return value === undefined ? key : { ...key, value, type: "string" }
  }

  #scalar(node: Scalar, { scope, unsure }: Surroundings): Node {
    if (node.type !== "template" || node.secret !== undefined || !node.value.includes("{{")) return node
    const expression = onlyAction(node.value)
    if (expression === undefined) {
      const text = this.#text(node.value, scope)
      if (text === undefined) return this.#unresolved(node)
      return this.#own({ ...node, value: text, type: node.style === "plain" ? plainType(text) : "string" }, unsure)
    }
    // Blocks and lines of their own have been seen to.
    if (control.test(expression)) return { ...node, value: "", type: "null" }
    const value = evaluated(expression, scope)
    if (value === undefined || (value.kind === "scalar" && value.type === "template")) return this.#unresolved(node)
    if (value.kind !== "scalar") return this.#borrow(value, node, unsure) ?? this.#unresolved(node)
    const isText = node.style !== "plain" || /(^|\|\s*)s?quote\b/.test(expression)
    const type = isText ? "string" : value.type === "null" ? "null" : plainType(value.value)
    return this.#borrow({ ...value, type, style: node.style }, node, unsure) ?? this.#unresolved(node)
  }

  /** A text with its actions replaced by what they say; undefined where one says nothing. */
  #text(text: string, scope: Scope): string | undefined {
    const found = actions(text)
    if (found.length === 0 || found.length > 20) return undefined
    let result = ""
    let position = 0
    for (const { start, end, control: isControl } of found) {
      const expression = inside(text.slice(start, end))
      const value = isControl ? undefined : textOf(evaluated(expression, scope))
      if (value === undefined) return undefined
      result += text.slice(position, start) + value
      position = end
    }
    return result + text.slice(position)
  }

  #unresolved(node: Scalar): Scalar {
    if (!labels.test(node.value)) this.#open = true
    return node
  }

  /** What the template does between the lines of a document. */
  #stepsIn({ start, end }: Span): readonly TemplateStep[] {
    return this.#steps.slice(firstFrom(this.#steps, start), firstFrom(this.#steps, end))
  }

  /** A part of the values, put in at a place of the template; undefined where the scan has no more to spend on it. */
  #borrow(node: Node, into: Span, unsure: boolean): Node | undefined {
    if (!this.#borrowed.budget.take(5 * sizeOf(node), this.#file.path, "templates × values")) return undefined
    const place = locate(this.#file.path, this.#file.lines, into)
    const lenders = new Map<Lender, Lender>()
    const limit = this.#limit(unsure)
    const taken = <T extends Node>(part: T): T => {
      const lent = this.#borrowed.find(part)
      if (lent === undefined) return this.#own({ ...part, start: into.start, end: into.end }, unsure)
      const lender = lenders.get(lent.lender) ?? { path: lent.lender.path, inner: lent.lender.inner, into: place }
      lenders.set(lent.lender, lender)
      const by = this.#borrowed.stretchOf(lender, limit)
      return { ...part, start: lent.span.start + by, end: lent.span.end + by }
    }
    const whole = (part: Node): Node => {
      if (part.kind === "sequence") return { ...taken(part), items: part.items.map(whole) }
      if (part.kind === "scalar") return taken(part)
      return {
        ...taken(part),
        entries: part.entries.map(({ key, value }) => ({ key: taken(key), value: whole(value) })),
      }
    }
    return whole(node)
  }

  /** A node of the template itself that says more than it did. */
  #own<T extends Node>(node: T, unsure: boolean): T {
    const limit = this.#limit(unsure)
    if (limit === undefined) return node
    const by = this.#borrowed.stretchOf(this.#self, limit)
    return { ...node, start: node.start + by, end: node.end + by }
  }

  #limit(unsure: boolean): Level | undefined {
    if (unsure) return "notice"
    return this.#chart.deployed ? undefined : "warning"
  }

  #column({ start }: Span): number {
    const place = locate(this.#file.path, this.#file.lines, { start, end: start })
    return place.column - 1
  }
}

/** What an action says, where a text is nothing else. */
function onlyAction(text: string): string | undefined {
  const action = text.trim()
  const isAction = action.startsWith("{{") && action.indexOf("}}") === action.length - 2
  return isAction ? inside(action) : undefined
}

/** An action without its braces and the signs that trim. */
function inside(action: string): string {
  return action.slice(2, -2).replace(/^-|-$/g, "").trim()
}

/** The index of the first of some spans, in the order of the text, that begins at an offset or behind it. */
function firstFrom(spans: readonly Span[], offset: number): number {
  let low = 0
  let high = spans.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (spans[middle]!.start < offset) low = middle + 1
    else high = middle
  }
  return low
}

function isSame<T>(a: readonly T[], b: readonly T[]): boolean {
  return a.length === b.length && a.every((one, index) => one === b[index])
}

/** What renders to nothing itself. */
const control = /^(if|else|end|with|range|define|block|break|continue)\b|^\$\w*\s*:?=|^\/\*/
/** What charts write into the labels of all that they make. */
const labels = /\binclude\b[^|]*(labels|name|annotations)/i
