import { parseIp } from "../x509/ip.ts"

/** Addresses next to one another, both ends included; those of IPv4 are below those of IPv6. */
export interface IpRange {
  readonly first: bigint
  readonly last: bigint
}

/** The addresses of `10.1.0.59`, `10.1.0.0/24` or `10.1.0.10-10.1.0.20` (also `10.1.0.10-20`); undefined for anything else. */
export function ipRangeOf(text: string): IpRange | undefined {
  const [from = "", to] = text.split("-").map((part) => part.trim())
  if (to !== undefined) return between(from, /^\d{1,3}$/.test(to) ? from.replace(/(?<!\d)\d+$/, to) : to)
  const [address = "", length] = from.split("/")
  const first = numberOf(address)
  if (first === undefined) return undefined
  const bits = address.includes(":") ? 128 : 32
  if (length === undefined) return { first, last: first }
  if (!/^\d{1,3}$/.test(length) || Number(length) > bits) return undefined
  const size = 1n << BigInt(bits - Number(length))
  const start = first - (first % size)
  return { first: start, last: start + size - 1n }
}

/** The addresses from one to another. */
export function between(from: string, to: string): IpRange | undefined {
  const [first, last] = [numberOf(from), numberOf(to)]
  return first === undefined || last === undefined || last < first ? undefined : { first, last }
}

export function includes(range: IpRange, { first, last }: IpRange): boolean {
  return range.first <= first && last <= range.last
}

export function sizeOf({ first, last }: IpRange): bigint {
  return last - first + 1n
}

function numberOf(text: string): bigint | undefined {
  const octets = parseIp(text)
  if (octets === undefined) return undefined
  const value = BigInt(`0x${Buffer.from(octets).toString("hex")}`)
  // Above all of IPv4, which no network of IPv6 reaches: its own least bit is far above these.
  return octets.length === 4 ? value : value + (1n << 128n)
}
