import type { Defect, Entry, Mapping, Node, Scalar } from "../model/tree.ts"
import type { ReadDocument, Reader } from "./format.ts"
import { escapedRuns } from "./runs.ts"
import { isTemplate, plainType } from "./yaml-scalars.ts"

/** The files that are lines of keys and values, by who reads them. apt.conf has a reader of its own. */
export type IniDialect = "ini" | "git" | "npm" | "pip" | "yum" | "systemd" | "env" | "curl" | "wget" | "fluent"

/**
 * A section is a mapping under its name, and the same section again is the same mapping; `[http "https://a"]` of git is
 * `http` → `https://a`. Keys before any section stand at the root. A key that occurs twice is there twice. A key without
 * a value (git, curl) has the boolean `true`, with the span of the key.
 */
export function iniReader(dialect: IniDialect): Reader {
  const language = dialect === "systemd" || dialect === "env" ? dialect : "ini"
  return { language, read: (text) => [new IniParser(text, dialects[dialect]).read()] }
}

interface Syntax {
  /** What parts a key from its value, the earliest of them. */
  readonly separators: string
  readonly comments: string
  /** Whether a comment may follow a value, after white space. */
  readonly trailingComments?: boolean
  /** Whether ` key` on a line of its own is a key without a value. */
  readonly bareKeys?: boolean
  /** How a value goes on: behind a backslash at the end of its line, or on lines that are indented. */
  readonly continuation?: "backslash" | "indent"
  readonly quotes?: boolean
  readonly sections?: boolean
  /** Whether a section that begins again is another one, which stands there again. */
  readonly repeats?: boolean
  /** What may stand before a key. */
  readonly prefix?: RegExp
}

interface Growing {
  readonly kind: "mapping"
  readonly start: number
  end: number
  readonly entries: Entry[]
}

class IniParser {
  private readonly text: string
  private readonly syntax: Syntax
  private readonly root: Growing = { kind: "mapping", start: 0, end: 0, entries: [] }
  private readonly defects: Defect[] = []
  private readonly sections = new Map<string, Growing>()
  private section: readonly Growing[] = [this.root]
  private template = false

  constructor(text: string, syntax: Syntax) {
    this.text = text
    this.syntax = syntax
  }

  read(): ReadDocument {
    const { text } = this
    for (let start = 0; start < text.length; ) {
      const end = lineEnd(text, start)
      start = afterLine(text, Math.max(end, this.line(start, end)))
    }
    const span = { start: 0, end: text.length }
    return {
      root: { ...this.root, ...span } satisfies Mapping,
      span,
      defects: this.template ? [] : this.defects,
      template: this.template,
    }
  }

  /** Reads the line from `start` to `end`, and gives the end of the last line that belongs to it. */
  private line(start: number, end: number): number {
    const { text, syntax } = this
    let from = skipSpace(text, start, end)
    if (from === 0 && text.startsWith("\uFEFF")) from++
    if (from === end || syntax.comments.includes(text[from]!)) return end
    if (/^\{[{%#]/.test(text.slice(from, from + 2))) {
      this.template = true
      return end
    }
    if (text[from] === "[" && syntax.sections !== false) {
      this.header(from, end)
      return end
    }
    const prefix = syntax.prefix?.exec(text.slice(from, Math.min(end, from + 20)))
    if (prefix) from += prefix[0].length
    return this.entry(from, end)
  }

  private header(start: number, end: number): void {
    const { text } = this
    const close = text.lastIndexOf("]", end - 1)
    if (close <= start) {
      this.defects.push({ reason: 'the section has no "]"', start, end })
      return
    }
    const match = /^([^\s"]*)[ \t]*(?:"((?:[^"\\]|\\.)*)")?/.exec(text.slice(start + 1, close))
    const isNested = match?.[2] !== undefined
    const name = isNested ? match[1]! : text.slice(start + 1, close).trim()
    const from = skipSpace(text, start + 1, close)
    const outer = this.open(this.root, name, from, from + name.length)
    this.section = [this.root, outer]
    if (isNested) {
      const quote = text.indexOf('"', from + name.length)
      const value = match[2]!.replace(/\\(.)/g, "$1")
      this.section = [this.root, outer, this.open(outer, value, quote, close, "quoted")]
    }
    this.extend(close + 1)
  }

  /** The mapping of a section, which may have begun earlier in the text. */
  private open(parent: Growing, name: string, start: number, end: number, style: Scalar["style"] = "plain"): Growing {
    const path = `${parent.start}\n${parent === this.root ? "" : "/"}${name}`
    const known = this.sections.get(path)
    if (known !== undefined && !this.syntax.repeats) return known
    const section: Growing = { kind: "mapping", start, end, entries: [] }
    parent.entries.push({ key: { kind: "scalar", value: name, type: "string", style, start, end }, value: section })
    this.sections.set(path, section)
    return section
  }

  private entry(start: number, lineStop: number): number {
    const { text, syntax } = this
    let at = start
    while (at < lineStop && !syntax.separators.includes(text[at]!)) at++
    let keyEnd = at
    while (keyEnd > start && isSpace(text[keyEnd - 1])) keyEnd--
    if (at === lineStop || keyEnd === start) {
      if (syntax.bareKeys !== true || keyEnd === start) {
        this.defects.push({
          reason: keyEnd === start ? "a value without a key" : "a key without a value",
          start,
          end: Math.max(keyEnd, start + 1),
        })
        return lineStop
      }
      const stop = syntax.trailingComments ? commentStart(text, start, keyEnd, syntax.comments) : keyEnd
      this.add(this.scalar(start, stop), {
        kind: "scalar",
        value: "true",
        type: "boolean",
        style: "plain",
        start,
        end: stop,
      })
      return lineStop
    }
    const key = this.scalar(start, keyEnd)
    let from = skipSpace(text, at + 1, lineStop)
    // curl: `key = "value"`, `key: value` and `key value` are the same.
    if (isSpace(text[at]) && /[=:]/.test(text[from] ?? "") && syntax.separators.includes(text[from]!))
      from = skipSpace(text, from + 1, lineStop)
    return this.value(key, from, lineStop)
  }

  private value(key: Scalar, from: number, lineStop: number): number {
    const { text, syntax } = this
    const quote = text[from]
    if (syntax.quotes && (quote === '"' || quote === "'")) {
      const close = closingQuote(text, from, quote === '"')
      const inLine = close !== -1 && (close < lineStop || syntax === dialects.env)
      if (inLine && /^[ \t]*(?:[#;]|$)/.test(text.slice(close + 1, lineEnd(text, close)))) {
        const value = quote === '"' ? escapedRuns(text, from + 1, close, escapes).value : text.slice(from + 1, close)
        // The shell puts variables into double quotes only.
        const type = isTemplate(quote === '"' ? value : value.replaceAll("${", "")) ? "template" : "string"
        this.add(key, { kind: "scalar", value, type, style: "quoted", start: from, end: close + 1 })
        return lineEnd(text, close)
      }
    }
    let end = lineStop
    let last = lineStop
    if (syntax.continuation === "backslash") {
      while (text[last - 1] === "\\" && last < text.length) last = lineEnd(text, afterLine(text, last))
      end = last
    } else if (syntax.continuation === "indent") {
      for (let next = afterLine(text, last); next < text.length; next = afterLine(text, last)) {
        const stop = lineEnd(text, next)
        if (!isSpace(text[next]) || skipSpace(text, next, stop) === stop) break
        last = end = stop
      }
    }
    if (syntax.trailingComments) end = commentStart(text, from, end, syntax.comments)
    while (end > from && /\s/.test(text[end - 1]!)) end--
    this.add(key, this.scalar(from, Math.max(from, end)))
    return last
  }

  /** What stands in the text, as it stands; over several lines without the marks that join them. */
  private scalar(start: number, end: number): Scalar {
    const written = this.text.slice(start, end)
    const lines = written.split(/\r\n|\n|\r/)
    const isJoined = this.syntax.continuation === "backslash"
    const parts = lines.map((line) => (isJoined ? line.replace(/\\$/, "") : line).trim())
    const value = lines.length === 1 ? written : parts.join(isJoined ? " " : "\n")
    const type = value === "" ? "string" : plainType(value)
    return { kind: "scalar", value, type: type === "null" ? "string" : type, style: "plain", start, end }
  }

  private add(key: Scalar, value: Node): void {
    if (value.kind === "scalar" && value.type === "template") this.template = true
    this.section.at(-1)!.entries.push({ key, value })
    this.extend(value.end)
  }

  private extend(end: number): void {
    for (const mapping of this.section) mapping.end = Math.max(mapping.end, end)
  }
}

function commentStart(text: string, start: number, end: number, comments: string): number {
  let quoted = false
  for (let position = start; position < end; position++) {
    const character = text[position]!
    if (character === "\\") position++
    else if (character === '"') quoted = !quoted
    else if (!quoted && comments.includes(character) && (position === start || isSpace(text[position - 1]))) {
      let stop = position
      while (stop > start && isSpace(text[stop - 1])) stop--
      return stop
    }
  }
  return end
}

function closingQuote(text: string, start: number, escaped: boolean): number {
  const quote = text[start]!
  // A value that runs on for longer than any key or certificate bundle has lost its quote.
  const limit = Math.min(text.length, start + 200_000)
  for (let position = start + 1; position < limit; position++) {
    if (escaped && text[position] === "\\") position++
    else if (text[position] === quote) return position
  }
  return -1
}

function lineEnd(text: string, start: number): number {
  let position = start
  while (position < text.length && text[position] !== "\n" && text[position] !== "\r") position++
  return position
}

function afterLine(text: string, end: number): number {
  return text[end] === "\r" && text[end + 1] === "\n" ? end + 2 : end + 1
}

function skipSpace(text: string, start: number, end: number): number {
  let position = start
  while (position < end && isSpace(text[position])) position++
  return position
}

function isSpace(character: string | undefined): boolean {
  return character === " " || character === "\t"
}

const escapes = { breaks: "keep", escapes: { n: "\n", t: "\t", r: "\r", x: "x", u: "u", U: "U" } } as const

const dialects: Readonly<Record<IniDialect, Syntax>> = {
  ini: { separators: "=:", comments: "#;", continuation: "indent" },
  git: {
    separators: "=",
    comments: "#;",
    trailingComments: true,
    bareKeys: true,
    continuation: "backslash",
    quotes: true,
  },
  npm: { separators: "=", comments: "#;", bareKeys: true, quotes: true },
  pip: { separators: "=:", comments: "#;", continuation: "indent" },
  yum: { separators: "=", comments: "#;", continuation: "indent" },
  systemd: { separators: "=", comments: "#;", continuation: "backslash" },
  env: {
    separators: "=",
    comments: "#",
    trailingComments: true,
    quotes: true,
    sections: false,
    prefix: /^export[ \t]+/,
  },
  curl: { separators: "=: \t", comments: "#", bareKeys: true, quotes: true, sections: false, prefix: /^-{1,2}/ },
  // Fluent Bit's classic form: sections of one name follow one another, and blanks part a key from its value.
  fluent: { separators: " \t", comments: "#", bareKeys: true, repeats: true, prefix: /^@(?=INCLUDE|SET)/ },
  wget: { separators: "=", comments: "#", sections: false },
}
