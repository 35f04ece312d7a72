import { isBase64 } from "./base64.ts"

/** What stands between the boundaries of a PEM block, whatever its lines are dressed in. */
export interface PemBody {
  /** The base64, without padding and line breaks. */
  readonly base64: string
  readonly padding: number
  /** Offset of the first character that belongs neither to base64 nor to the dress. */
  readonly junk?: number
  readonly junkCount: number
  readonly lineBreaks: number
  readonly escapes: number
  readonly encrypted: boolean
  readonly headers: number
  readonly end: number
}

/**
 * Reads a body from `from` on. `sigil` is what its lines begin with in a comment or a patch. With `lenient`, junk is
 * stepped over; without, the body ends before the first line that holds any.
 */
export function readBody(text: string, from: number, to: number, sigil: string, lenient: boolean): PemBody {
  const parts: string[] = []
  const body = { padding: 0, junkCount: 0, lineBreaks: 0, escapes: 0, encrypted: false, headers: 0 }
  let junk: number | undefined
  let offset = from
  let lineParts = 0
  let lineEnd = from
  let runs = 0
  const endLine = () => {
    lineParts = parts.length
    lineEnd = offset
    runs = 0
  }
  while (offset < to) {
    const code = text.charCodeAt(offset)
    if (isBase64(code)) {
      HEADER.lastIndex = offset
      const header = parts.length === 0 && HEADER.exec(text)
      if (header && HEADER.lastIndex <= to) {
        body.headers++
        body.encrypted ||= /^Proc-Type:.*ENCRYPTED/.test(header[0])
        offset = HEADER.lastIndex
        continue
      }
      let end = offset + 1
      while (end < to && isBase64(text.charCodeAt(end))) end++
      if (!lenient && ++runs > 1) break
      parts.push(text.slice(offset, end))
      offset = end
      continue
    }
    if (code === LINE_FEED || code === RETURN) {
      if (code === LINE_FEED || text.charCodeAt(offset + 1) !== LINE_FEED) body.lineBreaks++
      endLine()
      offset = lineStart(text, offset + 1, to, sigil)
      continue
    }
    if (code === EQUALS) {
      body.padding++
      offset++
      continue
    }
    if (code === SPACE || code === TAB || code === BYTE_ORDER_MARK) {
      offset++
      continue
    }
    const dress = dressAt(text, offset, to)
    if (dress !== undefined) {
      if (dress.base64 !== undefined) parts.push(dress.base64)
      if (dress.newline) {
        body.escapes++
        endLine()
      }
      offset = dress.end
      continue
    }
    if (!lenient) break
    junk ??= offset
    body.junkCount++
    offset++
  }
  // Without a boundary at its end, a line that is not all base64 is what comes after the block.
  if (!lenient && offset < to) {
    parts.length = lineParts
    offset = lineEnd
  }
  return { ...body, base64: parts.join(""), ...(junk !== undefined && { junk }), end: offset }
}

function lineStart(text: string, offset: number, to: number, sigil: string): number {
  if (sigil === "") return offset
  let start = offset
  while (start < to && (text.charCodeAt(start) === SPACE || text.charCodeAt(start) === TAB)) start++
  return text.startsWith(sigil, start) ? start + sigil.length : offset
}

/** Escapes of JSON, of XML and of shells, quotes, and what joins one quoted part with the next. */
function dressAt(text: string, offset: number, to: number): Dress | undefined {
  const match = sticky(ESCAPE, text, offset)
  if (match !== undefined) {
    const end = offset + match.length
    if (end > to) return undefined
    if (match.startsWith("&")) return { end, newline: true }
    const code = CODED.exec(match)?.[1]
    const character = code === undefined ? match.at(-1)! : String.fromCharCode(Number.parseInt(code, 16))
    if (/[\n\r]/.test(character) || (code === undefined && /[nr]/.test(character))) return { end, newline: true }
    return /[A-Za-z0-9+/]/.test(character) && (code !== undefined || character === "/")
      ? { end, base64: character }
      : { end }
  }
  const join = sticky(JOIN, text, offset)
  if (join !== undefined && offset + join.length <= to) return { end: offset + join.length }
  return QUOTES.includes(text[offset]!) ? { end: offset + 1 } : undefined
}

interface Dress {
  readonly end: number
  readonly base64?: string
  readonly newline?: boolean
}

function sticky(pattern: RegExp, text: string, offset: number): string | undefined {
  pattern.lastIndex = offset
  return pattern.exec(text)?.[0]
}

const LINE_FEED = 0x0a
const RETURN = 0x0d
const SPACE = 0x20
const TAB = 0x09
const EQUALS = 0x3d
const BYTE_ORDER_MARK = 0xfeff
const QUOTES = "\"'`,"
const ESCAPE = /&#(?:1[03]|[xX]0?[ADad]);|\\{1,4}(?:u00[0-9A-Fa-f]{2}|r\\{1,4}n|[nrt/"]|\r?\n|\r)/y
const CODED = /u(00[0-9A-Fa-f]{2})$/
/** `"…" +`, `"…" .`, `"…",` before the next line or the next quote; many write the `+` where the next line begins. */
const JOIN =
  /["'`][ \t]{0,80}(?:[+.,&\\)(;]{0,3}[ \t]{0,80}(?:\r?\n|\r)[ \t]{0,200}(?:[+.&]{1,2}[ \t]{0,80})?|[+.,&]{1,2}[ \t]{0,80})["'`]/y
/** An encapsulated header (RFC 1421 §4.6). */
const HEADER = /[A-Za-z][A-Za-z0-9-]{1,40}:[^\r\n\\"]{0,1000}/y
