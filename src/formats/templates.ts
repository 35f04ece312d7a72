/**
 * Template actions (Go and Helm `{{ }}`, Jinja `{% %}` and `{# #}`, ERB `<% %>`, and the marks `%%NAME%%` and `@NAME@`
 * that people let sed replace) in a text of another language.
 *
 * Masking keeps every offset: a line that holds nothing but actions becomes blank, any other action becomes as many
 * characters of `placeholder`. Both leave line ends alone, unless an action that stands in a value runs over several
 * lines: that one is filled in whole, which makes one line of it.
 */

export interface Action {
  readonly start: number
  readonly end: number
  /** Whether it renders to nothing itself: `if`, `range`, `end`, a comment, an assignment. */
  readonly control: boolean
}

/** From Unicode's private use area: allowed in YAML everywhere, and in no file that was seen. */
export const placeholder = "\uE000"

/** Whether a text may hold template actions at all. */
export function mayHoldActions(text: string): boolean {
  return text.includes("{{") || text.includes("{%") || text.includes("<%") || marks.test(text)
}

/** Whether a value is known only once something has put its variables in. */
export function holdsActions(value: string): boolean {
  if (value.includes("{{") && value.indexOf("}}", value.indexOf("{{")) > 0) return true
  if (value.includes("{%") && value.includes("%}")) return true
  return (value.includes("<%") && value.includes("%>")) || marks.test(value)
}

/** The actions of a text, in order. An action that is never closed is none. */
export function actions(text: string): Action[] {
  const found: Action[] = []
  const ends = new ActionEnds(text)
  const opening = new RegExp(`\\{\\{|\\{%|\\{#|<%|${marks.source}`, "g")
  for (let match = opening.exec(text); match !== null; match = opening.exec(text)) {
    const start = match.index
    const open = match[0]
    if (open.length > 2) {
      found.push({ start, end: start + open.length, control: false })
      continue
    }
    // `${#array[@]}` is shell.
    if (open === "{#" && text[start - 1] === "$") continue
    const end = ends.after(start)
    if (end === -1) continue
    found.push({
      start,
      end,
      control: open !== "{{" ? !/^<%=/.test(text.slice(start, start + 3)) : isControl(text, start),
    })
    opening.lastIndex = end
  }
  return found
}

/** Finds where actions end, in time that is linear in the text however many of them are never closed. */
export class ActionEnds {
  private readonly text: string
  /** The last search for each mark: from where, and what it found. */
  private readonly searches = new Map<string, { from: number; at: number }>()

  constructor(text: string) {
    this.text = text
  }

  /** The end of the action that begins at `start`, or -1. */
  after(start: number): number {
    const { text } = this
    const open = text.slice(start, start + 2)
    const close = closings[open]
    if (close === undefined) return -1
    const isComment = open === "{{" && /^\{\{-?[ \t]*\/\*/.test(text.slice(start, start + 16))
    const from = isComment ? this.find("*/", start) : start + 2
    const end = from === -1 ? -1 : this.find(close, from)
    if (end === -1 || isComment || open !== "{{" || end - start > longAction)
      return end === -1 ? -1 : end + close.length
    // `{{ "{{ $labels.instance }}" }}` writes an action: its closing braces are those outside of the quotes.
    return /["`]/.test(text.slice(start, end)) ? quotedEnd(text, start + 2, end + 2) : end + 2
  }

  find(mark: string, from: number): number {
    const known = this.searches.get(mark)
    if (known !== undefined && from >= known.from && (known.at === -1 || from <= known.at)) return known.at
    const at = this.text.indexOf(mark, from)
    this.searches.set(mark, { from, at })
    return at
  }
}

function quotedEnd(text: string, from: number, plainEnd: number): number {
  let position = from
  // The bound keeps a stray quote from reading on to the end of the file.
  const limit = Math.min(text.length, plainEnd + longAction)
  while (position < limit) {
    const character = text[position]!
    if (character === "}" && text[position + 1] === "}") {
      // In `{{ {"a": {"b": 1}}}}` the last two braces close.
      while (text[position + 2] === "}") position++
      return position + 2
    }
    if (character === '"' || character === "`") {
      const close = quoteEnd(text, position, limit)
      if (close === -1) return plainEnd
      position = close
    }
    position++
  }
  return plainEnd
}

function quoteEnd(text: string, start: number, limit: number): number {
  const quote = text[start]!
  for (let position = start + 1; position < limit; position++) {
    const character = text[position]!
    if (character === quote) return position
    if (quote === '"' && character === "\\") position++
    if (quote === '"' && (character === "\n" || character === "\r")) return -1
  }
  return -1
}

function isControl(text: string, start: number): boolean {
  return /^\{\{[-~]?\s*(?:if|else|end|range|with|define|block|break|continue|template|\/\*|!|#|\/|\$[\w.]*\s*:?=)/.test(
    text.slice(start, start + 60),
  )
}

/**
 * The text with its actions masked, every other character where it was. `fill` makes what stands for an action that is
 * part of a line; it must keep the length.
 */
export function maskActions(text: string, fill: (action: string, start: number) => string = fillPlain): string {
  const parts: string[] = []
  const found = actions(text)
  let position = 0
  for (let index = 0; index < found.length; ) {
    const first = found[index]!
    const from = Math.max(lineStart(text, first.start, position), position)
    let after = index
    let end = first.end
    // All actions that share a line with the first, or with one that does.
    let clean = text.slice(from, first.start).trim() === ""
    while (++after < found.length) {
      const between = text.slice(end, found[after]!.start)
      if (/[\r\n]/.test(between)) break
      if (between.trim() !== "") clean = false
      end = found[after]!.end
    }
    const rest = text.slice(end, lineEnd(text, end)).trim()
    const alone = clean && (rest === "" || (rest.startsWith("#") && found.slice(index, after).every((a) => a.control)))
    for (const action of found.slice(index, after)) {
      const written = text.slice(action.start, action.end)
      const leads =
        action.control && text.slice(from, action.start).trim() === "" && parts.at(-1)?.trim() !== placeholder
      parts.push(text.slice(position, action.start))
      parts.push(alone || (leads && clean) ? written.replace(/[^\r\n]/g, " ") : fill(written, action.start))
      position = action.end
    }
    index = after
  }
  parts.push(text.slice(position))
  return parts.join("")
}

function fillPlain(action: string): string {
  return placeholder.repeat(action.length)
}

function lineStart(text: string, offset: number, floor: number): number {
  let position = offset
  while (position > floor && text[position - 1] !== "\n" && text[position - 1] !== "\r") position--
  return position
}

function lineEnd(text: string, offset: number): number {
  let position = offset
  while (position < text.length && text[position] !== "\n" && text[position] !== "\r") position++
  return position
}

/** No name of a host, and nothing that YAML could begin a value with. */
const marks = /%%[A-Z][A-Z0-9_]{1,60}%%|(?<![\w@.-])@{1,2}[A-Z][A-Z0-9_]{1,60}@{1,2}(?![\w@])/

const closings: Readonly<Record<string, string>> = { "{{": "}}", "{%": "%}", "{#": "#}", "<%": "%>" }

/** More than any action with quotes in it has. */
const longAction = 2_000
