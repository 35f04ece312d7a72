import type { Certificate } from "./certificate.ts"
import { Reader, tags } from "./der.ts"
import { readBitString } from "./primitives.ts"
import { type PublicKeyInfo, readPublicKeyInfo } from "./public-key.ts"

/** RFC 3279 §2.3.2: a DSA key without parameters has those of its issuer. Nobody does this but PKITS. */
export function inheritsParameters({ algorithm, identifier }: PublicKeyInfo): boolean {
  return algorithm === "DSA" && identifier.parameters === undefined
}

/** The key of the first of `path`, with the parameters of the first certificate above it that has some (RFC 5280 §6.1.4 (e), (f)). */
export function workingPublicKey(path: readonly Certificate[]): PublicKeyInfo | undefined {
  const keys = path.map(({ subjectPublicKeyInfo }) => subjectPublicKeyInfo)
  const source = keys.find((key) => !inheritsParameters(key))
  const [own] = keys
  if (own === undefined || source?.algorithm !== "DSA") return undefined
  const sequence = new Reader(own.der, 0, own.der.length, { left: 16 }).enter(tags.sequence)
  sequence.next()
  readBitString(sequence)
  const der = encode(tags.sequence, source.identifier.der, sequence.encoding)
  return readPublicKeyInfo(new Reader(der, 0, der.length, { left: 32 }))
}

function encode(tag: number, ...contents: readonly Uint8Array[]): Uint8Array {
  const content = Buffer.concat(contents)
  const { length } = content
  const octets = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.of(tag, ...octets), content])
}
