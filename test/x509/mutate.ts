/** Damaged encodings, the same for the same seed. */
export interface Random {
  /** An integer from 0 to below `limit`. */
  below(limit: number): number
}

/** mulberry32: small, fast, and good enough to choose bytes. */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0
  return {
    below(limit) {
      state = (state + 0x6d2b79f5) >>> 0
      let t = Math.imul(state ^ (state >>> 15), state | 1)
      t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
      return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4294967296) * limit)
    },
  }
}

/** Starts of values, found by walking into everything that is constructed or looks as if it held DER. */
function valueStarts(der: Uint8Array): readonly (readonly [start: number, end: number])[] {
  const found: (readonly [number, number])[] = []
  const pending: (readonly [number, number])[] = [[0, der.length]]
  while (pending.length > 0) {
    let [position, end] = pending.pop() as readonly [number, number]
    while (end - position >= 2 && found.length < 5000) {
      const start = position
      let length = der[position + 1] as number
      position += 2
      if (length > 0x82 || length === 0x80) break
      if (length > 0x80) {
        const octets = length - 0x80
        length = 0
        for (let i = 0; i < octets; i++) length = length * 256 + (der[position++] ?? 0)
      }
      if (position + length > end) break
      found.push([start, position + length])
      const tag = der[start] as number
      if ((tag & 0x20) !== 0 || (tag === 4 && der[position] === 0x30)) pending.push([position, position + length])
      position += length
    }
  }
  return found
}

const starts = new WeakMap<Uint8Array, ReturnType<typeof valueStarts>>()

/** One to three injuries: flipped bytes, edited lengths, values cut out, doubled, or spliced in from elsewhere. */
export function mutate(original: Uint8Array, donor: Uint8Array, random: Random): Uint8Array {
  let der = Uint8Array.from(original)
  let isIntact = true
  for (let n = 1 + random.below(3); n > 0; n--) {
    const kind = random.below(8)
    if (kind < 3 || !isIntact) {
      const at = random.below(der.length)
      der[at] = kind === 0 ? random.below(256) : (der[at] as number) ^ (1 << random.below(8))
      continue
    }
    const own = starts.get(original) ?? valueStarts(original)
    starts.set(original, own)
    const [start, end] = own[random.below(own.length)] as readonly [number, number]
    if (kind === 3) der[start + 1] = random.below(256)
    else if (kind === 4) der[start] = random.below(256)
    else {
      const others = starts.get(donor) ?? valueStarts(donor)
      starts.set(donor, others)
      const [from, to] = others[random.below(others.length)] as readonly [number, number]
      const piece = kind === 5 ? new Uint8Array() : kind === 6 ? der.subarray(start, end) : donor.subarray(from, to)
      der = resized(der, own, start, end, kind === 6 ? Buffer.concat([piece, piece]) : piece)
      isIntact = false
    }
  }
  return der
}

/** Replaces a value and corrects the lengths around it, so that the damage lies deeper than the first length. */
function resized(
  der: Uint8Array,
  values: readonly (readonly [number, number])[],
  start: number,
  end: number,
  piece: Uint8Array,
): Uint8Array<ArrayBuffer> {
  const around = values.filter(([s, e]) => s < start && e >= end).sort((a, b) => b[0] - a[0])
  let [content, from, to] = [Buffer.from(piece), start, end]
  for (const [s, e] of around) {
    const first = der[s + 1] as number
    const header = s + 2 + (first > 0x80 ? first - 0x80 : 0)
    content = encode(der[s] as number, Buffer.concat([der.subarray(header, from), content, der.subarray(to, e)]))
    ;[from, to] = [s, e]
  }
  return Uint8Array.from(Buffer.concat([der.subarray(0, from), content, der.subarray(to)]))
}

function encode(tag: number, content: Uint8Array): Buffer<ArrayBuffer> {
  const { length } = content
  const octets =
    length < 0x80
      ? [length]
      : length < 0x100
        ? [0x81, length]
        : length < 0x10000
          ? [0x82, length >> 8, length & 0xff]
          : [0x83, length >> 16, (length >> 8) & 0xff, length & 0xff]
  return Buffer.concat([Buffer.of(tag, ...octets), content])
}
