/**
 * Reads BER with all its freedom and writes DER: whatever the strict decoder accepts must come out as it went in.
 * Shares nothing with the decoder.
 */
export function reencode(bytes: Uint8Array): Buffer {
  const [encoded, end] = value(bytes, 0)
  if (end !== bytes.length) throw new Error("trailing data")
  return encoded
}

function value(bytes: Uint8Array, start: number): readonly [Buffer, number] {
  const tag = bytes[start] as number
  const [length, contentStart] = lengthAt(bytes, start + 1)
  const end = contentStart + length
  if (end > bytes.length) throw new Error("truncated")
  const content = bytes.subarray(contentStart, end)
  return [encode(tag, (tag & 0x20) === 0 ? primitive(tag, content) : constructed(tag, content)), end]
}

function lengthAt(bytes: Uint8Array, at: number): readonly [number, number] {
  const first = bytes[at] as number
  if (first < 0x80) return [first, at + 1]
  let length = 0
  for (let i = 1; i <= first - 0x80; i++) length = length * 256 + (bytes[at + i] as number)
  return [length, at + 1 + first - 0x80]
}

function constructed(tag: number, content: Uint8Array): Buffer {
  const members: Buffer[] = []
  for (let position = 0; position < content.length; ) {
    const [member, end] = value(content, position)
    members.push(member)
    position = end
  }
  return Buffer.concat(tag === 0x31 ? members.sort(Buffer.compare) : members)
}

function primitive(tag: number, content: Uint8Array): Uint8Array {
  switch (tag) {
    case 0x01:
      return Buffer.of(content.length === 1 && content[0] === 0 ? 0 : 0xff)
    case 0x02:
    case 0x0a:
      return integer(content)
    case 0x03: {
      const copy = Uint8Array.from(content)
      if (copy.length > 1) copy[copy.length - 1] = (copy.at(-1) as number) & (0xff << (copy[0] as number))
      return copy
    }
    case 0x05:
      return new Uint8Array()
    case 0x06:
      return oid(content)
    case 0x17:
    case 0x18:
      return Buffer.from(time(Buffer.from(content).toString("latin1"), tag))
    case 0x0c:
      return Buffer.from(Buffer.from(content).toString("utf8"))
    default:
      return content
  }
}

function integer(content: Uint8Array): Buffer {
  const number = BigInt.asIntN(content.length * 8, BigInt(`0x${Buffer.from(content).toString("hex") || "0"}`))
  let octets = 1
  while (BigInt.asIntN(octets * 8, number) !== number) octets++
  return Buffer.from(
    BigInt.asUintN(octets * 8, number)
      .toString(16)
      .padStart(octets * 2, "0"),
    "hex",
  )
}

function oid(content: Uint8Array): Buffer {
  const arcs: bigint[] = []
  let arc = 0n
  for (const octet of content) {
    arc = arc * 128n + BigInt(octet & 0x7f)
    if (octet < 0x80) {
      arcs.push(arc)
      arc = 0n
    }
  }
  return Buffer.from(
    arcs.flatMap((number) => {
      const octets = [Number(number & 0x7fn)]
      for (let rest = number >> 7n; rest > 0n; rest >>= 7n) octets.unshift(Number(rest & 0x7fn) | 0x80)
      return octets
    }),
  )
}

function time(text: string, tag: number): string {
  const [, year = "", month, day, hour, minute, second] =
    /^(\d{2}|\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(text) ?? []
  const full = year.length === 4 ? year : `${Number(year) < 50 ? 20 : 19}${year}`
  const iso = `${full}-${month}-${day}T${hour}:${minute}:${second}.000Z`
  const date = new Date(iso)
  if (Number.isNaN(date.getTime()) || date.toISOString() !== iso) throw new Error(`no time: ${text}`)
  return (tag === 0x17 ? iso.slice(2) : iso).slice(0, -5).replace(/[-T:]/g, "").concat("Z")
}

function encode(tag: number, content: Uint8Array): Buffer {
  let length = content.length
  if (length < 0x80) return Buffer.concat([Buffer.of(tag, length), content])
  const octets: number[] = []
  for (; length > 0; length >>>= 8) octets.unshift(length & 0xff)
  return Buffer.concat([Buffer.of(tag, 0x80 + octets.length, ...octets), content])
}
