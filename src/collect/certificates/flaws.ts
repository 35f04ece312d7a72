import type { BundleDefect } from "../../model/facts.ts"
import { type BlockParts, prefixOf } from "./pem.ts"

/** What is wrong with a PEM block, in offsets of its text. */
export interface Flaw {
  readonly reason: BundleDefect["reason"]
  readonly start: number
  readonly end: number
  readonly detail: string
}

/** What is wrong with a block; `exact` as for `readPem`. `content` is the beginning of what stands between the lines. */
export function flawsOf(parts: BlockParts, content: string, exact: boolean): Flaw[] {
  // Nothing loads a request that stands in a repository.
  if (parts.kind === "request") return []
  const found = parts.state === "found"
  const flaws = [
    flawOfDashes(parts),
    found ? flawOfCase(parts) : undefined,
    found ? flawOfBase64(parts) : flawOfContent(parts, content),
    found ? flawOfEnd(parts) : undefined,
    found && exact ? flawOfLines(parts) : undefined,
    found ? flawOfLabel(parts) : undefined,
  ]
  return flaws.filter((flaw) => flaw !== undefined)
}

function flawOfDashes({ begin, end }: BlockParts): Flaw | undefined {
  const marker = begin.dashes !== undefined ? begin : end
  if (marker?.dashes === undefined) return undefined
  const detail = `the ${marker.kind} line is not one: ${marker.dashes}`
  return { reason: "unicode-dashes", start: marker.start, end: marker.end, detail }
}

function flawOfCase({ begin, end }: BlockParts): Flaw | undefined {
  const marker = begin.lowered !== undefined ? begin : end
  // `Ed25519 PRIVATE KEY` is what some programs call theirs.
  if (marker?.lowered === undefined || !/CERTIFICATE$|^(?:RSA |EC |ENCRYPTED )?PRIVATE KEY$/.test(marker.label))
    return undefined
  const detail = `${marker.lowered} is not in capitals`
  return { reason: "letter-case", start: marker.start, end: marker.end, detail }
}

function flawOfBase64(parts: BlockParts): Flaw | undefined {
  const { begin, body } = parts
  if (body.junk !== undefined) return junkAt(parts, body.junk)
  if ((body.base64.length & 3) !== 1) return undefined
  return { reason: "not-base64", ...extentOf(begin), detail: "the base64 has a character too many or too few" }
}

function flawOfEnd({ begin, end }: BlockParts): Flaw | undefined {
  if (end === undefined)
    return { reason: "unterminated", ...extentOf(begin), detail: `no -----END ${begin.label}----- follows` }
  if (end.label === begin.label) return undefined
  return { reason: "end-label", ...extentOf(end), detail: `it begins as ${begin.label} and ends as ${end.label}` }
}

/** Why there is nothing in it. A key without content says so by its state. */
function flawOfContent(parts: BlockParts, content: string): Flaw | undefined {
  const { kind, begin, end, body, state, placeholder } = parts
  if (TEMPLATE.test(content)) return undefined
  if (kind === "key") return placeholder || body.junk === undefined ? undefined : junkAt(parts, body.junk)
  const extent = extentOf(begin)
  if (body.base64 === "" && body.junk === undefined) {
    const reason = end === undefined ? "placeholder" : "empty"
    return { reason, start: begin.start, end: end?.end ?? begin.end, detail: "the block has no content" }
  }
  if (placeholder) return { reason: "placeholder", ...extent, detail: "the block holds a stand-in for a certificate" }
  if (end === undefined) return { reason: "unterminated", ...extent, detail: `no -----END ${begin.label}----- follows` }
  if (body.junk !== undefined) return junkAt(parts, body.junk)
  if (state === "truncated")
    return { reason: "truncated", ...extent, detail: "the certificate ends before its length says" }
  const detail = `the block does not hold what its label ${begin.label} says`
  return { reason: "not-a-certificate", ...extent, detail }
}

/**
 * How a consumer that goes by lines sees it: RFC 7468 §2 wants the boundaries on lines of their own, and crypto/x509 of
 * Go passes over a block where they are not. White space before the lines between is harmless to both Go and OpenSSL.
 */
function flawOfLines({ text, kind, begin, end, body, prefix }: BlockParts): Flaw | undefined {
  const extent = extentOf(begin)
  const [mark = ""] = /^(?:\uFEFF|\u00EF\u00BB\u00BF)/.exec(prefix) ?? []
  const before = prefix.slice(mark.length)
  if (mark !== "")
    return { reason: "byte-order-mark", ...extent, detail: "a byte order mark stands before the BEGIN line" }
  if (/["'`]$/.test(before) && before.trim().length === 1)
    return { reason: "quoted", ...extent, detail: "quotation marks stand around the PEM, and nothing takes them off" }
  if (body.escapes > 0)
    return {
      reason: "escaped-newlines",
      ...extent,
      detail: "its line breaks are written as \\n, and nothing decodes them",
    }
  if (isIndentation(before))
    return { reason: "indented", ...extent, detail: "white space stands before the BEGIN line" }
  if (body.lineBreaks === 0) {
    const detail = "the boundaries and the content stand on one line"
    return { reason: "glued", start: begin.start, end: end?.end ?? begin.end, detail }
  }
  const [rest = ""] = /^[^\r\n]{0,200}/.exec(text.slice(begin.end, begin.end + 200)) ?? []
  if (rest.trim() !== "") return { reason: "after-begin", ...extent, detail: "text follows on the BEGIN line" }
  if (end === undefined) return undefined
  const inside = text.slice(begin.end, Math.min(end.start, begin.end + LONGEST_BODY))
  if (inside.includes("\r") && !inside.includes("\n"))
    return {
      reason: "carriage-returns",
      ...extent,
      detail: "its lines end in carriage returns alone (the CR of old Macs)",
    }
  // An encrypted key of old says so in headers.
  if (body.headers > 0 && kind !== "key")
    return { reason: "headers", ...extent, detail: "header lines stand between BEGIN and the base64" }
  const blank = BLANK_LINE.exec(inside)
  if (blank !== null) {
    const start = begin.end + blank.index
    return { reason: "blank-line", start, end: start + 1, detail: "a blank line stands within the base64" }
  }
  const endPrefix = prefixOf(text, end.start)
  if (isIndentation(endPrefix))
    return { reason: "indented", ...extentOf(end), detail: "white space stands before the END line" }
  if (/[A-Za-z0-9+/=]\s*$/.test(endPrefix))
    return { reason: "glued", ...extentOf(end), detail: "the END line does not begin a line" }
  if (/^[ \t]*[^ \t\r\n-]/.test(text.slice(end.end, end.end + 200)))
    return { reason: "glued", ...extentOf(end), detail: "text follows on the END line" }
  return undefined
}

function flawOfLabel({ begin }: BlockParts): Flaw | undefined {
  const { label } = begin
  if (!/CERT(?:IFICATE)?$/.test(label) || label === "CERTIFICATE") return undefined
  const detail = `the block is labelled ${label}, not CERTIFICATE`
  const reason = /^(?:TRUSTED|X509) CERTIFICATE$/.test(label) ? "trusted-label" : "other-label"
  return { reason, ...extentOf(begin), detail }
}

function junkAt({ text, kind }: BlockParts, offset: number): Flaw {
  const character = text[offset]!
  const code = character.charCodeAt(0)
  if (kind === "key")
    return { reason: "not-base64", start: offset, end: offset + 1, detail: "a character does not belong to base64" }
  if (code > 0x20 && code < 0x7f)
    return { reason: "not-base64", start: offset, end: offset + 1, detail: `"${character}" does not belong to base64` }
  const point = codePointAt(text, offset)
  const name = `U+${point.toString(16).toUpperCase().padStart(4, "0")}`
  const what = NAMES[point]
  const detail = `${what === undefined ? name : `${what} (${name})`} does not belong to base64`
  return { reason: "not-base64", start: offset, end: offset + 1, detail }
}

/** A text that came out of base64 has a character for each byte: those of UTF-8 are put together again. */
function codePointAt(text: string, offset: number): number {
  const lead = text.charCodeAt(offset)
  const length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc2 ? 2 : 1
  const bytes = Buffer.from(text.slice(offset, offset + length), "latin1")
  const decoded = length === 1 || lead > 0xf4 ? "\uFFFD" : bytes.toString("utf8")
  return decoded.startsWith("\uFFFD") ? text.codePointAt(offset)! : decoded.codePointAt(0)!
}

function isIndentation(prefix: string): boolean {
  return prefix !== "" && prefix.trim() === ""
}

function extentOf({ start, end }: { readonly start: number; readonly end: number }): { start: number; end: number } {
  return { start, end }
}

/** Values that are only known once rendered. */
const TEMPLATE = /\{\{|\$\{|\$\(|\$[A-Z_a-z]|<%|%[sv(]|#\{|@[A-Z_]+@/
/** OpenSSL takes the first blank line for the end of headers, wherever it stands among the lines of base64. */
const BLANK_LINE = /(?<=[A-Za-z0-9+/=][ \t]{0,8}\r?\n)[ \t]{0,8}\r?\n|^[ \t]*\r?\n[ \t]*\r?\n[ \t]*\r?\n/
const LONGEST_BODY = 32_768
/** What people cannot see. */
const NAMES: Readonly<Record<number, string>> = {
  160: "a no-break space",
  8203: "a zero-width space",
  8232: "a line separator",
  8239: "a narrow no-break space",
  12288: "an ideographic space",
  65279: "a byte order mark",
}
