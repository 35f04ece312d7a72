/** The contents of all PEM blocks (RFC 7468) with one of these labels. For suites and scripts: formats with places have their own reader. */
export function pemBlocks(text: string, ...labels: readonly string[]): readonly Uint8Array[] {
  return [...eachPemBlock(text, ...labels)]
}

/** The same, one at a time: who needs each only once does not hold the others. */
export function* eachPemBlock(text: string, ...labels: readonly string[]): Generator<Uint8Array> {
  const blocks = labels.map((label) => ({ begin: `${label}-----`, end: `-----END ${label}-----` }))
  const opening = "-----BEGIN "
  for (let at = text.indexOf(opening); at !== -1; at = text.indexOf(opening, at + 1)) {
    const block = blocks.find(({ begin }) => text.startsWith(begin, at + opening.length))
    if (block === undefined) continue
    const start = at + opening.length + block.begin.length
    const end = text.indexOf("-", start)
    if (text.startsWith(block.end, end)) yield Buffer.from(text.slice(start, end), "base64")
  }
}

/** The lines of a certificate in PEM, of 64 characters as RFC 7468 §2 asks of generators. */
export function pemLines(der: Uint8Array): string[] {
  const base64 = Buffer.from(der).toString("base64")
  return [
    begin,
    ...Array.from({ length: base64LineCount(der) }, (_, index) => base64.slice(index * 64, index * 64 + 64)),
    end,
  ]
}

/** How many lines of base64 a certificate has in PEM. */
export function base64LineCount(der: Uint8Array): number {
  return Math.ceil(base64Length(der) / 64)
}

/** How many characters a certificate has in PEM, line breaks aside. */
export function armourLength(der: Uint8Array): number {
  return begin.length + base64Length(der) + end.length
}

function base64Length(der: Uint8Array): number {
  return Math.ceil(der.length / 3) * 4
}

const begin = "-----BEGIN CERTIFICATE-----"
const end = "-----END CERTIFICATE-----"
