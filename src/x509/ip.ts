/** The four or sixteen octets of an address in its usual text form (RFC 3986 §3.2.2); undefined if it is none. */
export function parseIp(text: string): Uint8Array | undefined {
  return text.includes(":") ? parseIpv6(text) : parseIpv4(text)
}

function parseIpv4(text: string): Uint8Array | undefined {
  const octets = text.split(".")
  if (octets.length !== 4 || !octets.every((octet) => /^(0|[1-9]\d{0,2})$/.test(octet) && Number(octet) < 256))
    return undefined
  return Uint8Array.from(octets, Number)
}

function parseIpv6(text: string): Uint8Array | undefined {
  const tail = /(^|:)(\d+\.\d+\.\d+\.\d+)$/.exec(text)?.[2]
  const v4 = tail === undefined ? undefined : parseIpv4(tail)
  if (tail !== undefined && v4 === undefined) return undefined
  const plain = v4 ? text.slice(0, -(tail as string).length) + v4Groups(v4) : text
  const halves = plain.split("::")
  if (halves.length > 2) return undefined
  const [head = [], rest = []] = halves.map((half) => (half === "" ? [] : half.split(":")))
  const missing = 8 - head.length - rest.length
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined
  const groups = [...head, ...Array<string>(missing).fill("0"), ...rest]
  if (!groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return undefined
  return Uint8Array.from(
    groups.flatMap((group) => [Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 0xff]),
  )
}

function v4Groups([a = 0, b = 0, c = 0, d = 0]: Uint8Array): string {
  return `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`
}

/** RFC 5952 §4 for IPv6, dotted decimal for IPv4; other lengths in hex. */
export function ipText(bytes: Uint8Array): string {
  if (bytes.length === 4) return bytes.join(".")
  if (bytes.length !== 16) return Buffer.from(bytes).toString("hex")
  const groups = Array.from({ length: 8 }, (_, i) =>
    (((bytes[2 * i] as number) << 8) | (bytes[2 * i + 1] as number)).toString(16),
  )
  // §4.2.3: the longest run of zeros, the first of equals, at least two groups long.
  const runs = [...groups.join(":").matchAll(/(?<![0-9a-f])0(:0)+(?![0-9a-f])/g)]
  const longest = runs.reduce((best, run) => (run[0].length > best.length ? run[0] : best), "")
  if (longest === "") return groups.join(":")
  const at = runs.find((run) => run[0] === longest)?.index ?? 0
  const text = groups.join(":")
  return `${text.slice(0, at).replace(/:$/, "")}::${text.slice(at + longest.length).replace(/^:/, "")}`
}
