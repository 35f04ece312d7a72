import type { TemplateStep } from "../../model/facts.ts"
import type { Span } from "../../model/place.ts"

/**
 * A stretch of a template that stands under a condition: from `if` to `else` or `end`, and so on; or that knows a
 * variable (`let`): from where it is set to the end of the block around.
 */
export interface Block extends Span {
  readonly word: "if" | "with" | "range" | "define" | "let"
  /** What it depends on; for an `else`, all that must not hold before. */
  readonly expression: string
  readonly refused: readonly string[]
  /** `range $key, $value := …`. */
  readonly variables: readonly string[]
  /** Whether there is another branch. */
  readonly hasElse: boolean
  /** Where the whole of it begins, which is how `conditions` of the file know it. */
  readonly from: number
}

/** The blocks of a template, outer before inner. */
export function blocksOf(steps: readonly TemplateStep[], end: number): readonly Block[] {
  const found: Block[] = []
  const open: Open[] = []
  const changing = new Set(steps.flatMap(({ text }) => /^(\$\w+)\s*=[^=]/.exec(text)?.[1] ?? []))
  const lets: { readonly open: Open; readonly depth: number }[] = []
  const endLets = (at: number) => {
    while (lets.length > 0 && lets.at(-1)!.depth > open.length) found.push(closed(lets.pop()!.open, at, false))
  }
  for (const step of steps) {
    const [, variable = "", value = ""] = /^(\$\w+)\s*:=\s*([\s\S]+)$/.exec(step.text) ?? []
    if (variable !== "" && !changing.has(variable))
      lets.push({ open: begun("let", `${variable} := ${value}`, step, []), depth: open.length })
    const [, word = ""] = /^([a-z]+)\b/.exec(step.text) ?? []
    const rest = step.text.slice(word.length).trim()
    if (word === "if" || word === "with" || word === "range") open.push(begun(word, rest, step, []))
    else if (word === "define" || word === "block") open.push(begun("define", "", step, []))
    else if (word === "else") {
      const top = open.pop()
      if (top === undefined) continue
      endLets(step.start)
      found.push(closed(top, step.start, true))
      const [, again, expression = ""] = /^(if|with)\b\s*([\s\S]*)$/.exec(rest) ?? []
      const refused = [...top.refused, top.expression]
      open.push({
        ...begun(again === "with" ? "with" : "if", again === undefined ? "true" : expression, step, refused),
        from: top.from,
      })
    } else if (word === "end") {
      const top = open.pop()
      endLets(step.start)
      if (top !== undefined) found.push(closed(top, step.start, top.refused.length > 0))
    }
  }
  for (const { open: top } of lets) found.push(closed(top, end, false))
  for (const top of open) found.push(closed(top, end, top.refused.length > 0))
  return found.sort((a, b) => a.start - b.start || b.end - a.end)
}

interface Open extends Pick<Block, "word" | "expression" | "refused" | "variables" | "start" | "from"> {}

function begun(word: Block["word"], rest: string, { start, end }: TemplateStep, refused: readonly string[]): Open {
  const [, names = "", expression = rest] = /^(\$\w+(?:\s*,\s*\$\w+)?)\s*:=\s*([\s\S]*)$/.exec(rest) ?? []
  return { word, expression, refused, variables: names.match(/\$\w+/g) ?? [], start: end, from: start }
}

function closed(open: Open, end: number, hasElse: boolean): Block {
  return { ...open, end: Math.max(open.start, end), hasElse }
}

/** The blocks that hold a place, outer before inner. */
export interface Holders {
  at(offset: number): readonly Block[]
}

/** Finds them by a search among the places where blocks begin and end. */
export function holdersOf(blocks: readonly Block[]): Holders {
  const edges = [...new Set(blocks.flatMap(({ start, end }) => [start, end]))].sort((a, b) => a - b)
  const held: (readonly Block[])[] = []
  let open: readonly Block[] = []
  let next = 0
  for (const edge of edges) {
    if (open.some(({ end }) => end <= edge)) open = open.filter(({ end }) => end > edge)
    const begun: Block[] = []
    for (; next < blocks.length && blocks[next]!.start <= edge; next++)
      if (blocks[next]!.end > edge && open.length + begun.length < deepest) begun.push(blocks[next]!)
    if (begun.length > 0) open = [...open, ...begun]
    held.push(open)
  }
  return {
    at(offset) {
      let low = 0
      let high = edges.length
      while (low < high) {
        const middle = (low + high) >> 1
        if (edges[middle]! <= offset) low = middle + 1
        else high = middle
      }
      return held[low - 1] ?? []
    },
  }
}

/** Blocks within one another that are looked at. */
const deepest = 30
