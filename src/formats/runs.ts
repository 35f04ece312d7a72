import type { Segment } from "../model/source.ts"

/** Builds a decoded value together with the way back from it to the text that it was written in. */
export class Runs {
  readonly segments: Segment[] = []
  private readonly text: string
  private readonly parts: string[] = []
  private length = 0
  /** Where the next character would have to come from to need no new segment. */
  private next = -1

  constructor(text: string) {
    this.text = text
  }

  get value(): string {
    return this.parts.join("")
  }

  /** Adds what stands in the text from `from` to `to`, as it stands. */
  copy(from: number, to: number): void {
    if (to > from) this.add(this.text.slice(from, to), from, "text")
  }

  /** Adds characters that the text spells in another way, at `from`. */
  put(characters: string, from: number): void {
    if (characters.length > 0) this.add(characters, from, characters.length > 1 ? "fixed" : "text")
  }

  private add(characters: string, from: number, step: Segment["step"]): void {
    if (step === "fixed" || from !== this.next) this.segments.push({ start: this.length, outer: from, step })
    this.parts.push(characters)
    this.length += characters.length
    this.next = step === "fixed" ? -1 : from + characters.length
  }
}

/** Which escapes a quoted string has, and what its line ends mean. */
export interface QuotedDialect {
  readonly escapes: Readonly<Record<string, string>>
  /** `fold`: line breaks become spaces as in YAML. `keep`: they stay. */
  readonly breaks: "fold" | "keep"
  /** HCL: `$${` and `%%{` stand for `${` and `%{`. */
  readonly doubledMarkers?: boolean
  /** A backslash is one, as in TOML's single quotes. */
  readonly literal?: boolean
}

/** Reads the inside of a double-quoted string, from `from` to `to`. */
export function escapedRuns(text: string, from: number, to: number, dialect: QuotedDialect): Runs {
  const runs = new Runs(text)
  let taken = from
  for (let position = from; position < to; ) {
    const character = text[position]!
    if (character === "\n" || character === "\r") {
      if (dialect.breaks === "keep") {
        runs.copy(taken, position)
        runs.put("\n", position)
        position = taken = afterBreak(text, position)
      } else {
        runs.copy(taken, trimEnd(text, taken, position))
        position = taken = foldBreaks(runs, text, position, to)
      }
      continue
    }
    if (
      dialect.doubledMarkers &&
      (character === "$" || character === "%") &&
      text.startsWith(`${character}{`, position + 1)
    ) {
      runs.copy(taken, position)
      taken = position + 1
      position += 3
      continue
    }
    if (character !== "\\" || dialect.literal) {
      position++
      continue
    }
    runs.copy(taken, position)
    position = taken = readEscape(runs, text, position, to, dialect)
  }
  runs.copy(taken, to)
  return runs
}

function readEscape(runs: Runs, text: string, position: number, to: number, dialect: QuotedDialect): number {
  const escaped = text[position + 1] ?? ""
  const digits = hexDigits[escaped]
  if (digits !== undefined && (dialect.escapes[escaped] ?? "") === "") {
    const hex = text.slice(position + 2, position + 2 + digits)
    const code = Number.parseInt(hex, 16)
    if (/^[\da-fA-F]+$/.test(hex) && code <= 0x10ffff) runs.put(String.fromCodePoint(code), position)
    return Math.min(to, position + 2 + digits)
  }
  if (
    escaped === "\n" ||
    escaped === "\r" ||
    (dialect.breaks === "keep" && /^[ \t]+[\r\n]/.test(text.slice(position + 1, position + 80)))
  ) {
    let next = position + 1
    while (next < to && /\s/.test(text[next]!)) next++
    return next
  }
  const character = dialect.escapes[escaped]
  if (character === undefined) runs.copy(position + 1, Math.min(to, position + 2))
  else runs.put(character, position)
  return Math.min(to, position + 2)
}

/** Reads the inside of a single-quoted YAML string. */
export function singleQuotedRuns(text: string, from: number, to: number): Runs {
  const runs = new Runs(text)
  let taken = from
  for (let position = from; position < to; ) {
    const character = text[position]!
    if (character === "'") {
      runs.copy(taken, position + 1)
      position = taken = position + 2
    } else if (character === "\n" || character === "\r") {
      runs.copy(taken, trimEnd(text, taken, position))
      position = taken = foldBreaks(runs, text, position, to)
    } else position++
  }
  runs.copy(taken, to)
  return runs
}

/** Reads a plain YAML scalar of several lines. */
export function plainRuns(text: string, from: number, to: number): Runs {
  const runs = new Runs(text)
  let taken = from
  for (let position = from; position < to; ) {
    if (text[position] !== "\n" && text[position] !== "\r") {
      position++
      continue
    }
    runs.copy(taken, trimEnd(text, taken, position))
    position = taken = foldBreaks(runs, text, position, to)
  }
  runs.copy(taken, to)
  return runs
}

/** One line break becomes a space, more of them one less. */
function foldBreaks(runs: Runs, text: string, from: number, to: number): number {
  let position = from
  const breaks: number[] = []
  while (position < to && /[ \t\r\n]/.test(text[position]!)) {
    if (text[position] === "\n" || text[position] === "\r") {
      breaks.push(position)
      position = afterBreak(text, position)
    } else position++
  }
  if (breaks.length === 1) runs.put(" ", from)
  else for (const at of breaks.slice(1)) runs.put("\n", at)
  return position
}

/** The lines of a block scalar or heredoc, each without the indentation of the block. */
export function blockRuns(
  text: string,
  lines: readonly (readonly [number, number])[],
  indent: number,
  folded: boolean,
): Runs {
  const runs = new Runs(text)
  let breaks: number[] = []
  let started = false
  let moreIndented = false
  for (const [start, end] of lines) {
    let from = start
    while (from < end && from - start < indent && text[from] === " ") from++
    if (from === end) {
      breaks.push(end)
      continue
    }
    const isMore = text[from] === " " || text[from] === "\t"
    // The break that ends a line of text comes first; when folding it is a space, or nothing before an empty line.
    if (folded && started && !isMore && !moreIndented) {
      if (breaks.length === 1) runs.put(" ", breaks[0]!)
      else for (const at of breaks.slice(1)) runs.put("\n", at)
    } else for (const at of breaks) runs.put("\n", at)
    runs.copy(from, end)
    breaks = [end]
    started = true
    moreIndented = isMore
  }
  for (const at of breaks) runs.put("\n", at)
  return runs
}

function trimEnd(text: string, from: number, to: number): number {
  let position = to
  while (position > from && (text[position - 1] === " " || text[position - 1] === "\t")) position--
  return position
}

function afterBreak(text: string, position: number): number {
  return text[position] === "\r" && text[position + 1] === "\n" ? position + 2 : position + 1
}

const hexDigits: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 }
