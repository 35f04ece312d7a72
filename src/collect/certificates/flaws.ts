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
  return { reason: "unterminated", ...extentOf(end), detail: `it begins as ${begin.label} and ends as ${end.label}` }
}

/** Why there is nothing in it. A key without content says so by its state. */
function flawOfContent(parts: BlockParts, content: string): Flaw | undefined {
  const { kind, begin, end, body, state, placeholder } = parts
  if (kind === "key" || TEMPLATE.test(content)) return undefined
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
function flawOfLines({ text, begin, end, body, prefix }: BlockParts): Flaw | undefined {
  const extent = extentOf(begin)
  const before = prefix.replace(/^\uFEFF/, "")
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
  if (end === undefined) return undefined
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
  if (!/^(?:TRUSTED|X509) CERTIFICATE$/.test(begin.label)) return undefined
  const detail = `only OpenSSL reads a block that is labelled ${begin.label}`
  return { reason: "trusted-label", ...extentOf(begin), detail }
}

function junkAt({ text, kind }: BlockParts, offset: number): Flaw {
  const character = text[offset]!
  const code = character.charCodeAt(0)
  if (kind === "key")
    return { reason: "not-base64", start: offset, end: offset + 1, detail: "a character does not belong to base64" }
  const name = code > 0x20 && code < 0x7f ? `"${character}"` : `U+${code.toString(16).toUpperCase().padStart(4, "0")}`
  return { reason: "not-base64", start: offset, end: offset + 1, detail: `${name} does not belong to base64` }
}

function isIndentation(prefix: string): boolean {
  return prefix !== "" && prefix.trim() === ""
}

function extentOf({ start, end }: { readonly start: number; readonly end: number }): { start: number; end: number } {
  return { start, end }
}

/** Values that are only known once rendered. */
const TEMPLATE = /\{\{|\$\{|\$\(|\$[A-Z_a-z]|<%|%[sv(]|#\{|@[A-Z_]+@/
