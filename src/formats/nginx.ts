import type { Language } from "../model/source.ts"
import type { Defect, Entry, Mapping, Node, Scalar } from "../model/tree.ts"
import type { Reader } from "./format.ts"
import { maskActions, mayHoldActions, placeholder } from "./templates.ts"

/**
 * nginx.conf, and what is written alike with an end of line in the place of the semicolon: keepalived.conf and Caddyfile.
 * A sequence of directives, each a mapping:
 *
 *     name     its first word (`upstream`)
 *     words    all words after it
 *     block    the directives between its braces, where it has any
 */
function directives(language: Language, { lines, comments }: Syntax): Reader {
  return {
    language,
    read(text) {
      const masked = mayHoldActions(text) ? maskActions(text) : text
      const defects: Defect[] = []
      const top: Directive[] = []
      const open: Directive[] = []
      let words: Scalar[] = []
      const place = () => open.at(-1)?.block ?? top
      const finish = (end: number, block?: Directive[]) => {
        const [first] = words
        const directive: Directive = { words, block, start: first?.start ?? end, end }
        // What is nested deeper than any configuration is read, and kept nowhere.
        if ((first !== undefined || block !== undefined) && open.length < deepest) place().push(directive)
        if (block !== undefined) open.push(directive)
        words = []
      }
      let position = text.startsWith("\uFEFF") ? 1 : 0
      while (position < text.length) {
        const character = masked[position]!
        if (character === "\n" || character === "\r") {
          if (lines && words.length > 0) finish(position)
          position++
        } else if (isBlank(character)) position++
        else if (comments.includes(character)) position = lineEnd(masked, position)
        else if (character === ";" && !lines) finish(position++)
        else if (character === "{" && !isVariable(masked, position, lines)) finish(position++, [])
        else if (character === "}") {
          if (words.length > 0) finish(position)
          const closed = open.pop()
          if (closed === undefined) defects.push({ reason: "nothing is open here", start: position, end: position + 1 })
          else closed.end = position + 1
          position++
        } else {
          const word = wordAt(text, masked, position, lines)
          words.push(word)
          position = word.end
        }
      }
      if (words.length > 0) finish(text.length)
      for (const { start } of open) defects.push({ reason: "the block is never closed", start, end: start + 1 })
      for (const directive of open) directive.end = text.length
      const span = { start: 0, end: text.length }
      const root: Node = { kind: "sequence", items: top.map(directiveNode), ...span }
      const template = masked !== text
      return [{ root, span, defects: template ? [] : defects, template }]
    },
  }
}

interface Syntax {
  /** Whether the end of a line ends a directive. */
  readonly lines: boolean
  /** What begins a comment where a word could begin. */
  readonly comments: string
}

interface Directive {
  readonly words: readonly Scalar[]
  readonly block: Directive[] | undefined
  readonly start: number
  end: number
}

function directiveNode({ words, block, start, end }: Directive): Mapping {
  const entries: Entry[] = []
  const field = (name: string, value: Node) =>
    entries.push({
      key: { kind: "scalar", value: name, type: "string", style: "plain", start, end: words[0]?.end ?? start },
      value,
    })
  const [first, ...rest] = words
  if (first !== undefined) field("name", first)
  const from = rest[0]?.start ?? first?.end ?? start
  const items = secret.test(first?.value ?? "") ? [] : rest
  field("words", { kind: "sequence", items, start: from, end: rest.at(-1)?.end ?? from })
  if (block !== undefined)
    field("block", { kind: "sequence", items: block.map(directiveNode), start: words.at(-1)?.end ?? start, end })
  return { kind: "mapping", entries, start, end }
}

function wordAt(text: string, masked: string, start: number, lines: boolean): Scalar {
  let value = ""
  let quote = ""
  let template = false
  let position = start
  for (; position < text.length; position++) {
    const character = masked[position]!
    if (character === placeholder) {
      template = true
      value += text[position]
    } else if (quote === "" && (isBlank(character) || character === "\n" || character === "\r")) break
    else if (quote === "" && !lines && character === ";") break
    else if (quote === "" && (character === "{" || character === "}")) {
      // `${name}` is a variable, and so is `{$NAME}` or `{args[0]}` of Caddy within a word.
      const length = isVariable(masked, position, lines)
        ? masked.slice(position, position + longestName).indexOf("}")
        : -1
      if (length === -1) break
      value += text.slice(position, position + length + 1)
      position += length
    } else if (character === "\\" && position + 1 < text.length) {
      value += text.slice(position, position + 2)
      position++
    } else if (character === quote) quote = ""
    else if (quote === "" && position === start && (character === '"' || character === "'")) quote = character
    else value += character
  }
  const end = Math.min(position, text.length)
  const style = masked[start] === '"' || masked[start] === "'" ? "quoted" : "plain"
  return { kind: "scalar", value, type: template ? "template" : "string", style, start, end: Math.max(end, start + 1) }
}

function isVariable(text: string, position: number, lines: boolean): boolean {
  if (text[position] !== "{") return false
  return (
    text[position - 1] === "$" || (lines && /^\{[$\w][^\s{}]*\}/.test(text.slice(position, position + longestName)))
  )
}

function isBlank(character: string): boolean {
  return character === " " || character === "\t"
}

function lineEnd(text: string, from: number): number {
  let position = from
  while (position < text.length && text[position] !== "\n" && text[position] !== "\r") position++
  return position
}

/** Directives whose words may be a password or a token: they are not kept. */
const secret = /auth|passw|^passwd|header|cookie|secret|token|credential|^set$|^env$|_param$|hash_key/i
const deepest = 20
const longestName = 100

export const nginx = directives("nginx", { lines: false, comments: "#" })
export const keepalived = directives("keepalived", { lines: true, comments: "#!" })
export const caddy = directives("caddy", { lines: true, comments: "#" })
