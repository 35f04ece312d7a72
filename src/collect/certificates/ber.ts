/** One element of a BER encoding (X.690). Offsets count in `bytes`; an indefinite length ends before its end-of-contents. */
export interface Element {
  readonly bytes: Uint8Array
  readonly tag: number
  readonly start: number
  readonly content: number
  readonly contentEnd: number
  readonly end: number
}

/** The element at an offset, or undefined where there is none that lies within `limit`. */
export function elementAt(bytes: Uint8Array, start = 0, limit = bytes.length, depth = 0): Element | undefined {
  if (start + 2 > limit || depth > DEPTH) return undefined
  const tag = bytes[start]!
  // Tag numbers above 30 are used by none of the structures that are read here.
  if ((tag & 0x1f) === 0x1f) return undefined
  const first = bytes[start + 1]!
  if (first === 0x80) return indefinite(bytes, tag, start, limit, depth)
  let content = start + 2
  let length = first
  if (first > 0x80) {
    const octets = first & 0x7f
    if (octets > 4 || content + octets > limit) return undefined
    length = 0
    for (let index = 0; index < octets; index++) length = length * 256 + bytes[content + index]!
    content += octets
  }
  const end = content + length
  return end > limit ? undefined : { bytes, tag, start, content, contentEnd: end, end }
}

/** The elements inside of a constructed element; undefined where they do not fill it exactly. */
export function childrenOf(element: Element | undefined, most = 100_000): Element[] | undefined {
  if (element === undefined || (element.tag & 0x20) === 0) return undefined
  const children: Element[] = []
  let offset = element.content
  while (offset < element.contentEnd) {
    const child = elementAt(element.bytes, offset, element.contentEnd)
    if (child === undefined || children.length >= most) return undefined
    children.push(child)
    offset = child.end
  }
  return children
}

/** The contents of a string type, joined where BER has cut it in parts. */
export function octetsOf(element: Element | undefined, depth = 0): Uint8Array | undefined {
  if (element === undefined || depth > DEPTH) return undefined
  if ((element.tag & 0x20) === 0) return element.bytes.subarray(element.content, element.contentEnd)
  const parts = childrenOf(element)?.map((child) => octetsOf(child, depth + 1))
  if (parts === undefined || parts.includes(undefined)) return undefined
  return Buffer.concat(parts.filter((part) => part !== undefined))
}

/** The whole encoding of an element, tag and length included. */
export function encodingOf(element: Element): Uint8Array {
  return element.bytes.subarray(element.start, element.end)
}

/** An OBJECT IDENTIFIER in dotted form. */
export function identifierOf(element: Element | undefined): string | undefined {
  if (element?.tag !== 0x06 || element.contentEnd - element.content > 64) return undefined
  const arcs: number[] = []
  let arc = 0
  for (let offset = element.content; offset < element.contentEnd; offset++) {
    const octet = element.bytes[offset]!
    arc = arc * 128 + (octet & 0x7f)
    if ((octet & 0x80) !== 0) continue
    if (arcs.length === 0) arcs.push(Math.min(2, Math.floor(arc / 40)), arc - 40 * Math.min(2, Math.floor(arc / 40)))
    else arcs.push(arc)
    arc = 0
  }
  return arcs.join(".")
}

/** A small INTEGER; undefined where it is negative or above what an iteration count or a version can be. */
export function integerOf(element: Element | undefined): number | undefined {
  if (element?.tag !== 0x02 || element.contentEnd - element.content > 5) return undefined
  let value = 0
  for (let offset = element.content; offset < element.contentEnd; offset++) value = value * 256 + element.bytes[offset]!
  return (element.bytes[element.content] ?? 0) >= 0x80 ? undefined : value
}

function indefinite(bytes: Uint8Array, tag: number, start: number, limit: number, depth: number): Element | undefined {
  if ((tag & 0x20) === 0) return undefined
  let offset = start + 2
  while (offset + 2 <= limit) {
    if (bytes[offset] === 0 && bytes[offset + 1] === 0)
      return { bytes, tag, start, content: start + 2, contentEnd: offset, end: offset + 2 }
    const child = elementAt(bytes, offset, limit, depth + 1)
    if (child === undefined) return undefined
    offset = child.end
  }
  return undefined
}

/** A PKCS#12 nests some 20 deep; each level of indefinite length is walked once more. */
const DEPTH = 32
