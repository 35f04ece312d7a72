import { EVENT_ID, type Event, parseEvents, YAMLException } from "js-yaml"

export interface YamlFault {
  readonly reason: string
  readonly at: number
}

/**
 * The events of one document, or why there are none.
 *
 * js-yaml asks what YAML 1.2 asks, that the lines of a quoted value or of a flow collection are indented deeper than
 * their key. libyaml, PyYAML and the Go loaders do not, and `controller-gen` writes such values. So lines for which that
 * is all that is wrong are indented for the parser, and its offsets are taken back to where things really stand.
 */
export function yamlEvents(text: string): Event[] | YamlFault {
  const first = attempt(text)
  if (Array.isArray(first) || !isShallow(first)) return first
  return indented(text, first, quotedLines(text)) ?? indented(text, first, []) ?? first
}

/** What becomes of the text once `lines`, and all others that must be, are indented. */
function indented(text: string, first: YamlFault, lines: readonly number[]): Event[] | YamlFault | undefined {
  const inserts = [...lines]
  let fault = first
  // Each attempt reads the document twice more: fewer are made, the longer it is.
  for (let attempts = Math.min(50, 3 + 2_000_000 / text.length); attempts > 0; attempts--) {
    if (fault !== first || lines.length === 0) {
      const added = shallowLines(text, fault.at, attempt(indent(text, inserts, fault.at)))
      if (added[0] === undefined || inserts.includes(added[0])) return undefined
      for (const line of added) inserts.push(line)
      if (inserts.length > 20_000) return undefined
      inserts.sort((a, b) => a - b)
    }
    const next = attempt(indent(text, inserts))
    const original = origin(inserts)
    if (Array.isArray(next)) {
      for (const event of next) moveBack(event, original)
      return next
    }
    fault = { reason: next.reason, at: original(next.at) }
    if (isShallow(fault)) continue
    return lines.length > 0 || fault.reason.includes("end of the stream") ? undefined : fault
  }
  return undefined
}

/** The lines that go on with a quoted value which the line before them began, wherever such a value seems to stand. */
function quotedLines(text: string): number[] {
  const lines: number[] = []
  const opening = /(?:^|[\r\n])[ \t-]*(?:[\w$./][\w$./-]*:[ \t]+)?(["'])(?=[^\r\n]*[\r\n])/g
  for (let match = opening.exec(text); match !== null; match = opening.exec(text)) {
    const from = match.index + match[0].length
    const end = quotedEnd(text, from, match[1]!)
    if (end - from > 20_000) continue
    for (let position = from; position < end; position++) {
      if (text[position] === "\n" || (text[position] === "\r" && text[position + 1] !== "\n")) lines.push(position + 1)
    }
    opening.lastIndex = end
  }
  return lines
}

function attempt(text: string): Event[] | YamlFault {
  try {
    return parseEvents(text, { maxDepth })
  } catch (error) {
    if (!(error instanceof YAMLException)) return { reason: "nested too deeply", at: 0 }
    const at = Math.min(error.mark?.position ?? 0, text.length)
    return { reason: error.reason.startsWith("nesting exceeded") ? "nested too deeply" : error.reason, at }
  }
}

function isShallow(fault: YamlFault): boolean {
  return fault.reason === "deficient indentation"
}

/**
 * The beginnings of the line at `at` and of those after it, up to the end of the quoted value or flow collection that is
 * open there: `cut` is what the parser says of the text that ends at `at`.
 */
function shallowLines(text: string, at: number, cut: Event[] | YamlFault): number[] {
  if (Array.isArray(cut)) return []
  let start = at
  while (start > 0 && !isLineEnd(text[start - 1])) start--
  const quote = cut.reason.includes("single quoted") ? "'" : cut.reason.includes("double quoted") ? '"' : ""
  const end = quote === "" ? collectionEnd(text, at) : quotedEnd(text, at, quote)
  const lines = [start]
  for (let position = at; position < end && lines.length < 10_000; position++) {
    if (text[position] === "\n" || (text[position] === "\r" && text[position + 1] !== "\n")) lines.push(position + 1)
  }
  return lines
}

function quotedEnd(text: string, at: number, quote: string): number {
  for (let position = at; position < text.length; position++) {
    if (quote === '"' && text[position] === "\\") position++
    else if (text[position] === quote) {
      if (quote === '"' || text[position + 1] !== quote) return position
      position++
    }
  }
  return text.length
}

/** The end of the innermost flow collection that is open at `at`. */
function collectionEnd(text: string, at: number): number {
  let depth = 0
  for (let position = at; position < text.length; position++) {
    const character = text[position]!
    if (character === "[" || character === "{") depth++
    else if ((character === "]" || character === "}") && --depth < 0) return position
    else if ((character === '"' || character === "'") && /[\s:[{,]/.test(text[position - 1] ?? " "))
      position = quotedEnd(text, position + 1, character)
    else if (character === "#" && /\s/.test(text[position - 1] ?? " ")) {
      while (position + 1 < text.length && !isLineEnd(text[position + 1])) position++
    }
  }
  return at
}

function isLineEnd(character: string | undefined): boolean {
  return character === "\n" || character === "\r"
}

function indent(text: string, inserts: readonly number[], end = text.length): string {
  const parts: string[] = []
  let position = 0
  for (const at of inserts) {
    if (at >= end) break
    parts.push(text.slice(position, at), padding)
    position = at
  }
  parts.push(text.slice(position, end))
  return parts.join("")
}

/** From offsets of the indented text to those of the text; made for offsets that mostly grow. */
function origin(inserts: readonly number[]): (offset: number) => number {
  let passed = 0
  return (offset) => {
    if (offset < 0) return offset
    const begins = (index: number): number => inserts[index]! + index * padding.length
    while (passed < inserts.length && begins(passed) < offset) passed++
    while (passed > 0 && begins(passed - 1) >= offset) passed--
    const before = passed === 0 ? 0 : Math.min(padding.length, offset - begins(passed - 1))
    return offset - Math.max(0, passed - 1) * padding.length - before
  }
}

function moveBack(event: Event, original: (offset: number) => number): void {
  if (event.type === EVENT_ID.DOCUMENT || event.type === EVENT_ID.POP) return
  event.anchorStart = original(event.anchorStart)
  event.anchorEnd = original(event.anchorEnd)
  if (event.type === EVENT_ID.ALIAS) return
  event.tagStart = original(event.tagStart)
  event.tagEnd = original(event.tagEnd)
  if (event.type === EVENT_ID.SCALAR) {
    event.valueStart = original(event.valueStart)
    event.valueEnd = original(event.valueEnd)
  } else event.start = original(event.start)
}

/** Deeper than any manifest (a CRD's schema has some 40 levels), shallow enough for the stack. */
const maxDepth = 300

/** More than the keys of almost any manifest are indented. */
const padding = " ".repeat(80)
