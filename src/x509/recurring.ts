/**
 * Values that certificates have over and over: OIDs, algorithms, names of issuers. Decoding each once saves time, and
 * one object for all makes comparing them cheap. Bounded, since hostile input has no end of them.
 */
export class Recurring<T> {
  readonly #seen = new Map<number, { readonly octets: Uint8Array; readonly value: T }>()
  readonly #limit: number

  constructor(limit: number) {
    this.#limit = limit
  }

  /** The value that these octets stand for, if it was kept. */
  find(bytes: Uint8Array, start: number, end: number): T | undefined {
    const known = this.#seen.get(digest(bytes, start, end))
    return known !== undefined && isAt(known.octets, bytes, start, end) ? known.value : undefined
  }

  /** `octets` must be a copy: the file that they came from is not to be held by them. */
  keep(octets: Uint8Array, value: T): void {
    const key = digest(octets, 0, octets.length)
    if (this.#seen.size < this.#limit && !this.#seen.has(key)) this.#seen.set(key, { octets, value })
  }
}

/** FNV-1a: a word per octet, and the octets are compared besides. */
function digest(bytes: Uint8Array, start: number, end: number): number {
  let sum = 0x811c9dc5
  for (let i = start; i < end; i++) sum = Math.imul(sum ^ (bytes[i] as number), 0x01000193)
  return sum
}

function isAt(octets: Uint8Array, bytes: Uint8Array, start: number, end: number): boolean {
  if (octets.length !== end - start) return false
  for (let i = 0; i < octets.length; i++) if (octets[i] !== bytes[start + i]) return false
  return true
}
