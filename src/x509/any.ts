import { malformed, Reader, tags } from "./der.ts"
import { checkBitString, checkInteger, oidText } from "./primitives.ts"
import { stringEncoding, stringOf } from "./strings.ts"
import { instantOf } from "./time.ts"

/** A constructed value that we are inside of. */
interface Frame {
  readonly end: number
  readonly isSet: boolean
  previous: Uint8Array | undefined
}

/**
 * Checks that the value just read, whatever it is, is DER all the way down: for `ANY`, where we read no further.
 * Walks with a list of frames rather than by recursion, so no depth of nesting can exhaust the stack.
 */
export function checkAny(outer: Reader, detail?: string, strings: "checked" | "lenient" = "checked"): void {
  const reader = new Reader(outer.bytes, outer.start, outer.contentEnd, outer.budget)
  const frames: Frame[] = [{ end: outer.contentEnd, isSet: false, previous: undefined }]
  for (let frame = frames[0]; frame !== undefined; frame = frames[frames.length - 1]) {
    if (reader.position === frame.end) {
      frames.pop()
      continue
    }
    reader.next(detail)
    if (reader.contentEnd > frame.end) malformed("truncated", reader.start, detail)
    if (frame.isSet) inOrder(frame, reader, detail)
    if ((reader.tag & 0x20) !== 0) {
      if ((reader.tag & 0xc0) === 0 && reader.tag !== tags.sequence && reader.tag !== tags.set) {
        // X.690 §10.2: strings are primitive.
        malformed("tag-unexpected", reader.start, detail)
      }
      frames.push({ end: reader.contentEnd, isSet: reader.tag === tags.set, previous: undefined })
      reader.position = reader.contentStart
    } else if (strings === "checked" || !isLimited(reader.tag)) checkPrimitive(reader, detail)
  }
}

/** X.690 §10.3 and §11.6: the members of a SET stand in ascending order. */
function inOrder(frame: Frame, reader: Reader, detail?: string): void {
  const { encoding } = reader
  if (frame.previous !== undefined && Buffer.compare(frame.previous, encoding) > 0) {
    malformed("set-not-sorted", reader.start, detail)
  }
  frame.previous = encoding
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
