import { childrenOf, type Element, elementAt, identifierOf, integerOf } from "./ber.ts"

/** What an encoding holds, as far as its outline tells. */
export type Shape = "certificate" | "list" | "request" | "pkcs7" | "pkcs12" | "key" | "encrypted-key"

/**
 * Whether bytes have the outline of a certificate (RFC 5280 §4.1), over their exact length. What is wrong inside is for
 * the decoder to say, so that a malformed certificate is reported as such and not passed over.
 */
export function looksLikeCertificate(der: Uint8Array): boolean {
  return isExact(der) && isCertificate(elementAt(der))
}

/** Whether bytes have the outline of a certificate revocation list (RFC 5280 §5.1), over their exact length. */
export function looksLikeCertificateList(der: Uint8Array): boolean {
  return isExact(der) && isCertificateList(elementAt(der))
}

/** The shape of the element at an offset, and the element itself. */
export function shapeAt(bytes: Uint8Array, offset = 0): { shape: Shape; element: Element } | undefined {
  const element = elementAt(bytes, offset)
  if (element?.tag !== SEQUENCE) return undefined
  const shape = SHAPES.find(([, test]) => test(element))?.[0]
  return shape && { shape, element }
}

/** Whether bytes begin as a certificate does, and end before its length says. */
export function isTruncatedCertificate(bytes: Uint8Array): boolean {
  if (bytes.length < 40 || bytes[0] !== SEQUENCE) return false
  const header = headerOf(bytes, 0)
  if (header === undefined || header.end <= bytes.length) return false
  const inner = headerOf(bytes, header.content)
  if (bytes[header.content] !== SEQUENCE || inner === undefined || inner.end > header.end) return false
  const version = elementAt(bytes, inner.content)
  const serial = version?.tag === VERSION ? elementAt(bytes, version.end) : version
  const algorithm = serial && elementAt(bytes, serial.end)
  return serial?.tag === INTEGER && identifierOf(childrenOf(algorithm)?.[0]) !== undefined
}

/** Whether bytes are one element of DER, to their last. */
export function isWhole(bytes: Uint8Array): boolean {
  const header = bytes[0] === SEQUENCE ? headerOf(bytes, 0) : undefined
  return header !== undefined && header.end === bytes.length
}

function isExact(der: Uint8Array): boolean {
  return elementAt(der)?.end === der.length
}

function isCertificate(element: Element | undefined): boolean {
  const fields = fieldsOfSigned(element)
  if (fields === undefined) return false
  const [serial, algorithm, issuer, validity, subject] = fields[0]?.tag === VERSION ? fields.slice(1) : fields
  const rest = [algorithm, issuer, validity, subject]
  return serial?.tag === INTEGER && rest.every((field) => field?.tag === SEQUENCE)
}

function isCertificateList(element: Element | undefined): boolean {
  const fields = fieldsOfSigned(element)
  if (fields === undefined) return false
  const [algorithm, issuer, update] = fields[0]?.tag === INTEGER ? fields.slice(1) : fields
  return algorithm?.tag === SEQUENCE && issuer?.tag === SEQUENCE && (update?.tag === 0x17 || update?.tag === 0x18)
}

function isRequest(element: Element): boolean {
  const [version, subject, key, attributes] = fieldsOfSigned(element) ?? []
  return (
    integerOf(version) === 0 && [subject, key].every((field) => field?.tag === SEQUENCE) && attributes?.tag === 0xa0
  )
}

/** The fields of what is signed, in SEQUENCE { SEQUENCE, AlgorithmIdentifier, BIT STRING }. */
function fieldsOfSigned(element: Element | undefined): Element[] | undefined {
  const [signed, algorithm, signature, more] = childrenOf(element, 8) ?? []
  if (signed?.tag !== SEQUENCE || algorithm?.tag !== SEQUENCE || signature?.tag !== 0x03 || more) return undefined
  const fields: Element[] = []
  let offset = signed.content
  while (offset < signed.contentEnd && fields.length < 8) {
    const field = elementAt(signed.bytes, offset, signed.contentEnd)
    if (field === undefined) break
    fields.push(field)
    offset = field.end
  }
  return fields
}

function isSignedData(element: Element): boolean {
  return identifierOf(childrenOf(element, 8)?.[0]) === "1.2.840.113549.1.7.2"
}

function isPfx(element: Element): boolean {
  const [version, safe] = childrenOf(element, 8) ?? []
  const type = identifierOf(childrenOf(safe, 8)?.[0])
  return integerOf(version) === 3 && (type === "1.2.840.113549.1.7.1" || type === "1.2.840.113549.1.7.2")
}

/** PKCS#8 (RFC 5958), PKCS#1 (RFC 8017 §A.1.2), SEC 1 (RFC 5915). */
function isKey(element: Element): boolean {
  const [version, second, third, ...rest] = childrenOf(element, 16) ?? []
  const number = integerOf(version)
  if (second?.tag === SEQUENCE) return (number === 0 || number === 1) && third?.tag === 0x04
  if (second?.tag === INTEGER) return (number === 0 || number === 1) && third?.tag === INTEGER && rest.length >= 6
  return number === 1 && second?.tag === 0x04 && third?.tag === 0xa0
}

/** EncryptedPrivateKeyInfo (RFC 5958 §3). */
function isEncryptedKey(element: Element): boolean {
  const [algorithm, value, more] = childrenOf(element, 8) ?? []
  const identifier = identifierOf(childrenOf(algorithm, 8)?.[0])
  return value?.tag === 0x04 && more === undefined && /^1\.2\.840\.113549\.1\.(5|12)\./.test(identifier ?? "")
}

function headerOf(bytes: Uint8Array, start: number): { content: number; end: number } | undefined {
  const first = bytes[start + 1]
  if (first === undefined || first === 0x80 || first > 0x84) return undefined
  if (first < 0x80) return { content: start + 2, end: start + 2 + first }
  let length = 0
  for (let index = 0; index < (first & 0x7f); index++) length = length * 256 + (bytes[start + 2 + index] ?? 0)
  const content = start + 2 + (first & 0x7f)
  return { content, end: content + length }
}

const INTEGER = 0x02
const SEQUENCE = 0x30
const VERSION = 0xa0
const SHAPES: readonly (readonly [Shape, (element: Element) => boolean])[] = [
  ["certificate", isCertificate],
  ["list", isCertificateList],
  ["request", isRequest],
  ["pkcs7", isSignedData],
  ["pkcs12", isPfx],
  ["key", isKey],
  ["encrypted-key", isEncryptedKey],
]
