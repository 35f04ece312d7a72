import { lax, type Reader, tags } from "./der.ts"
import { bufferOf } from "./primitives.ts"

export type StringEncoding =
  | "UTF8String"
  | "PrintableString"
  | "TeletexString"
  | "IA5String"
  | "BMPString"
  | "UniversalString"
  | "NumericString"
  | "VisibleString"

const encodings: Readonly<Record<number, StringEncoding>> = {
  [tags.utf8String]: "UTF8String",
  [tags.printableString]: "PrintableString",
  [tags.teletexString]: "TeletexString",
  [tags.ia5String]: "IA5String",
  [tags.bmpString]: "BMPString",
  [tags.universalString]: "UniversalString",
  [tags.numericString]: "NumericString",
  [tags.visibleString]: "VisibleString",
}

/** The kind of string that a tag announces, if it does. */
export function stringEncoding(tag: number): StringEncoding | undefined {
  return encodings[tag]
}

/** `*` and `&` are no PrintableString characters, but Go and OpenSSL take them, and wildcards in CNs have them. */
const printable = /^[A-Za-z0-9 '()+,\-./:=?*&]*$/

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true })

/** The characters of the string just read; one that has characters its type excludes is malformed. */
export function stringOf(reader: Reader, encoding: StringEncoding, detail?: string): string {
  const text = characters(reader, encoding)
  if (text !== undefined) return text
  lax(reader, "string-malformed", reader.contentStart, detail ?? encoding)
  return latin1(reader.bytes, reader.contentStart, reader.contentEnd)
}

function characters(reader: Reader, encoding: StringEncoding): string | undefined {
  const { bytes, contentStart: start, contentEnd: end } = reader
  switch (encoding) {
    case "UTF8String":
      return ascii(bytes, start, end) ?? decodeUtf8(bytes.subarray(start, end))
    case "PrintableString":
      return matching(printable, ascii(bytes, start, end))
    case "NumericString":
      return matching(/^[0-9 ]*$/, ascii(bytes, start, end))
    case "VisibleString":
      return matching(/^[ -~]*$/, ascii(bytes, start, end))
    case "IA5String":
      return ascii(bytes, start, end)
    case "TeletexString":
      // T.61 proper is extinct: issuers wrote Latin-1, and so do Go and OpenSSL read it.
      return latin1(bytes, start, end)
    case "BMPString":
      return wellFormed(utf16(bytes, start, end, 2))
    case "UniversalString":
      return wellFormed(utf16(bytes, start, end, 4))
  }
}

function ascii(bytes: Uint8Array, start: number, end: number): string | undefined {
  for (let i = start; i < end; i++) if ((bytes[i] as number) >= 0x80) return undefined
  return latin1(bytes, start, end)
}

function latin1(bytes: Uint8Array, start: number, end: number): string {
  return bufferOf(bytes).toString("latin1", start, end)
}

function matching(pattern: RegExp, text: string | undefined): string | undefined {
  return text !== undefined && pattern.test(text) ? text : undefined
}

function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return utf8.decode(bytes)
  } catch {
    return undefined
  }
}

function utf16(bytes: Uint8Array, start: number, end: number, width: 2 | 4): string | undefined {
  if ((end - start) % width !== 0) return undefined
  let text = ""
  for (let i = start; i < end; i += width) {
    let point = 0
    for (let j = i; j < i + width; j++) point = point * 256 + (bytes[j] as number)
    if (point > 0x10ffff) return undefined
    text += width === 2 ? String.fromCharCode(point) : String.fromCodePoint(point)
  }
  return text
}

function wellFormed(text: string | undefined): string | undefined {
  return text === undefined || /\p{Surrogate}/u.test(text) ? undefined : text
}
