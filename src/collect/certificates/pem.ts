import type { BundleDefect } from "../../model/facts.ts"
import { type PemBody, readBody } from "./body.ts"
import { type Marker, markersOf } from "./markers.ts"
import { isTruncatedCertificate, looksLikeCertificate, looksLikeCertificateList, shapeAt } from "./shape.ts"

/** A PEM block (RFC 7468) as it stands in a text, in offsets of that text. */
export interface PemBlock {
  readonly kind: "certificate" | "list" | "pkcs7" | "pkcs12" | "key" | "request" | "other"
  readonly label: string
  readonly start: number
  readonly end: number
  /** What it holds, wherever that could be recovered; of a key, only while its public half is derived. */
  readonly der?: Uint8Array
  readonly encrypted: boolean
  readonly commented: boolean
  /** Whether its content is a stand-in: `...`, `<certificate>`, nothing. */
  readonly placeholder: boolean
}

/** What is wrong with a block, in offsets of the text. */
export interface PemDefect {
  readonly reason: BundleDefect["reason"]
  readonly start: number
  readonly end: number
  readonly detail: string
  readonly commented: boolean
}

export interface Pem {
  readonly blocks: readonly PemBlock[]
  readonly defects: readonly PemDefect[]
  /** All that was read as a block or part of one, sorted, so that the rest can be searched for other forms. */
  readonly spans: readonly { readonly start: number; readonly end: number }[]
}

/**
 * Every PEM block of a text. With `exact`, the text is what its consumer reads, so that indentation, escapes and text
 * around the boundaries are defects; otherwise they belong to the language in which the blocks are written.
 */
export function readPem(text: string, exact = false): Pem {
  const markers = markersOf(text)
  const blocks: PemBlock[] = []
  const defects: PemDefect[] = []
  const spans: { start: number; end: number }[] = []
  for (let index = 0; index < markers.length; index++) {
    const begin = markers[index]!
    if (begin.kind === "END") continue
    const following = markers[index + 1]
    const end = following?.kind === "END" ? following : undefined
    const read = readBlock(text, begin, end, following, exact)
    const previous = markers[index - 1]
    if (read === undefined) continue
    spans.push({ start: read.block.start, end: read.block.end })
    if (read.block.kind === "other") continue
    blocks.push(read.block)
    if (previous?.kind === "END" && kindOf(previous.label) !== "other" && previous.end === begin.start)
      defects.push({
        reason: "glued",
        start: previous.start,
        end: previous.end,
        detail: `-----END ${previous.label}----- and -----BEGIN ${begin.label}----- stand on one line`,
        commented: read.block.commented,
      })
    defects.push(...read.defects)
  }
  return { blocks, defects, spans }
}

/** What a block with this label holds. */
export function kindOf(label: string): PemBlock["kind"] {
  if (label.endsWith("PRIVATE KEY")) return "key"
  return KINDS[label] ?? "other"
}

interface BlockRead {
  readonly block: PemBlock
  readonly defects: readonly PemDefect[]
}

function readBlock(
  text: string,
  begin: Marker,
  end: Marker | undefined,
  following: Marker | undefined,
  exact: boolean,
): BlockRead | undefined {
  const prefix = prefixOf(text, begin.start)
  const sigil = SIGIL.exec(prefix)?.[1] ?? ""
  const commented = COMMENT.test(sigil)
  const limit = following?.start ?? text.length
  const body = readBody(text, begin.end, limit, sigil, end !== undefined)
  const kind = kindOf(begin.label)
  const blockEnd = end?.end ?? Math.max(begin.end, body.end)
  const shell = { kind, label: begin.label, start: begin.start, end: blockEnd, commented }
  if (kind === "other") return { block: { ...shell, encrypted: false, placeholder: false }, defects: [] }

  const content = contentOf(kind, body)
  const encrypted = body.encrypted || begin.label.startsWith("ENCRYPTED")
  if (content.state !== "found" && !isMeant(text, begin, end, body, prefix)) return undefined
  const standIn = content.state !== "found" && isStandIn(text.slice(begin.end, Math.min(limit, begin.end + 4096)), body)
  const block: PemBlock = {
    ...shell,
    encrypted,
    placeholder: standIn || (content.state !== "found" && body.base64 === ""),
    ...(content.der !== undefined && { der: content.der }),
  }
  const found: Flaw[] = []
  const say = (reason: Flaw["reason"], detail: string, start = begin.start, stop = begin.end) =>
    found.push({ reason, detail, start, end: stop })

  if (begin.dashes !== undefined) say("unicode-dashes", `the BEGIN line is not one: ${begin.dashes}`)
  else if (end?.dashes !== undefined)
    say("unicode-dashes", `the END line is not one: ${end.dashes}`, end.start, end.end)
  if (content.state !== "found") sayWhatItIs(say, text, begin, end, body, content.state, standIn, limit)
  else {
    if (body.junk !== undefined) {
      const character = text[body.junk]!
      say("not-base64", `${nameOf(character)} does not belong to base64`, body.junk, body.junk + 1)
    } else if ((body.base64.length & 3) === 1) say("not-base64", "the base64 has a character too many or too few")
    if (end === undefined) say("unterminated", `no -----END ${begin.label}----- follows`)
    else if (end.label !== begin.label)
      say("unterminated", `it begins as ${begin.label} and ends as ${end.label}`, end.start, end.end)
    if (exact) sayHowItStands(say, text, begin, end, body, prefix)
  }
  if (content.state === "found" && /^(TRUSTED|X509) CERTIFICATE$/.test(begin.label))
    say("trusted-label", `only OpenSSL reads a block that is labelled ${begin.label}`)
  return { block, defects: found.map((flaw) => ({ ...flaw, commented })) }
}

type Flaw = Omit<PemDefect, "commented">
type Say = (reason: Flaw["reason"], detail: string, start?: number, end?: number) => void

function sayWhatItIs(
  say: Say,
  text: string,
  begin: Marker,
  end: Marker | undefined,
  body: PemBody,
  state: Content["state"],
  standIn: boolean,
  limit: number,
): void {
  if (kindOf(begin.label) === "key" || kindOf(begin.label) === "request") return
  if (TEMPLATE.test(text.slice(begin.end, Math.min(limit, begin.end + 4096)))) return
  if (body.base64 === "" && body.junk === undefined)
    say(end === undefined ? "placeholder" : "empty", "the block has no content", begin.start, end?.end ?? begin.end)
  else if (standIn) say("placeholder", "the block holds a stand-in for a certificate")
  else if (state === "truncated" || end === undefined)
    say(end === undefined ? "unterminated" : "truncated", "the certificate ends before its length says")
  else if (body.junk !== undefined)
    say("not-base64", `${nameOf(text[body.junk]!)} does not belong to base64`, body.junk, body.junk + 1)
  else say("not-a-certificate", `the block does not hold what its label ${begin.label} says`)
}

/** How a consumer that goes by lines sees it: RFC 7468 §2 wants the boundaries on lines of their own. */
function sayHowItStands(
  say: Say,
  text: string,
  begin: Marker,
  end: Marker | undefined,
  body: PemBody,
  prefix: string,
): void {
  const before = prefix.replace(/^\uFEFF/, "")
  if (body.escapes > 0) return say("escaped-newlines", "its line breaks are written as \\n, and nothing decodes them")
  if (before !== "" && before.trim() === "") return say("indented", "white space stands before the BEGIN line")
  if (body.lineBreaks === 0) return say("glued", "boundaries and content stand on one line", begin.start, end?.end)
  if (end === undefined) return
  const endPrefix = prefixOf(text, end.start)
  if (endPrefix !== "" && endPrefix.trim() === "")
    return say("indented", "white space stands before the END line", end.start, end.end)
  if (endPrefix.trim() !== "" && !SIGIL.test(endPrefix))
    return say("glued", "the END line does not begin a line", end.start, end.end)
  const after = /^[ \t]*(?![ \t\r\n-])./.test(text.slice(end.end, end.end + 200))
  if (after) say("glued", "text follows on the END line", end.start, end.end)
}

interface Content {
  readonly state: "found" | "truncated" | "other"
  readonly der?: Uint8Array
}

function contentOf(kind: PemBlock["kind"], body: PemBody): Content {
  if (body.base64.length < 16) return { state: "other" }
  const bytes = Buffer.from(body.base64, "base64")
  // What OpenSSL adds to a TRUSTED CERTIFICATE stands behind the certificate.
  const whole = shapeAt(bytes)?.element
  if (kind === "key") return { state: "found", der: bytes }
  if (kind === "certificate") {
    const der = whole === undefined ? bytes : bytes.subarray(0, whole.end)
    if (looksLikeCertificate(der)) return { state: "found", der }
    return { state: isTruncatedCertificate(bytes) ? "truncated" : "other" }
  }
  if (kind === "list" && !looksLikeCertificateList(bytes)) return { state: "other" }
  return bytes[0] === 0x30 ? { state: "found", der: bytes } : { state: "other" }
}

/**
 * Whether a block without content is meant as one: scripts and documents also speak of the boundaries
 * (`sed -n '/-----BEGIN CERTIFICATE-----/,/-----END CERTIFICATE-----/p'`).
 */
function isMeant(text: string, begin: Marker, end: Marker | undefined, body: PemBody, prefix: string): boolean {
  if (!DRESS_BEFORE.test(prefix)) return false
  DRESS_AFTER.lastIndex = begin.end
  if (!DRESS_AFTER.test(text)) return begin.end === text.length || body.base64.startsWith("MI")
  if (end === undefined) return body.base64 !== "" || text.slice(0, begin.start).trim() === ""
  return DRESS_BEFORE.test(prefixOf(text, end.start)) || body.junk === undefined
}

function isStandIn(content: string, body: PemBody): boolean {
  const value = content.split("-----END", 1)[0]!.trim()
  if (/\.\.\.|…|[<>[\]{}]|\*\*\*/.test(value)) return true
  if (/replace|redact|placeholder|your|example|snip|omit|foobar|dummy|change.?me|xxxx|insert|content|here/i.test(value))
    return !body.base64.startsWith("MII") || body.base64.length < 200
  return body.base64.length < 100
}

function prefixOf(text: string, offset: number): string {
  let start = offset
  // A minified file is one line: what stands far before does not matter.
  while (start > 0 && start > offset - 400 && !LINE_BREAKS.has(text.charCodeAt(start - 1))) start--
  const prefix = text.slice(start, offset)
  const escape = prefix.lastIndexOf("\\n")
  return escape < 0 ? prefix : prefix.slice(escape + 2)
}

function nameOf(character: string): string {
  const code = character.codePointAt(0)!
  return code > 0x20 && code < 0x7f ? `"${character}"` : `U+${code.toString(16).toUpperCase().padStart(4, "0")}`
}

const LINE_BREAKS = new Set([0x0a, 0x0d])
/** What the lines of a block begin with in a comment, a patch, a quotation or a documentation comment. */
const SIGIL = /^[ \t]*(#+|\/\/+|;+|\*+|--|[+>|%])[ \t]*$/
const COMMENT = /^(?:#+|\/\/+|;+|\*+|--|%)$/
const DRESS_BEFORE = /^[ \t\uFEFF]*(?:[#/;*>|%+-]{1,8}[ \t]*)?(?:[\w."' -]{1,80}[:=][ \t]*)?[ \t"'`|(]*$/
const DRESS_AFTER = /[ \t]*(?:[\r\n]|\\+[nr]|["'`][ \t]*[,+.\r\n\\]|$)/y
/** Values that are only known once rendered. */
const TEMPLATE = /\{\{|\$\{|\$\(|\$[A-Z_a-z]|<%|%[sv(]|#\{|@[A-Z_]+@/
const KINDS: Readonly<Record<string, PemBlock["kind"]>> = {
  CERTIFICATE: "certificate",
  "X509 CERTIFICATE": "certificate",
  "TRUSTED CERTIFICATE": "certificate",
  "X509 CRL": "list",
  PKCS7: "pkcs7",
  CMS: "pkcs7",
  "PKCS #7 SIGNED DATA": "pkcs7",
  PKCS12: "pkcs12",
  "CERTIFICATE REQUEST": "request",
  "NEW CERTIFICATE REQUEST": "request",
}
