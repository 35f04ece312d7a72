/** Passes over white space, line ends and comments. */
export function skipBlanks(text: string, start: number): number {
  let position = start
  for (;;) {
    const next = skipSpaces(text, position)
    if (next === position && text[position] !== "\n" && text[position] !== "\r" && !isLineComment(text, position))
      return position
    position = next
    if (isLineComment(text, position)) position = lineEnd(text, position)
    while (text[position] === "\n" || text[position] === "\r") position++
  }
}

/** Passes over white space and block comments within a line. */
export function skipSpaces(text: string, start: number): number {
  let position = start
  for (;;) {
    while (text[position] === " " || text[position] === "\t" || text[position] === "\uFEFF") position++
    if (text[position] !== "/" || text[position + 1] !== "*") return position
    const close = text.indexOf("*/", position + 2)
    position = close === -1 ? text.length : close + 2
  }
}

/** The end of the quoted string that begins at `start`: its interpolations may hold strings. */
export function stringEnd(text: string, start: number): number {
  // What is open: a string, an interpolation in it, a brace in that.
  const open: ('"' | "$" | "{")[] = ['"']
  for (let position = start + 1; position < text.length; position++) {
    const character = text[position]!
    if (open.at(-1) === '"') {
      if (character === "\\") position++
      else if (character === '"') {
        open.pop()
        if (open.length === 0) return position + 1
      } else if ((character === "$" || character === "%") && text[position + 1] === "{") {
        if (text[position - 1] !== character) open.push("$")
        position++
      } else if ((character === "\n" || character === "\r") && open.length === 1) return position
    } else if (character === '"') open.push('"')
    else if (character === "{") open.push("{")
    else if (character === "}") open.pop()
  }
  return text.length
}

/** The end of the mark that ends the heredoc at `start`, or -1. */
export function heredocEnd(text: string, start: number): number {
  const opening = /^<<-?([\p{L}_][\p{L}\p{N}_-]*)[ \t]*(?:\r\n|\n|\r)/u.exec(text.slice(start, start + 200))
  if (opening === null) return -1
  return marksOf(text).after(opening[1]!, start + opening[0].length)
}

/** Where a text has lines of one word, which may end a heredoc: asked for each heredoc of a text, and found out once. */
class Marks {
  readonly text: string
  readonly #ends = new Map<string, number[]>()

  constructor(text: string) {
    this.text = text
    for (const match of text.matchAll(/^[ \t]*([\p{L}_][\p{L}\p{N}_-]*)[^\S\r\n]*$/gmu)) {
      const word = match[1]!
      const ends = this.#ends.get(word) ?? []
      ends.push(match.index + match[0].indexOf(word) + word.length)
      this.#ends.set(word, ends)
    }
  }

  /** The end of the first line that is a word, from an offset on; -1 where there is none. */
  after(word: string, from: number): number {
    const ends = this.#ends.get(word) ?? []
    let low = 0
    let high = ends.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (ends[middle]! - word.length < from) low = middle + 1
      else high = middle
    }
    return ends[low] ?? -1
  }
}

function marksOf(text: string): Marks {
  if (marks?.text !== text) marks = new Marks(text)
  return marks
}

/** Those of the text that is being read. */
let marks: Marks | undefined

/** The end of the expression that begins at `start`: before what parts it from the next, or one of `stops`. */
export function expressionEnd(text: string, start: number, stops = ""): number {
  let depth = 0
  let last = start
  for (let position = start; position < text.length; ) {
    const character = text[position]!
    if (character === '"') {
      last = position = stringEnd(text, position)
      continue
    }
    if (character === "<" && text[position + 1] === "<") {
      const end = heredocEnd(text, position)
      last = position = end === -1 ? position + 2 : end
      continue
    }
    if (isLineComment(text, position)) {
      position = lineEnd(text, position)
      continue
    }
    if (character === "/" && text[position + 1] === "*") {
      position = skipSpaces(text, position)
      continue
    }
    if (depth === 0 && (/[\r\n,)\]}]/.test(character) || (stops.includes(character) && stops !== ""))) return last
    if (character === "(" || character === "[" || character === "{") depth++
    else if (character === ")" || character === "]" || character === "}") depth--
    position++
    if (!/\s/.test(character)) last = position
  }
  return last
}

function isLineComment(text: string, position: number): boolean {
  return text[position] === "#" || (text[position] === "/" && text[position + 1] === "/")
}

function lineEnd(text: string, start: number): number {
  let position = start
  while (position < text.length && text[position] !== "\n" && text[position] !== "\r") position++
  return position
}

/** Whether an expression ends where `position` is. */
export function isOver(text: string, position: number): boolean {
  return (
    position >= text.length ||
    /[\r\n,\])}#:=]/.test(text[position]!) ||
    /^\/[/*]|^\.\.\./.test(text.slice(position, position + 3))
  )
}

export function identifier(text: string, position: number): string {
  return /^[\p{L}_][\p{L}\p{N}_-]*/u.exec(text.slice(position, position + 200))?.[0] ?? ""
}
