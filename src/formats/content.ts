import type { Language, Segment } from "../model/source.ts"
import type { Scalar } from "../model/tree.ts"
import { blockRuns, escapedRuns, plainRuns, type QuotedDialect, type Runs, singleQuotedRuns } from "./runs.ts"

/**
 * The way from a scalar's value back to the text that it was read from: exact to the character for all that stands there
 * as it is, and to the escape for what does not. The value of a template may hold more or less than its text; then its
 * first character stands for all of it.
 */
export function contentSegments(text: string, scalar: Scalar, language: Language): Segment[] {
  const runs = contentRuns(text, scalar, language)
  if (runs === undefined || !runs.value.startsWith(scalar.value)) return approximate(text, scalar)
  return runs.segments.filter((segment) => segment.start === 0 || segment.start < scalar.value.length)
}

/**
 * The way from bytes to the base64 that spells them, given that base64 and the way back from it. White space in it is
 * passed over. Offsets count bytes: for a decoded text that is not ASCII they are only about right.
 */
export function base64Segments(value: string, segments: readonly Segment[]): Segment[] {
  const found: Segment[] = []
  let digits = 0
  for (const run of value.matchAll(/[A-Za-z0-9+/=_-]+/g)) {
    for (const piece of pieces(run.index, run.index + run[0].length, segments)) {
      const { outer, length } = piece
      for (let byte = Math.ceil((digits * 3) / 4); byte * 4 < (digits + length) * 3; byte++) {
        const digit = Math.floor((byte * 4) / 3) - digits
        if (digit >= length) break
        found.push({
          start: byte,
          outer: outer + (piece.step === "fixed" ? 0 : digit),
          step: piece.step === "fixed" ? "fixed" : "base64",
        })
        // From the beginning of a group of four on, the step counts for itself.
        if (byte % 3 === 0) break
      }
      digits += length
    }
  }
  return found
}

interface Piece {
  readonly outer: number
  readonly length: number
  readonly step: Segment["step"]
}

/** The stretches of a value from `from` to `to` that are written in one piece. */
function* pieces(from: number, to: number, segments: readonly Segment[]): Generator<Piece> {
  let index = lastAt(segments, from)
  let position = from
  while (position < to && index < segments.length) {
    const segment = segments[index]!
    const end = Math.min(to, segments[index + 1]?.start ?? to)
    const outer = segment.step === "fixed" ? segment.outer : segment.outer + position - segment.start
    if (end > position) yield { outer, length: end - position, step: segment.step }
    position = Math.max(position, end)
    index++
  }
}

function lastAt(segments: readonly Segment[], offset: number): number {
  let low = 0
  let high = segments.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (segments[middle]!.start <= offset) low = middle
    else high = middle - 1
  }
  return low
}

/** The value of a scalar as its text spells it, with the way back; undefined where the text does not spell it. */
export function contentRuns(text: string, scalar: Scalar, language: Language): Runs | undefined {
  const { start, end } = scalar
  if (scalar.style === "plain") return plainRuns(text, start, end)
  if (scalar.style === "quoted") return quotedRuns(text, start, end, language)
  if (language === "hcl") return heredocRuns(text, scalar)
  if (language === "code") return fencedRuns(text, scalar)
  return yamlBlockRuns(text, scalar)
}

function quotedRuns(text: string, start: number, end: number, language: Language): Runs | undefined {
  const quote = text[start]
  if (quote !== '"' && quote !== "'") return undefined
  const triple = language === "toml" && text.startsWith(quote.repeat(3), start) && end - start >= 6
  let from = start + (triple ? 3 : 1)
  const to = end - (triple ? 3 : 1)
  // TOML: a line break right after the opening quotes is no part of the value.
  if (triple) from += /^(?:\r\n|\n)?/.exec(text.slice(from, from + 2))![0].length
  if (quote === '"' || language === "json") return escapedRuns(text, from, to, dialects[language] ?? backslashes)
  if (language === "yaml") return singleQuotedRuns(text, from, to)
  return literal(text, from, to)
}

/** Every line as it is, with `\n` for its end. */
function literal(text: string, from: number, to: number): Runs {
  return escapedRuns(text, from, to, { breaks: "keep", escapes: {}, literal: true })
}

/** The lines of a block scalar: from the one after its header to its last, or further where more are kept. */
function yamlBlockRuns(text: string, scalar: Scalar): Runs {
  const lines = linesOf(text, lineAfter(text, scalar.start), Math.max(scalar.end, scalar.start))
  const first = lines.find(([from, to]) => text.slice(from, to).trim() !== "")
  const written = first === undefined ? 0 : spaces(text.slice(first[0], first[1]))
  const indent = written - spaces(scalar.value.replace(/^\n+/, ""))
  const trailing = /(?<!\n)\n*$/.exec(scalar.value)![0].length
  // `|+` keeps the empty lines after the last line of text, which the span does not cover.
  for (let at = scalar.end, kept = 1; kept < trailing && at < text.length; kept++) {
    at = lineAfter(text, at)
    lines.push([at, at])
  }
  return blockRuns(text, lines, indent, scalar.style === "folded")
}

/** A heredoc: the lines between the one with `<<EOF` and the one with `EOF`. */
function heredocRuns(text: string, scalar: Scalar): Runs {
  const lines = linesOf(text, lineAfter(text, scalar.start), scalar.end).slice(0, -1)
  const isIndented = text.startsWith("<<-", scalar.start)
  const widths = lines.filter(([from, to]) => to > from).map(([from, to]) => spaces(text.slice(from, to)))
  return blockRuns(text, lines, isIndented && widths.length > 0 ? Math.min(...widths.slice(0, 10_000)) : 0, false)
}

/** A text between fences: its lines without the indentation that all of them have. */
function fencedRuns(text: string, scalar: Scalar): Runs | undefined {
  const all = linesOf(text, lineAfter(text, scalar.start), scalar.end)
  const lines = all.slice(0, -1)
  if (lines.length === 0 || all[0]![0] > scalar.end) return undefined
  const widths = lines.filter(([from, to]) => to > from).map(([from, to]) => spaces(text.slice(from, to)))
  return blockRuns(text, lines, widths.length > 0 ? Math.min(...widths.slice(0, 10_000)) : 0, false)
}

function approximate(text: string, scalar: Scalar): Segment[] {
  const at = text.slice(scalar.start, scalar.end).indexOf(scalar.value)
  if (at !== -1) return [{ start: 0, outer: scalar.start + at, step: "text" }]
  return [{ start: 0, outer: scalar.start, step: "fixed" }]
}

function linesOf(text: string, start: number, end: number): [number, number][] {
  const lines: [number, number][] = []
  let from = start
  for (let position = start; position < end; position++) {
    const character = text[position]
    if (character !== "\n" && character !== "\r") continue
    lines.push([from, position])
    if (character === "\r" && text[position + 1] === "\n") position++
    from = position + 1
  }
  if (from <= end) lines.push([from, end])
  return lines
}

function lineAfter(text: string, offset: number): number {
  let position = offset
  while (position < text.length && text[position] !== "\n" && text[position] !== "\r") position++
  if (text[position] === "\r" && text[position + 1] === "\n") position++
  return Math.min(text.length, position + 1)
}

function spaces(line: string): number {
  let count = 0
  while (line[count] === " ") count++
  return count
}

const backslashes: QuotedDialect = {
  breaks: "keep",
  escapes: { n: "\n", t: "\t", r: "\r", b: "\b", f: "\f", x: "x", U: "U" },
}

const dialects: Readonly<Partial<Record<Language, QuotedDialect>>> = {
  yaml: {
    breaks: "fold",
    escapes: {
      "0": "\0",
      a: "\x07",
      b: "\b",
      t: "\t",
      n: "\n",
      v: "\v",
      f: "\f",
      r: "\r",
      e: "\x1b",
      N: "\x85",
      _: "\xa0",
      L: "\u2028",
      P: "\u2029",
    },
  },
  json: { breaks: "keep", escapes: { n: "\n", t: "\t", r: "\r", b: "\b", f: "\f", x: "x", U: "U" } },
  toml: { breaks: "keep", escapes: { n: "\n", t: "\t", r: "\r", b: "\b", f: "\f", e: "\x1b" } },
  hcl: { breaks: "keep", escapes: { n: "\n", t: "\t", r: "\r", x: "x" }, doubledMarkers: true },
}
