/** DER (X.690 §8, §10, §11): a reader over bytes that copies nothing and accepts one encoding of each value. */

export type DefectReason =
  | "truncated"
  | "trailing-data"
  | "length-indefinite"
  | "length-not-minimal"
  | "length-too-large"
  | "tag-too-high"
  | "tag-unexpected"
  | "boolean-not-canonical"
  | "integer-empty"
  | "integer-not-minimal"
  | "integer-out-of-range"
  | "null-not-empty"
  | "oid-malformed"
  | "bit-string-malformed"
  | "string-malformed"
  | "time-malformed"
  | "set-not-sorted"
  | "empty"
  | "value-malformed"
  | "size-over-budget"
  | "count-over-budget"

/** What is wrong with an encoding, and the offset of the byte where that shows. */
export interface Defect {
  readonly reason: DefectReason
  readonly offset: number
  /** The field, in the words of the ASN.1. */
  readonly detail?: string
}

export type Decoded<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly defect: Defect }

/** Thrown below `decode` and caught by it; not an `Error`, since collecting a stack costs more than decoding. */
class Malformed {
  readonly defect: Defect
  constructor(defect: Defect) {
    this.defect = defect
  }
}

export function malformed(reason: DefectReason, offset: number, detail?: string): never {
  throw new Malformed(detail === undefined ? { reason, offset } : { reason, offset, detail })
}

/** Runs a decoder and turns what it found malformed into a value. Anything else that is thrown is our fault. */
export function decode<T>(decoder: () => T): Decoded<T> {
  try {
    return { ok: true, value: decoder() }
  } catch (thrown) {
    if (thrown instanceof Malformed) return { ok: false, defect: thrown.defect }
    throw thrown
  }
}

export const tags = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  enumerated: 0x0a,
  utf8String: 0x0c,
  numericString: 0x12,
  printableString: 0x13,
  teletexString: 0x14,
  ia5String: 0x16,
  utcTime: 0x17,
  generalizedTime: 0x18,
  visibleString: 0x1a,
  universalString: 0x1c,
  bmpString: 0x1e,
  sequence: 0x30,
  set: 0x31,
} as const

/**
 * How many values one certificate or CRL may hold. x509-limbo's `nc-dos` cases, the largest certificates that any
 * suite has, stay below 30,000; a CRL of 32 MiB (the largest file we read) has about 4 million.
 */
export interface Budget {
  left: number
  /** Whether what OpenSSL and Go step over is stepped over. */
  readonly lenient?: boolean
}

/** For what strict parsers refuse and others load all the same: malformed, unless the reading is lenient. */
export function lax(reader: Reader, reason: DefectReason, offset: number, detail?: string): void {
  if (reader.budget.lenient !== true) malformed(reason, offset, detail)
}

/** Walks the values between two offsets. `tag`, `start`, `contentStart` and `contentEnd` tell of the last one read. */
export class Reader {
  readonly bytes: Uint8Array
  readonly end: number
  readonly budget: Budget
  position: number
  tag = 0
  start = 0
  contentStart = 0
  contentEnd = 0

  constructor(bytes: Uint8Array, start: number, end: number, budget: Budget) {
    this.bytes = bytes
    this.position = start
    this.end = end
    this.budget = budget
  }

  get done(): boolean {
    return this.position >= this.end
  }

  /** The tag of the next value, or -1 at the end. */
  get peek(): number {
    return this.position < this.end ? (this.bytes[this.position] as number) : -1
  }

  /** Reads one value's tag and length, and steps over its content. */
  next(detail?: string): this {
    const { bytes, end } = this
    const start = this.position
    if (end - start < 2) malformed("truncated", start, detail)
    if (--this.budget.left < 0) malformed("count-over-budget", start, detail)
    const tag = bytes[start] as number
    if ((tag & 0x1f) === 0x1f) malformed("tag-too-high", start, detail)
    let length = bytes[start + 1] as number
    let position = start + 2
    if (length >= 0x80) {
      const octets = length & 0x7f
      if (octets === 0) malformed("length-indefinite", start + 1, detail)
      // Four octets reach 4 GiB, more than any input we read.
      if (octets > 4) malformed("length-too-large", start + 1, detail)
      if (end - position < octets) malformed("truncated", position, detail)
      if (bytes[position] === 0) malformed("length-not-minimal", position, detail)
      length = 0
      for (let i = 0; i < octets; i++) length = length * 256 + (bytes[position++] as number)
      if (length < 0x80) malformed("length-not-minimal", start + 1, detail)
    }
    if (length > end - position) malformed("truncated", start, detail)
    this.tag = tag
    this.start = start
    this.contentStart = position
    this.contentEnd = this.position = position + length
    return this
  }

  /** Reads the next value, which must have this tag. */
  expect(tag: number, detail?: string): this {
    if (this.peek !== tag) malformed(this.done ? "truncated" : "tag-unexpected", this.position, detail)
    return this.next(detail)
  }

  /** A reader over the content of the value just read. */
  inner(): Reader {
    return new Reader(this.bytes, this.contentStart, this.contentEnd, this.budget)
  }

  enter(tag: number, detail?: string): Reader {
    return this.expect(tag, detail).inner()
  }

  /** Nothing may follow the last field. */
  finish(detail?: string): void {
    if (this.position < this.end) malformed("trailing-data", this.position, detail)
  }

  /** The content of the value just read. */
  get content(): Uint8Array {
    return this.bytes.subarray(this.contentStart, this.contentEnd)
  }

  /** The whole of the value just read, with its tag and length. */
  get encoding(): Uint8Array {
    return this.bytes.subarray(this.start, this.contentEnd)
  }
}
