import { checkAny } from "./any.ts"
import { lax, type Reader, tags } from "./der.ts"
import { hex, readOid, sameBytes } from "./primitives.ts"
import { Recurring } from "./recurring.ts"
import { type StringEncoding, stringEncoding, stringOf } from "./strings.ts"

export interface Attribute {
  /** Dotted decimal. */
  readonly type: string
  /** The characters; for a value that is no string, `#` and the hex of its DER. */
  readonly value: string
  readonly encoding: StringEncoding | "other"
}

/** One or, rarely, more attributes side by side. */
export type RelativeName = readonly Attribute[]

/** A distinguished name (RFC 5280 §4.1.2.4), in the order of the encoding: the root of the tree first. */
export class Name {
  readonly der: Uint8Array
  readonly rdns: readonly RelativeName[]
  #keys: readonly string[] | undefined
  #key: string | undefined

  constructor(der: Uint8Array, rdns: readonly RelativeName[]) {
    this.der = der
    this.rdns = rdns
  }

  get isEmpty(): boolean {
    return this.rdns.length === 0
  }

  /** Each RDN in the form in which RFC 5280 §7.1 compares it. */
  get relativeKeys(): readonly string[] {
    this.#keys ??= this.rdns.map(relativeNameKey)
    return this.#keys
  }

  /** Equal for names that match by RFC 5280 §7.1, so fit for a map. */
  get key(): string {
    this.#key ??= this.relativeKeys.join("\u0000")
    return this.#key
  }
}

export const attributeTypes = {
  commonName: "2.5.4.3",
  emailAddress: "1.2.840.113549.1.9.1",
} as const

/** CAs, of which there are few, and each stands in all that it issued. */
const issuers = new Recurring<Name>(1024)

export function readName(reader: Reader, detail: string, tag: number = tags.sequence): Name {
  reader.expect(tag, detail)
  const { bytes, start, contentEnd } = reader
  return issuers.find(bytes, start, contentEnd) ?? new Name(reader.encoding, readRelativeNames(reader.inner(), detail))
}

/** The name of one that issues, and so will be met again. */
export function readIssuer(reader: Reader, detail: string): Name {
  reader.expect(tags.sequence, detail)
  const { bytes, start, contentEnd } = reader
  const known = issuers.find(bytes, start, contentEnd)
  if (known !== undefined) return known
  const name = new Name(bytes.slice(start, contentEnd), readRelativeNames(reader.inner(), detail))
  if (reader.budget.lenient !== true) issuers.keep(name.der, name)
  return name
}

function readRelativeNames(sequence: Reader, detail: string): readonly RelativeName[] {
  const rdns: RelativeName[] = []
  while (!sequence.done) rdns.push(readRelativeName(sequence, detail))
  return rdns
}

export function readRelativeName(reader: Reader, detail: string, tag: number = tags.set): RelativeName {
  const set = reader.enter(tag, detail)
  if (set.done) lax(set, "empty", set.position, detail)
  const attributes: Attribute[] = []
  while (!set.done) {
    const previous = attributes.length > 0 ? set.encoding : undefined
    const attribute = set.enter(tags.sequence, detail)
    // X.690 §11.6: the members of a SET OF stand in ascending order.
    if (previous !== undefined && Buffer.compare(previous, set.encoding) > 0) {
      lax(set, "set-not-sorted", set.start, detail)
    }
    const type = readOid(attribute, detail)
    const string = stringEncoding(attribute.next(detail).tag)
    if (string === undefined) checkAny(attribute, detail)
    const value = string === undefined ? `#${hex(attribute.encoding)}` : stringOf(attribute, string, detail)
    attribute.finish(detail)
    attributes.push({ type, value, encoding: string ?? "other" })
  }
  return attributes
}

/** RFC 5280 §7.1. Equal encodings are by far the commonest, and need no preparation of strings. */
export function sameName(a: Name, b: Name): boolean {
  return a === b || sameBytes(a.der, b.der) || (a.rdns.length === b.rdns.length && a.key === b.key)
}

/** Whether `name` lies in the subtree below `base` (RFC 5280 §4.2.1.10, directoryName). */
export function isWithin(name: Name, base: Name): boolean {
  return base.rdns.length <= name.rdns.length && base.relativeKeys.every((key, i) => key === name.relativeKeys[i])
}

export function attributeValues(name: Name, type: string): readonly string[] {
  return name.rdns.flatMap((rdn) => rdn.filter((attribute) => attribute.type === type).map(({ value }) => value))
}

/** RFC 4514: most specific RDN first. Types outside its table (§3) are dotted, but with their string as it is. */
export function nameText(name: Name): string {
  return name.rdns
    .map((rdn) =>
      rdn.map(
        ({ type, value, encoding }) => `${shortNames[type] ?? type}=${encoding === "other" ? value : escaped(value)}`,
      ),
    )
    .map((attributes) => attributes.join("+"))
    .reverse()
    .join(",")
}

/** RFC 4514 §2.4. Other characters, hostile ones too, are data: whoever prints them escapes them for the place. */
function escaped(value: string): string {
  return value
    .replace(/[\\"+,;<>]/g, "\\$&")
    .replaceAll("\0", "\\00")
    .replace(/^[ #]/, "\\$&")
    .replace(/(?<=[^\\]|^) $/, "\\ ")
}

/** The form in which RFC 5280 §7.1 compares a relative name. */
export function relativeNameKey(rdn: RelativeName): string {
  return rdn.length === 1 ? attributeKey(rdn[0] as Attribute) : rdn.map(attributeKey).sort().join("\u0001")
}

function attributeKey({ type, value, encoding }: Attribute): string {
  return encoding === "other" ? `${type}${value}` : `${type}=${prepared(value)}`
}

/**
 * RFC 4518 §2, as RFC 5280 §7.1 asks: compatibility forms, case and runs of spaces do not matter. Controls are mapped to
 * nothing, so that no value holds what keys are joined with.
 */
function prepared(value: string): string {
  if (/^[!-~]+(?: [!-~]+)*$/.test(value)) return value.toLowerCase()
  const mapped = /^[ -~]*$/.test(value) ? value : value.normalize("NFKC").replace(unseen, "")
  return mapped.toLowerCase().trim().replace(/\s+/g, " ")
}

/** RFC 4518 §2.2 maps them to nothing; of the controls, those that are spaces stay. */
const unseen = /[\0-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u1806\ufffc\p{Cf}\p{Variation_Selector}]|\u034f/gu

const shortNames: Readonly<Record<string, string>> = {
  "2.5.4.3": "CN",
  "2.5.4.7": "L",
  "2.5.4.8": "ST",
  "2.5.4.10": "O",
  "2.5.4.11": "OU",
  "2.5.4.6": "C",
  "2.5.4.9": "STREET",
  "0.9.2342.19200300.100.1.25": "DC",
  "0.9.2342.19200300.100.1.1": "UID",
}
