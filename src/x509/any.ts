import { malformed, Reader, tags } from "./der.ts"
import { checkBitString, checkInteger, oidText } from "./primitives.ts"
import { stringEncoding, stringOf } from "./strings.ts"
import { instantOf } from "./time.ts"

/**
 * Checks that the value just read, whatever it is, is DER all the way down: for `ANY`, where we read no further.
 * Walks with a list of ends rather than by recursion, so no depth of nesting can exhaust the stack.
 */
export function checkAny(outer: Reader, detail?: string, strings: "checked" | "lenient" = "checked"): void {
  const reader = new Reader(outer.bytes, outer.start, outer.contentEnd, outer.budget)
  const ends: number[] = [outer.contentEnd]
  while (ends.length > 0) {
    const end = ends[ends.length - 1] as number
    if (reader.position === end) {
      ends.pop()
      continue
    }
    reader.next(detail)
    if (reader.contentEnd > end) malformed("truncated", reader.start, detail)
    if ((reader.tag & 0x20) !== 0) {
      if ((reader.tag & 0xc0) === 0 && reader.tag !== tags.sequence && reader.tag !== tags.set) {
        // X.690 §10.2: strings are primitive.
        malformed("tag-unexpected", reader.start, detail)
      }
      ends.push(reader.contentEnd)
      reader.position = reader.contentStart
    } else if (strings === "checked" || !isLimited(reader.tag)) checkPrimitive(reader, detail)
  }
}

/** Types of strings that exclude characters of their own encoding. */
function isLimited(tag: number): boolean {
  return (
    tag === tags.printableString || tag === tags.numericString || tag === tags.visibleString || tag === tags.ia5String
  )
}

function checkPrimitive(reader: Reader, detail?: string): void {
  const { tag, contentStart, contentEnd, start } = reader
  switch (tag) {
    case tags.boolean: {
      const value = reader.bytes[contentStart]
      if (contentEnd - contentStart !== 1 || (value !== 0 && value !== 0xff)) {
        malformed("boolean-not-canonical", start, detail)
      }
      return
    }
    case tags.integer:
    case tags.enumerated:
      checkInteger(reader, detail)
      return
    case tags.bitString:
      checkBitString(reader, detail)
      return
    case tags.null:
      if (contentStart !== contentEnd) malformed("null-not-empty", start, detail)
      return
    case tags.oid:
      oidText(reader, detail)
      return
    case tags.utcTime:
    case tags.generalizedTime:
      instantOf(reader, detail)
      return
    case tags.sequence & ~0x20:
    case tags.set & ~0x20:
      malformed("tag-unexpected", start, detail)
      break
    default: {
      const encoding = stringEncoding(tag)
      if (encoding !== undefined) stringOf(reader, encoding, detail)
    }
  }
}
