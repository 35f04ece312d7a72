import type { Span } from "../../model/place.ts"

/** Where a text holds private keys, in PEM, PuTTY's form, JWK, hex or base64 of any of them; an opening alone is none. */
export function keysIn(text: string): Span[] {
  return [
    ...(text.includes("BEGIN ") ? armoured(text) : []),
    ...encodedRuns(text),
    ...(text.includes("Private-Lines") ? puttyKeys(text) : []),
    ...(text.includes("kty") ? webKeys(text) : []),
  ]
}

/** Whether a value is, or holds, a private key. */
export function holdsKey(value: string): boolean {
  return value.length >= shortest && mayHoldKey.test(value) && keysIn(value).length > 0
}

/** Whether a value is a private key, with little else around it. */
export function isKey(value: string): boolean {
  if (value.length < shortest || !mayHoldKey.test(value)) return false
  return keysIn(value).reduce((sum, { start, end }) => sum + end - start, 0) * 2 > value.length
}

/** What stands between the first line of a private key and its last, however its lines are separated. */
function armoured(text: string): Span[] {
  const spans: Span[] = []
  for (const match of text.matchAll(opening)) {
    const start = match.index + match[0].length
    if (start < (spans.at(-1)?.end ?? 0)) continue
    const rest = /-----?\s?END |-----?\s?BEGIN /g
    rest.lastIndex = start
    const closing = rest.exec(text.slice(0, Math.min(text.length, start + longest)))?.index
    const end = closing ?? start + bodyLength(text, start)
    if (hasBody(text.slice(start, end))) spans.push({ start, end })
  }
  return spans
}

/** An end that is missing: as far as the lines still look like those of a key. */
function bodyLength(text: string, start: number): number {
  const part = text.slice(start, start + longest)
  let length = 0
  for (const { index, 0: line } of part.matchAll(/(?:[^\n\\]|\\(?!n))*(?:\n|\\n|$)/g)) {
    if (index >= part.length || !bodyLine.test(line)) break
    length = index + line.replace(/(?:\n|\\n)$/, "").length
  }
  return length
}

function hasBody(body: string): boolean {
  return /[\w+/]{8}/.test(body)
}

function encodedRuns(text: string): Span[] {
  const spans: Span[] = []
  for (const match of text.matchAll(encoded)) {
    const start = match.index
    const run = match[0]
    const from = run.slice(0, 64)
    const isKey = /^[0-9a-fA-F]{64}/.test(from)
      ? isKeyInBytes(Buffer.from(from, "hex"), () => Buffer.from(run.replace(separators, ""), "hex"), 0)
      : isKeyInBytes(Buffer.from(from, "base64"), () => Buffer.from(run.replace(separators, ""), "base64"), 0)
    if (isKey) spans.push({ start, end: start + run.length })
  }
  return spans
}

/** Whether bytes are a private key, a store of them, or a text in which one stands; `all` is asked where the first do not tell. */
function isKeyInBytes(first: Uint8Array, all: () => Buffer, depth: number): boolean {
  if (isDerKey(first)) return true
  const lead = Buffer.from(first).toString("latin1")
  if (/^(?:-----BEGIN |\s*\{|PuTTY-User-Key|[\w.-]+:|---- BEGIN|#|Bag Attributes)/.test(lead)) {
    const text = all().toString("latin1")
    return text.length <= longest && mayHoldKey.test(text) && keysIn(text).length > 0
  }
  if (depth > 2 || !/^[\w+/]{16}/.test(lead)) return false
  const inner = all()
    .toString("latin1")
    .replace(/[^\w+/=]/g, "")
  return isKeyInBytes(Buffer.from(inner.slice(0, 64), "base64"), () => Buffer.from(inner, "base64"), depth + 1)
}

/** PKCS#1, PKCS#8 (encrypted too), SEC 1, PKCS#12 and the key store of Java, by their first bytes. */
function isDerKey(bytes: Uint8Array): boolean {
  if (bytes[0] === 0xfe && bytes[1] === 0xed && bytes[2] === 0xfe && bytes[3] === 0xed) return true
  const begin = contentAt(bytes, 0)
  if (begin === undefined) return false
  // A version: 0 or 1 of a key, 3 of PKCS#12.
  if (bytes[begin] === 0x02 && bytes[begin + 1] === 0x01) {
    const version = bytes[begin + 2] ?? 9
    const next = bytes[begin + 3]
    return (version <= 1 && (next === 0x30 || next === 0x02 || next === 0x04)) || (version === 3 && next === 0x30)
  }
  const inner = contentAt(bytes, begin)
  if (inner === undefined || bytes[inner] !== 0x06) return false
  // PBES2 and the older schemes of PKCS#5 and PKCS#12.
  const identifier = Buffer.from(bytes.subarray(inner + 2, inner + 12)).toString("hex")
  return /^2a864886f70d01(?:050d|050[1346ab]|0c01)/.test(identifier)
}

/** Where the content of a SEQUENCE begins. */
function contentAt(bytes: Uint8Array, at: number): number | undefined {
  if (bytes[at] !== 0x30) return undefined
  const length = bytes[at + 1] ?? 0
  return length < 0x80 ? at + 2 : length > 0x84 ? undefined : at + 2 + (length & 0x7f)
}

function puttyKeys(text: string): Span[] {
  return [...text.matchAll(/Private-Lines: {0,4}\d{1,4}(?:\r|\n|\\r|\\n)+/g)].map((match) => {
    const start = match.index + match[0].length
    const body = /(?:[ \t#>"'|+-]*[\w+/=]{8,}(?:\r|\n|\\r|\\n|")*)*/y
    body.lastIndex = start
    return { start, end: start + (body.exec(text)?.[0].length ?? 0) }
  })
}

/** RFC 7517: the private members of a key, in the text around its `kty`. */
function webKeys(text: string): Span[] {
  const spans: Span[] = []
  for (const match of text.matchAll(
    /(["']?\b(?:d|p|q|dp|dq|qi|k|oth)\\?["']?\s{0,8}:\s{0,8}\\?["']?)([\w+/=-]{20,})/g,
  )) {
    const start = match.index + match[1]!.length
    spans.push({ start, end: start + match[2]!.length })
  }
  return spans
}

/** No key is longer in any dress. */
const longest = 400_000
const shortest = 40
const bodyLine =
  /^[\s"'#>|,+*.-]*(?:[A-Za-z0-9+/=]{8,}|[A-Za-z0-9+/]{1,76}={1,2}|(?:Proc-Type|DEK-Info|Comment|Version):.*)?[\s"'\\,;)}\]nr-]*$/
const mayHoldKey = /PRIVATE|Private-Lines|kty|[A-Za-z0-9+/]{40}/
const opening = /-----?\s?BEGIN [A-Z0-9 ]{0,30}(?:PRIVATE KEY|KEY STORE)(?: BLOCK)?\s?-----?/g
/** Base64 or hex of what a key begins with: a SEQUENCE, PEM, once more base64 of it, JSON, a comment. */
const encoded =
  /(?<![A-Za-z0-9+/_])(?:M[A-P]|LS0tL|Ci0tL|TFMwd|VEZNd|\/u3\+|eyJ|ew[ko]|UHVU|QmFn|Iy|30|2[dD]2[dD])[A-Za-z0-9+/_]{34,}(?:(?:\\[nr]|[\s"',+>#|-]){1,24}[A-Za-z0-9+/_]{16,})*={0,2}/g
const separators = /\\[nr]|[\s"',>#|-]/g
