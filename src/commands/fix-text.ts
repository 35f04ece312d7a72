import { secretsOf } from "../collect/secrets/text.ts"
import { decodeText } from "../formats/text.ts"
import type { FileFacts } from "../model/facts.ts"
import type { Span } from "../model/place.ts"
import type { Edit, Finding } from "../model/report.ts"
import { textOf } from "../policy/fixes.ts"
import { encodedRuns } from "../reporters/hidden.ts"
import type { Replacement } from "../reporters/unified-diff.ts"

/** A file with its edits applied. */
export interface Rewritten {
  readonly bytes: Uint8Array
  /** The text before, as a diff shows it, with its byte order mark; undefined where Git takes the file for binary. */
  readonly shown?: string
  /** In offsets of `shown`. */
  readonly replacements: readonly Replacement[]
  /** How many characters of `shown` stand before the text. */
  readonly mark: number
  readonly encoding: "utf-8" | "latin1" | "utf-16le" | "utf-16be"
}

/** Applies edits that are sorted and apart: no byte changes besides. Undefined where the text is too short for them. */
export function rewrite(bytes: Uint8Array, edits: readonly Edit[]): Rewritten | undefined {
  const decoded = decodeText(bytes)
  if (decoded === undefined || edits.some(({ end }) => end > decoded.text.length)) return undefined
  const { text, encoding } = decoded
  const isWide = encoding.startsWith("utf-16")
  const hasMark = isWide
    ? (bytes[0] ?? 0) >= 0xfe
    : encoding === "utf-8" && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf
  const markBytes = hasMark ? (isWide ? 2 : 3) : 0
  const mark = hasMark && !isWide ? 1 : 0
  const parts: Uint8Array[] = []
  const replacements: Replacement[] = []
  let from = 0
  let at = markBytes
  parts.push(bytes.subarray(0, markBytes))
  for (const edit of edits) {
    const before = text.slice(from, edit.start)
    const start = at + lengthOf(before, encoding)
    const written = textOf(edit, text)
    parts.push(bytes.subarray(at, start), encoded(written, encoding))
    at = start + lengthOf(text.slice(edit.start, edit.end), encoding)
    from = edit.end
    replacements.push({ start: edit.start + mark, end: edit.end + mark, text: written })
  }
  parts.push(bytes.subarray(at))
  const shown = isWide ? {} : { shown: (mark === 1 ? "\uFEFF" : "") + text }
  return { bytes: Buffer.concat(parts), ...shown, replacements, mark, encoding }
}

/**
 * Whether a line may be shown in a diff. A private key and the like never are, nor what a terminal or the log of GitHub
 * Actions takes for a command, nor a line that would be written in other bytes than those of the file.
 */
export function isShowable(
  { mark, encoding, shown = "" }: Rewritten,
  edits: readonly Edit[],
  facts: FileFacts | undefined,
  sensitive: readonly Finding[],
): (line: string, offset?: number) => boolean {
  const bundles = facts?.bundles ?? []
  const text = shown.slice(mark)
  const secret: Span[] = [...secretsOf(text, facts?.secrets), ...sensitive.map(({ location }) => location)].map(
    ({ start, end }) => ({ start: start + mark, end: end + mark }),
  )
  const open = bundles.filter(
    ({ keys, certificates }) => keys.length === 0 && certificates.every(({ form }) => isOpen.test(form)),
  )
  // A bundle in base64 ends with the character that ends its last certificate; up to four more end the base64.
  const known = [
    ...open.map(({ location }) => shown.slice(location.start + mark, location.end + mark + 4)),
    ...edits.map(({ text }) => text),
  ].join("\n")
  return (line, offset) => {
    if (offset !== undefined && secret.some(({ start, end }) => start < offset + line.length && offset <= end))
      return false
    if (commands.test(line) || (encoding === "latin1" && beyondAscii.test(line))) return false
    return encodedRuns(line).every(({ start, end }) => known.includes(line.slice(start, end)))
  }
}

function lengthOf(text: string, encoding: Rewritten["encoding"]): number {
  if (encoding === "utf-8") return Buffer.byteLength(text)
  return encoding === "latin1" ? text.length : text.length * 2
}

function encoded(text: string, encoding: Rewritten["encoding"]): Uint8Array {
  if (encoding === "utf-16be") return Buffer.from(text, "utf16le").swap16()
  return Buffer.from(text, encoding === "utf-16le" ? "utf16le" : encoding)
}

const isOpen = /^(pem|der|base64-pem|base64-der)$/
/** What a runner takes for a command, a terminal for a control, and a reader for another order. */
const commands =
  /^\s*::|##\w*\[|[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\u{e0000}-\u{e007f}]|\r(?!\n?$)/u
const beyondAscii = /[^\u0000-\u007f]/
