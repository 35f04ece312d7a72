import type { Defect } from "../model/tree.ts"
import type { ReadDocument, Reader } from "./format.ts"
import { readTolerantly } from "./indented.ts"
import { maskActions, mayHoldActions } from "./templates.ts"
import { type YamlFault, yamlEvents } from "./yaml-events.ts"
import { yamlTree } from "./yaml-tree.ts"

/**
 * YAML streams, templates among them. Each document is parsed on its own, so that a broken one costs no other. Its span
 * has the comments before its `---`, where a stream begins with them, and those after it: `# Source:` of `helm template`.
 * A document of nothing but comments is none.
 */
export const yaml: Reader = {
  language: "yaml",
  read(text) {
    const documents: ReadDocument[] = []
    const readable = text.includes("\0") ? text.replaceAll("\0", " ") : text
    for (const [start, end] of splitStream(readable)) {
      const document = readOne(readable.slice(start, end), start)
      if (document !== undefined) documents.push(document)
    }
    return documents
  },
}

function readOne(text: string, base: number): ReadDocument | undefined {
  if (isEmpty(text)) return undefined
  const span = { start: base, end: base + text.trimEnd().length }
  const maybeTemplate = mayHoldActions(text)
  const asIs = yamlEvents(text)
  if (Array.isArray(asIs)) return { ...yamlTree(asIs, { text, masked: text, base }), span }
  if (maybeTemplate) {
    const masked = maskActions(text)
    if (isEmpty(masked)) return undefined
    if (masked !== text) {
      const events = yamlEvents(masked)
      if (!Array.isArray(events)) return { root: readTolerantly(text, masked, base), span, defects: [], template: true }
      return { ...yamlTree(events, { text, masked, base }), template: true, span }
    }
  }
  const template = maybeTemplate || isDelimited(text)
  const defects = template ? [] : [defect(asIs, text, base)]
  return { root: readTolerantly(text, text, base), span, defects, template }
}

/**
 * `[[ .Value ]]` and `(( grab ))`, the delimiters of programs that leave `{{` to another; a line `__LIKE_THIS__` for sed; and
 * `{SUBNET}.16`, which Python's `format` fills in, and which YAML takes for a mapping with text behind it.
 */
function isDelimited(text: string): boolean {
  return (
    /(?:^|[\s"'])\{[A-Za-z_]\w{0,60}\}[^\s,}\]#]/m.test(text) ||
    /\[\[-?\s*[.$\w]/.test(text) ||
    /\(\( [\w.]/.test(text) ||
    /^[ \t]*(__|@@?)[A-Z][A-Z0-9_]*\1[ \t\r]*$/m.test(text)
  )
}

function defect({ reason, at }: YamlFault, text: string, base: number): Defect {
  // Some faults are only seen at the end of the document, behind its last character.
  const start = Math.min(at, Math.max(0, text.trimEnd().length - 1))
  const line = /[^\r\n]*/.exec(text.slice(start, start + 200))?.[0] ?? ""
  return { reason, start: base + start, end: base + start + Math.max(1, line.trimEnd().length) }
}

/** Whether a text has nothing but comments and separators. */
function isEmpty(text: string): boolean {
  return everyLine(text, /^(?:---|\.\.\.)?[ \t]*(?:#|$)/)
}

/** Whether a text may stand before the `---` of the document that it belongs to. */
function isPrologue(text: string): boolean {
  return everyLine(text, /^[ \t]*(?:#|$)|^%/)
}

function everyLine(text: string, pattern: RegExp): boolean {
  for (let start = text.startsWith("\uFEFF") ? 1 : 0; start <= text.length; ) {
    let end = start
    while (end < text.length && text[end] !== "\n" && text[end] !== "\r") end++
    if (!pattern.test(text.slice(start, end))) return false
    start = end + 1
  }
  return true
}

/** The extents of the documents of a stream, cut at the lines that separate them. */
function splitStream(text: string): [number, number][] {
  const parts: [number, number][] = []
  let start = 0
  for (const match of text.matchAll(/^(?:---|\.\.\.)(?=[ \t\r\n]|$)/gm)) {
    const at = match.index
    if (match[0] === "...") {
      const end = /[\r\n]/.exec(text.slice(at, at + 1_000))
      const next = end === null ? Math.min(text.length, at + 1_000) : at + end.index
      parts.push([start, next])
      start = next
      continue
    }
    // Comments and directives before the separator belong to the document after it.
    if (at > start && !isPrologue(text.slice(start, at))) {
      parts.push([start, at])
      start = at
    }
  }
  if (start < text.length) parts.push([start, text.length])
  return parts
}
