import { type PemBody, readBody } from "./body.ts"
import { type Flaw, flawsOf } from "./flaws.ts"
import { type Marker, markersOf } from "./markers.ts"
import { isTruncatedCertificate, isWhole, looksLikeCertificate, looksLikeCertificateList, shapeAt } from "./shape.ts"

/** A PEM block (RFC 7468) as it stands in a text, in offsets of that text. */
export interface PemBlock {
  readonly kind: "certificate" | "list" | "pkcs7" | "pkcs12" | "key" | "request" | "other"
  readonly label: string
  readonly start: number
  readonly end: number
  /** What it holds, wherever that could be recovered. That of a key lives until its public half is known. */
  readonly der?: Uint8Array
  readonly encrypted: boolean
  readonly commented: boolean
  /** Whether its content is a stand-in: `...`, `<certificate>`, nothing. */
  readonly placeholder: boolean
  readonly flaws: readonly Flaw[]
}

/** What is known of a block before it is judged. */
export interface BlockParts {
  readonly text: string
  readonly kind: PemBlock["kind"]
  readonly begin: Marker
  readonly end: Marker | undefined
  readonly body: PemBody
  /** What stands before the BEGIN on its line. */
  readonly prefix: string
  readonly state: "found" | "truncated" | "other"
  readonly placeholder: boolean
}

/**
 * Every PEM block of a text. With `exact`, the text is what its consumer reads, so that indentation, escapes and text
 * around the boundaries are flaws; otherwise they belong to the language in which the blocks are written.
 */
export function readPem(text: string, exact = false): PemBlock[] {
  const markers = markersOf(text)
  const blocks: PemBlock[] = []
  for (const [index, begin] of markers.entries()) {
    if (begin.kind === "END") continue
    const block = readBlock(text, begin, markers[index + 1], exact, index === 0)
    if (block === undefined) continue
    const previous = blocks.at(-1)
    const closing = markers[index - 1]
    if (previous !== undefined && closing?.kind === "END" && isGlued(previous, closing, block))
      blocks[blocks.length - 1] = { ...previous, flaws: [...previous.flaws, gluedTo(closing, begin)] }
    blocks.push(block)
  }
  return blocks
}

/** What stands before an offset on its line, whether that begins with a line break or with the escape for one. */
export function prefixOf(text: string, offset: number): string {
  let start = offset
  while (start > 0 && start > offset - FARTHEST && !isLineBreak(text.charCodeAt(start - 1))) start--
  const prefix = text.slice(start, offset)
  const written = prefix.lastIndexOf("\\n")
  return written < 0 ? prefix : prefix.slice(written + 2)
}

function readBlock(
  text: string,
  begin: Marker,
  following: Marker | undefined,
  exact: boolean,
  first: boolean,
): PemBlock | undefined {
  const end = following?.kind === "END" ? following : undefined
  const prefix = prefixOf(text, begin.start)
  const sigil = SIGIL.exec(prefix)?.[1] ?? ""
  const limit = following?.start ?? text.length
  const kind = kindOf(begin.label)
  const { body, content: inside } = bodyOf(text, begin, limit, sigil, { exact, kind, closed: end !== undefined })
  const block = {
    kind,
    label: begin.label,
    start: begin.start,
    end: end?.end ?? Math.max(begin.end, body.end),
    encrypted: body.encrypted || begin.label.startsWith("ENCRYPTED"),
    commented: COMMENT.test(sigil),
  }
  if (kind === "other") return { ...block, placeholder: false, flaws: [] }
  const { state, der } = inside
  // Of a label that is nobody's, only what it holds tells whether a certificate is meant.
  if (state !== "found" && !(begin.label in KINDS) && kind === "certificate") return undefined
  if (state !== "found" && !isMeant(text, begin, end, body, prefix, first)) return undefined
  const content = text.slice(begin.end, Math.min(limit, begin.end + 4096))
  const placeholder = state !== "found" && isStandIn(content, body, state)
  const flaws = flawsOf({ text, kind, begin, end, body, prefix, state, placeholder }, content, exact)
  return { ...block, ...(der !== undefined && { der }), placeholder, flaws }
}

function kindOf(label: string): PemBlock["kind"] {
  if (label.endsWith("PRIVATE KEY")) return "key"
  return (
    KINDS[label] ??
    (/(?:^| )CERT(?:IFICATE)?$/.test(label) && !/REQUEST|ATTRIBUTE/.test(label) ? "certificate" : "other")
  )
}

/** The body of a block; where words on its BEGIN line keep it from being understood, without that line. */
function bodyOf(
  text: string,
  begin: Marker,
  limit: number,
  sigil: string,
  { exact, kind, closed }: { readonly exact: boolean; readonly kind: PemBlock["kind"]; readonly closed: boolean },
): { body: PemBody; content: ReturnType<typeof contentOf> } {
  const body = readBody(text, begin.end, limit, sigil, closed)
  const content = contentOf(kind, body)
  if (content.state === "found" || !exact || kind === "other") return { body, content }
  const [rest = ""] = /^[^\r\n]{1,200}/.exec(text.slice(begin.end, Math.min(limit, begin.end + 200))) ?? []
  if (rest.trim() === "" || begin.end + rest.length >= limit) return { body, content }
  const lower = readBody(text, begin.end + rest.length, limit, sigil, closed)
  const inside = contentOf(kind, lower)
  return inside.state === "found" ? { body: lower, content: inside } : { body, content }
}

function isGlued(previous: PemBlock, closing: Marker, block: PemBlock): boolean {
  return (
    previous.kind !== "other" && block.kind !== "other" && previous.end === closing.end && closing.end === block.start
  )
}

/** Its end is where the line break is missing. */
function gluedTo({ start, end, label }: Marker, begin: Marker): Flaw {
  const detail = `-----END ${label}----- and -----BEGIN ${begin.label}----- stand on one line`
  return { reason: "glued", start, end, detail }
}

function contentOf(kind: PemBlock["kind"], body: PemBody): { state: BlockParts["state"]; der?: Uint8Array } {
  const bytes = Buffer.from(body.base64, "base64")
  if (kind === "certificate") {
    // What OpenSSL adds to a TRUSTED CERTIFICATE stands behind the certificate.
    const der = bytes.subarray(0, shapeAt(bytes)?.element.end)
    if (looksLikeCertificate(der)) return { state: "found", der }
    return { state: isTruncatedCertificate(bytes) ? "truncated" : "other" }
  }
  if (kind === "list" && !looksLikeCertificateList(bytes)) return { state: "other" }
  if (kind !== "key") return bytes[0] === 0x30 ? { state: "found", der: bytes } : { state: "other" }
  const openssh = bytes.subarray(0, 8).toString("latin1") === "openssh-"
  // The bytes of a key that is encrypted as RFC 1421 has it look like nothing.
  if (openssh || (body.encrypted && bytes.length > 64) || isWhole(bytes)) return { state: "found", der: bytes }
  return { state: bytes[0] === 0x30 ? "truncated" : "other" }
}

/**
 * Whether a block without content is meant as one: scripts and documents also speak of the boundaries
 * (`sed -n '/-----BEGIN CERTIFICATE-----/,/-----END CERTIFICATE-----/p'`).
 */
function isMeant(
  text: string,
  begin: Marker,
  end: Marker | undefined,
  body: PemBody,
  prefix: string,
  first: boolean,
): boolean {
  if (!DRESS_BEFORE.test(prefix)) return false
  DRESS_AFTER.lastIndex = begin.end
  if (!DRESS_AFTER.test(text)) return body.base64.startsWith("MI")
  if (end === undefined) return body.base64 !== "" || (first && text.slice(0, begin.start).trim() === "")
  return DRESS_BEFORE.test(prefixOf(text, end.start)) || body.junk === undefined
}

function isStandIn(content: string, body: PemBody, state: BlockParts["state"]): boolean {
  const value = content.split("-----END", 1)[0]!
  if (/\.\.\.|…|[<>[\]{}()]|\*\*\*|([xX_?-])\1{7}/.test(value) || WORDS.test(value)) return true
  if (state === "truncated" || body.base64.startsWith("MII")) return body.base64.length < 40
  return body.base64.length < 100 || STAND_INS.test(value)
}

/** Whether a code unit ends a line. */
export function isLineBreak(code: number): boolean {
  return code === 0x0a || code === 0x0d
}

/** A minified file is one line: what stands that far before a block does not matter. */
const FARTHEST = 400
/** What the lines of a block begin with in a comment, a patch, a quotation or a documentation comment. */
const SIGIL = /^[ \t]*(#+|\/\/+|;+|\*+|--|[+>|%])[ \t]*$/
const COMMENT = /^(?:#+|\/\/+|;+|\*+|--|%)$/
const DRESS_BEFORE = /^[ \t\uFEFF]*(?:[#/;*>|%+-]{1,8}[ \t]*)?(?:[\w."' -]{1,80}[:=][ \t]*)?[ \t"'`|(]*$/
const DRESS_AFTER = /[ \t]*(?:[\r\n]|\\+[nr]|["'`][ \t]*[,+.\r\n\\]|$)/y
/** Words between characters that are no base64: somebody shortened it. */
const WORDS =
  /(?<![\w+/])(?:etc|snip(?:ped)?|redacted|truncated|shortened|omitted|elided|removed|rest|more|lines|your|placeholder|example|base64|key|here)(?![\w+/])/i
const STAND_INS = /replace|redact|placeholder|your|example|snip|omit|foobar|dummy|change.?me|xxxx|insert|content/i
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
