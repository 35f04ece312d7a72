import { checkAny } from "./any.ts"
import { malformed, type Reader, tags } from "./der.ts"
import { type Name, readName } from "./name.ts"
import { readOid } from "./primitives.ts"
import { stringOf } from "./strings.ts"

/** RFC 5280 §4.2.1.6. In name constraints (§4.2.1.10) an `ip` is an address and a mask. */
export type GeneralName =
  | { readonly kind: "otherName"; readonly type: string; readonly der: Uint8Array }
  | { readonly kind: "email" | "dns" | "uri"; readonly value: string }
  | { readonly kind: "x400Address" | "ediPartyName"; readonly der: Uint8Array }
  | { readonly kind: "directory"; readonly name: Name }
  | { readonly kind: "ip"; readonly bytes: Uint8Array }
  | { readonly kind: "registeredId"; readonly oid: string }

export function readGeneralNames(reader: Reader, detail: string, tag: number = tags.sequence): readonly GeneralName[] {
  const sequence = reader.enter(tag, detail)
  if (sequence.done) malformed("empty", sequence.position, detail)
  const names = [readGeneralName(sequence, detail, "name")]
  while (!sequence.done) names.push(readGeneralName(sequence, detail, "name"))
  return names
}

export function readGeneralName(reader: Reader, detail: string, use: "name" | "constraint"): GeneralName {
  switch (reader.peek) {
    case 0xa0: {
      const other = reader.enter(0xa0, detail)
      const der = reader.encoding
      const type = readOid(other, detail)
      other.enter(0xa0, detail)
      checkAny(other, detail)
      other.finish(detail)
      return { kind: "otherName", type, der }
    }
    case 0x81:
      return { kind: "email", value: ia5(reader, detail) }
    case 0x82:
      return { kind: "dns", value: ia5(reader, detail) }
    case 0x86:
      return { kind: "uri", value: ia5(reader, detail) }
    case 0xa3:
    case 0xa5: {
      const kind = reader.peek === 0xa3 ? "x400Address" : "ediPartyName"
      checkAny(reader.next(detail), detail)
      return { kind, der: reader.encoding }
    }
    case 0xa4: {
      // Name is a CHOICE, so its tag is explicit.
      const explicit = reader.enter(0xa4, detail)
      const name = readName(explicit, detail)
      explicit.finish(detail)
      return { kind: "directory", name }
    }
    case 0x87: {
      const bytes = reader.expect(0x87, detail).content
      const unit = use === "name" ? 1 : 2
      if (bytes.length !== 4 * unit && bytes.length !== 16 * unit) malformed("value-malformed", reader.start, detail)
      return { kind: "ip", bytes }
    }
    case 0x88:
      return { kind: "registeredId", oid: readOid(reader, detail, 0x88) }
    default:
      return malformed(reader.done ? "truncated" : "tag-unexpected", reader.position, detail)
  }
}

function ia5(reader: Reader, detail: string): string {
  return stringOf(reader.next(detail), "IA5String", detail)
}
