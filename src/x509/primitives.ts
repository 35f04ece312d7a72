import { lax, malformed, type Reader, tags } from "./der.ts"
import { Recurring } from "./recurring.ts"

/** X.690 §11.1: TRUE is 0xFF. */
export function readBoolean(reader: Reader, detail?: string): boolean {
  reader.expect(tags.boolean, detail)
  const value = reader.bytes[reader.contentStart]
  if (reader.contentEnd - reader.contentStart !== 1 || (value !== 0 && value !== 0xff)) {
    malformed("boolean-not-canonical", reader.start, detail)
  }
  return value === 0xff
}

/** `BOOLEAN DEFAULT FALSE`. X.690 §11.5 forbids the default in full; Go, OpenSSL and real certificates have it. */
export function readFlag(reader: Reader, detail?: string): boolean {
  return reader.peek === tags.boolean && readBoolean(reader, detail)
}

/** X.690 §8.3.2: the first nine bits of an INTEGER are not all alike. */
export function checkInteger(reader: Reader, detail?: string): void {
  const { bytes, contentStart, contentEnd } = reader
  if (contentStart === contentEnd) malformed("integer-empty", reader.start, detail)
  if (contentEnd - contentStart === 1) return
  const first = bytes[contentStart] as number
  const second = bytes[contentStart + 1] as number
  if ((first === 0 && second < 0x80) || (first === 0xff && second >= 0x80)) {
    malformed("integer-not-minimal", contentStart, detail)
  }
}

export function readInteger(reader: Reader, detail?: string, tag: number = tags.integer): Uint8Array {
  checkInteger(reader.expect(tag, detail), detail)
  return reader.content
}

/** An INTEGER (0..MAX) that counts something: a path length, a number of certificates, a version. */
export function readCount(reader: Reader, detail?: string, tag: number = tags.integer): number {
  const content = readInteger(reader, detail, tag)
  if ((content[0] as number) >= 0x80) malformed("integer-out-of-range", reader.start, detail)
  // Beyond 2^31 certificates all counts mean "no limit".
  if (content.length > 4) return 0x7fffffff
  return content.reduce((value, octet) => value * 256 + octet, 0)
}

/** X.690 §8.19: each subidentifier in as few octets as can be. */
export function readOid(reader: Reader, detail?: string, tag: number = tags.oid): string {
  reader.expect(tag, detail)
  return oidText(reader, detail)
}

/** Twenty times what public certificates have between them. */
const oids = new Recurring<string>(2048)

export function oidText(reader: Reader, detail?: string): string {
  const { bytes, contentStart, contentEnd } = reader
  const known = oids.find(bytes, contentStart, contentEnd)
  if (known !== undefined) return known
  const text = decodeOid(reader, detail)
  oids.keep(bytes.slice(contentStart, contentEnd), text)
  return text
}

function decodeOid(reader: Reader, detail?: string): string {
  const { bytes, contentStart, contentEnd, start } = reader
  if (contentStart === contentEnd || (bytes[contentEnd - 1] as number) >= 0x80)
    malformed("oid-malformed", start, detail)
  let text = ""
  let position = contentStart
  while (position < contentEnd) {
    const first = position
    let arc = 0
    let octet: number
    do {
      octet = bytes[position++] as number
      if (octet === 0x80 && position - 1 === first) malformed("oid-malformed", first, detail)
      arc = arc * 128 + (octet & 0x7f)
    } while (octet >= 0x80)
    // Seven octets carry 49 bits, which a double holds exactly; a UUID below 2.25 needs nineteen.
    text += position - first > 7 ? longArc(bytes, first, position, text === "") : subidentifier(arc, text === "")
  }
  return text
}

function subidentifier(value: number, first: boolean): string {
  if (!first) return `.${value}`
  const root = value < 80 ? Math.floor(value / 40) : 2
  return `${root}.${value - root * 40}`
}

function longArc(bytes: Uint8Array, start: number, end: number, first: boolean): string {
  let value = 0n
  for (let i = start; i < end; i++) value = value * 128n + BigInt((bytes[i] as number) & 0x7f)
  return first ? `2.${value - 80n}` : `.${value}`
}

export interface BitString {
  readonly unusedBits: number
  readonly bytes: Uint8Array
}

/** X.690 §11.2.1: the unused bits are zero. */
export function readBitString(reader: Reader, detail?: string, tag: number = tags.bitString): BitString {
  reader.expect(tag, detail)
  checkBitString(reader, detail)
  return { unusedBits: reader.bytes[reader.contentStart] as number, bytes: reader.content.subarray(1) }
}

export function checkBitString(reader: Reader, detail?: string): void {
  const { bytes, contentStart, contentEnd, start } = reader
  if (contentStart === contentEnd) malformed("bit-string-malformed", start, detail)
  const unused = bytes[contentStart] as number
  const empty = contentEnd - contentStart === 1
  if (unused > 7 || (empty && unused > 0)) malformed("bit-string-malformed", contentStart, detail)
  if (!empty && ((bytes[contentEnd - 1] as number) & ((1 << unused) - 1)) !== 0) {
    lax(reader, "bit-string-malformed", contentEnd - 1, detail)
  }
}

/**
 * A named bit list, as the numbers of the bits that are set. X.690 §11.2.2 has trailing zeros removed; some issuers
 * leave them, and Go, OpenSSL and rustls read such a list all the same.
 */
export function readNamedBits(reader: Reader, detail?: string, tag?: number): ReadonlySet<number> {
  const { bytes } = readBitString(reader, detail, tag)
  const bits = new Set<number>()
  for (let i = 0; i < bytes.length * 8; i++) if ((bytes[i >> 3] as number) & (0x80 >> (i & 7))) bits.add(i)
  return bits
}

/** Lower-case, of all octets or of some. */
export function hex(bytes: Uint8Array, start = 0, end: number = bytes.length): string {
  return bufferOf(bytes).toString("hex", start, end)
}

/** The same octets, with the methods of a Buffer. */
export function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

/** Of the content of the value just read. */
export function hexOf({ bytes, contentStart, contentEnd }: Reader): string {
  return hex(bytes, contentStart, contentEnd)
}

export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a === b || (a.length === b.length && Buffer.compare(a, b) === 0)
}
