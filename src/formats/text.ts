/** How the bytes of a file spelled its text. */
export type Encoding = "utf-8" | "utf-16le" | "utf-16be" | "latin1"

export interface DecodedText {
  /** Without a byte order mark: editors and GitHub show none, so the first character is column 1. */
  readonly text: string
  readonly encoding: Encoding
  /** Whether a byte order mark of UTF-8 stood before it: most editors hide it, and some readers trip over it. */
  readonly marked?: true
}

/** The text that bytes spell, or undefined where they are no text. */
export function decodeText(bytes: Uint8Array): DecodedText | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return decode(bytes, "utf-16le")
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return decode(bytes, "utf-16be")
  const nul = bytes.indexOf(0)
  if (nul !== -1) {
    const wide = nul < sniffed ? wideEncoding(bytes) : undefined
    return wide && decode(bytes, wide)
  }
  try {
    const marked = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf
    return { text: strict.decode(bytes), encoding: "utf-8", ...(marked && { marked }) }
  } catch {
    return looksBinary(bytes) ? undefined : decode(bytes, "latin1")
  }
}

/** UTF-16 without a mark: ASCII text in it has a zero in every other byte, and always in the same half. */
function wideEncoding(bytes: Uint8Array): Encoding | undefined {
  const end = Math.min(bytes.length, sniffed) & ~1
  if (bytes.length % 2 !== 0 || end < 4) return undefined
  let even = 0
  let odd = 0
  for (let index = 0; index < end; index += 2) {
    if (bytes[index] === 0) even++
    if (bytes[index + 1] === 0) odd++
  }
  const pairs = end / 2
  if (even === 0 && odd >= pairs * 0.7) return "utf-16le"
  if (odd === 0 && even >= pairs * 0.7) return "utf-16be"
  return undefined
}

/** Control characters that no text has; a Latin-1 file has none, a compressed one has many. */
function looksBinary(bytes: Uint8Array): boolean {
  const end = Math.min(bytes.length, sniffed)
  let controls = 0
  for (let index = 0; index < end; index++) {
    const byte = bytes[index]!
    if (byte < 7 || (byte > 13 && byte < 32 && byte !== 27) || byte === 127) controls++
  }
  return controls > end / 100
}

function decode(bytes: Uint8Array, encoding: Encoding): DecodedText {
  return { text: decoders[encoding].decode(bytes), encoding }
}

/** As much as git looks at to tell text from binary (`buffer_is_binary`). */
const sniffed = 8_000

const strict = new TextDecoder("utf-8", { fatal: true })

const decoders: Readonly<Record<Encoding, { decode(bytes: Uint8Array): string }>> = {
  "utf-8": strict,
  "utf-16le": new TextDecoder("utf-16le"),
  "utf-16be": new TextDecoder("utf-16be"),
  latin1: new TextDecoder("latin1"),
}
