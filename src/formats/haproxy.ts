import type { Defect, Entry, Node, Scalar } from "../model/tree.ts"
import type { Reader } from "./format.ts"
import { maskActions, mayHoldActions, placeholder } from "./templates.ts"

/**
 * haproxy.cfg, as a sequence of its sections, each a mapping:
 *
 *     section  the keyword: `global`, `defaults`, `frontend`, `backend`, `listen`, …; absent for lines before the first
 *     name     the first word after it, where there is one
 *     words    all words after it (`web from base`)
 *     lines    a sequence of the lines below it, each a sequence of its words
 *
 * Words are scalars with quotes and escapes taken away. One that names an environment variable is a template.
 */
export const haproxy: Reader = {
  language: "haproxy",
  read(text) {
    const masked = mayHoldActions(text) ? maskActions(text) : text
    const defects: Defect[] = []
    const sections: Section[] = []
    for (const [start, end] of lineExtents(masked)) {
      const words = wordsOf(text, masked, start, end, defects)
      const first = words[0]
      if (first === undefined) continue
      if (keywords.has(first.value) || sections.length === 0) {
        const isHeader = keywords.has(first.value)
        sections.push({
          keyword: isHeader ? first : undefined,
          words: isHeader ? words.slice(1) : [],
          lines: isHeader ? [] : [words],
        })
      } else sections.at(-1)!.lines.push(words)
    }
    const span = { start: 0, end: text.length }
    const root: Node = { kind: "sequence", items: sections.map(sectionNode), ...span }
    const template =
      masked !== text || sections.some(({ lines }) => lines.flat().some((word) => word.type === "template"))
    return [{ root, span, defects: masked === text ? defects : [], template }]
  },
}

interface Section {
  readonly keyword: Scalar | undefined
  readonly words: Scalar[]
  readonly lines: Scalar[][]
}

function sectionNode({ keyword, words, lines }: Section): Node {
  const last = lines.at(-1)?.at(-1) ?? words.at(-1) ?? keyword
  const start = keyword?.start ?? lines[0]?.[0]?.start ?? 0
  const end = last?.end ?? start
  const entries: Entry[] = []
  const field = (name: string, at: { start: number; end: number }, value: Node) =>
    entries.push({
      key: { kind: "scalar", value: name, type: "string", style: "plain", start: at.start, end: at.end },
      value,
    })
  if (keyword !== undefined) {
    field("section", keyword, keyword)
    if (words[0] !== undefined) field("name", words[0], words[0])
    field("words", keyword, lineNode(words, keyword.end))
  }
  const body = lines[0]?.[0]?.start ?? end
  field(
    "lines",
    { start, end: start },
    { kind: "sequence", items: lines.map((line) => lineNode(line, body)), start: body, end },
  )
  return { kind: "mapping", entries, start, end }
}

function lineNode(words: readonly Scalar[], at: number): Node {
  return { kind: "sequence", items: words, start: words[0]?.start ?? at, end: words.at(-1)?.end ?? at }
}

function wordsOf(text: string, masked: string, start: number, end: number, defects: Defect[]): Scalar[] {
  const words: Scalar[] = []
  for (let position = start; position < end; ) {
    if (isSpace(masked[position])) {
      position++
      continue
    }
    if (masked[position] === "#") break
    const word = wordAt(text, masked, position, end)
    if (word.open !== undefined)
      defects.push({ reason: `the quote ${word.open} is never closed`, start: position, end })
    words.push(word.scalar)
    position = word.scalar.end
  }
  return words
}

function wordAt(text: string, masked: string, start: number, end: number): { scalar: Scalar; open?: string } {
  let value = ""
  let quote = ""
  let template = false
  let position = start
  for (; position < end; position++) {
    const character = masked[position]!
    if (character === placeholder) template = true
    if (character === placeholder) value += text[position]
    else if (quote === "'") {
      if (character === "'") quote = ""
      else value += character
    } else if (character === "\\") {
      const escaped = masked[position + 1] ?? ""
      value += escapes[escaped] ?? escaped
      position++
    } else if (quote !== "" && character === quote) quote = ""
    else if (quote === "" && (character === '"' || character === "'")) quote = character
    else if (quote === "" && (isSpace(character) || character === "#")) break
    else {
      // Only double quotes expand `$NAME`; `${NAME}` is meant to be expanded wherever it stands.
      if (
        character === "$" &&
        (masked[position + 1] === "{" || (quote === '"' && /[A-Za-z_]/.test(masked[position + 1] ?? "")))
      )
        template = true
      value += character
    }
  }
  const stop = Math.min(position, end)
  const style = masked[start] === '"' || masked[start] === "'" ? "quoted" : "plain"
  const scalar: Scalar = { kind: "scalar", value, type: template ? "template" : "string", style, start, end: stop }
  return quote === "" ? { scalar } : { scalar, open: quote }
}

function* lineExtents(text: string): Generator<[number, number]> {
  let start = text.startsWith("\uFEFF") ? 1 : 0
  for (let position = start; position <= text.length; position++) {
    const character = text[position]
    if (character !== "\n" && character !== "\r" && character !== undefined) continue
    // A backslash at the end of a line joins it to the next, as in older versions.
    if (text[position - 1] === "\\" && text[position - 2] !== "\\" && character !== undefined) {
      if (character === "\r" && text[position + 1] === "\n") position++
      continue
    }
    yield [start, position]
    if (character === "\r" && text[position + 1] === "\n") position++
    start = position + 1
  }
}

function isSpace(character: string | undefined): boolean {
  return character === " " || character === "\t" || character === "\r" || character === "\n"
}

const escapes: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", "\n": " ", "\r": " " }

const keywords = new Set([
  "global",
  "defaults",
  "frontend",
  "backend",
  "listen",
  "peers",
  "resolvers",
  "userlist",
  "mailers",
  "cache",
  "program",
  "http-errors",
  "ring",
  "log-forward",
  "log-profile",
  "fcgi-app",
  "crt-store",
  "traces",
  "acme",
])
