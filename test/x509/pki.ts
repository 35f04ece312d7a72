/** A tiny certificate builder: real signatures, every field open to abuse. */
import { generateKeyPairSync, hash, type KeyObject, sign } from "node:crypto"
import {
  type Certificate,
  type CertificateList,
  decodeCertificate,
  decodeCertificateList,
  type ExtensionName,
  extensionOids,
} from "../../src/x509/index.ts"

export function tlv(tag: number, ...contents: readonly (Uint8Array | string | number)[]): Buffer {
  const content = Buffer.concat(
    contents.map((part) =>
      typeof part === "number" ? Buffer.of(part) : typeof part === "string" ? Buffer.from(part) : part,
    ),
  )
  let { length } = content
  if (length < 0x80) return Buffer.concat([Buffer.of(tag, length), content])
  const octets: number[] = []
  for (; length > 0; length >>>= 8) octets.unshift(length & 0xff)
  return Buffer.concat([Buffer.of(tag, 0x80 + octets.length, ...octets), content])
}

export const sequence = (...contents: readonly Uint8Array[]): Buffer => tlv(0x30, ...contents)
export const boolean = (value: boolean): Buffer => tlv(0x01, value ? 0xff : 0)

export function integer(value: number | bigint): Buffer {
  const text = BigInt(value).toString(16)
  const digits = text.length % 2 === 0 ? text : `0${text}`
  return tlv(0x02, Buffer.from(/^[89a-f]/.test(digits) ? `00${digits}` : digits, "hex"))
}

export function oid(text: string): Buffer {
  const [first = 0, second = 0, ...rest] = text.split(".").map(Number)
  const octets = [first * 40 + second, ...rest].flatMap((arc) => {
    const groups = [arc % 128]
    for (let left = Math.floor(arc / 128); left > 0; left = Math.floor(left / 128)) groups.unshift((left % 128) | 0x80)
    return groups
  })
  return tlv(0x06, Uint8Array.from(octets))
}

export const utf8 = (text: string): Buffer => tlv(0x0c, text)
export const printable = (text: string): Buffer => tlv(0x13, text)

/** Common names, the outermost first; or RDNs that are spelt out. */
export function name(...parts: readonly (string | Uint8Array)[]): Buffer {
  return sequence(...parts.map((part) => (typeof part === "string" ? rdn("2.5.4.3", utf8(part)) : part)))
}

export const rdn = (type: string, value: Uint8Array): Buffer => tlv(0x31, sequence(oid(type), value))

export function time(instant: number): Buffer {
  const iso = new Date(instant).toISOString().replace(/[-T:]/g, "")
  const year = new Date(instant).getUTCFullYear()
  return year >= 1950 && year < 2050 ? tlv(0x17, `${iso.slice(2, 14)}Z`) : tlv(0x18, `${iso.slice(0, 14)}Z`)
}

export function extension(which: ExtensionName | string, value: Uint8Array, critical = false): Buffer {
  const type = which in extensionOids ? extensionOids[which as ExtensionName] : which
  return sequence(oid(type), ...(critical ? [boolean(true)] : []), tlv(0x04, value))
}

export const dns = (value: string): Buffer => tlv(0x82, value)
export const uri = (value: string): Buffer => tlv(0x86, value)
export const ip = (...octets: readonly number[]): Buffer => tlv(0x87, Uint8Array.from(octets))

export const basicConstraints = (ca: boolean, pathLength?: number): Buffer =>
  extension(
    "basicConstraints",
    sequence(...(ca ? [boolean(true)] : []), ...(pathLength === undefined ? [] : [integer(pathLength)])),
    true,
  )

/** The last bit named is the lowest; bits as in RFC 5280 §4.2.1.3. */
export function keyUsage(...bits: readonly number[]): Buffer {
  const octet = bits.reduce((sum, bit) => sum | (0x80 >> bit), 0)
  return extension("keyUsage", tlv(0x03, bits.length === 0 ? 0 : 7 - Math.max(...bits), octet), true)
}

export const purposes = (...oids: readonly string[]): Buffer =>
  extension("extendedKeyUsage", sequence(...oids.map(oid)))
export const serverAuth = "1.3.6.1.5.5.7.3.1"
export const clientAuth = "1.3.6.1.5.5.7.3.2"

export function nameConstraints(
  permitted: readonly Uint8Array[],
  excluded: readonly Uint8Array[],
  critical = true,
): Buffer {
  const subtrees = (tag: number, bases: readonly Uint8Array[]) =>
    bases.length === 0 ? [] : [tlv(tag, ...bases.map((base) => sequence(base)))]
  return extension("nameConstraints", sequence(...subtrees(0xa0, permitted), ...subtrees(0xa1, excluded)), critical)
}

export interface Keys {
  readonly publicKey: KeyObject
  readonly privateKey: KeyObject
}

export const ecKeys = (namedCurve = "P-256"): Keys => generateKeyPairSync("ec", { namedCurve })

export interface Options {
  readonly subject?: Uint8Array
  readonly issuer?: Uint8Array
  readonly serial?: Uint8Array
  readonly version?: Uint8Array
  readonly notBefore?: Uint8Array
  readonly notAfter?: Uint8Array
  readonly keys?: Keys
  readonly spki?: Uint8Array
  /** Beside the key identifiers. */
  readonly extensions?: readonly Uint8Array[]
  readonly identifiers?: boolean
  readonly algorithm?: Uint8Array
  readonly innerAlgorithm?: Uint8Array
  readonly sign?: (tbs: Uint8Array, key: KeyObject) => Uint8Array
}

export interface Issued {
  readonly der: Buffer
  readonly certificate: Certificate
  readonly keys: Keys
  readonly name: Uint8Array
}

export const at: number = Date.UTC(2026, 10, 22)
const year = 365 * 86_400_000
export const ecdsaWithSha256: Buffer = sequence(oid("1.2.840.10045.4.3.2"))
let serials = 1

export function issue(issuer: Issued | undefined, options: Options = {}): Issued {
  const keys = options.keys ?? ecKeys()
  const subject = options.subject ?? name("leaf")
  const signer = issuer?.keys ?? keys
  const spki = options.spki ?? keys.publicKey.export({ format: "der", type: "spki" })
  const identifiers =
    options.identifiers === false
      ? []
      : [
          extension("subjectKeyIdentifier", tlv(0x04, keyIdentifier(keys))),
          extension("authorityKeyIdentifier", sequence(tlv(0x80, keyIdentifier(signer)))),
        ]
  const extensions = [...identifiers, ...(options.extensions ?? [])]
  const algorithm = options.algorithm ?? ecdsaWithSha256
  const tbs = sequence(
    options.version ?? tlv(0xa0, integer(2)),
    options.serial ?? integer(serials++),
    options.innerAlgorithm ?? algorithm,
    options.issuer ?? issuer?.name ?? subject,
    sequence(options.notBefore ?? time(at - year), options.notAfter ?? time(at + year)),
    subject,
    spki,
    ...(extensions.length === 0 ? [] : [tlv(0xa3, sequence(...extensions))]),
  )
  const signature = (options.sign ?? signSha256)(tbs, signer.privateKey)
  const der = sequence(tbs, algorithm, tlv(0x03, 0, signature))
  return { der, certificate: decoded(der), keys, name: subject }
}

export function root(subject = "root", options: Options = {}): Issued {
  return issue(undefined, {
    subject: name(subject),
    ...options,
    extensions: [...caExtensions(), ...(options.extensions ?? [])],
  })
}

export function authority(
  issuer: Issued,
  subject: string,
  options: Options & { readonly pathLength?: number } = {},
): Issued {
  const extensions = [...caExtensions(options.pathLength), ...(options.extensions ?? [])]
  return issue(issuer, { subject: name(subject), ...options, extensions })
}

export function server(issuer: Issued | undefined, host = "a.example.com", options: Options = {}): Issued {
  const own = [extension("subjectAltName", sequence(dns(host))), purposes(serverAuth), keyUsage(0)]
  return issue(issuer, { subject: name(host), ...options, extensions: [...own, ...(options.extensions ?? [])] })
}

interface RevokedEntry {
  readonly serial: string
  readonly reason?: number
  /** Of the certificate, where it is not the issuer of the list (RFC 5280 §5.3.3). */
  readonly issuer?: Uint8Array
}

export interface ListOptions {
  /** Serial numbers, or with a reason as ReasonCode has it (RFC 5280 §5.3.1). */
  readonly revoked?: readonly (string | RevokedEntry)[]
  readonly version?: Uint8Array
  readonly thisUpdate?: number
  readonly nextUpdate?: number
  readonly extensions?: readonly Uint8Array[]
  readonly keys?: Keys
  readonly innerAlgorithm?: Uint8Array
}

export function revocationList(issuer: Issued, options: ListOptions = {}): CertificateList {
  const { revoked = [], thisUpdate = at - 86_400_000, nextUpdate = at + 86_400_000 } = options
  const entries = revoked.map((entry) => {
    const { serial, reason, issuer: of }: RevokedEntry = typeof entry === "string" ? { serial: entry } : entry
    const all = [
      ...(reason === undefined ? [] : [extension("2.5.29.21", tlv(0x0a, reason))]),
      ...(of === undefined ? [] : [extension("2.5.29.29", sequence(tlv(0xa4, of)), true)]),
    ]
    const extensions = all.length === 0 ? [] : [sequence(...all)]
    return sequence(tlv(0x02, Buffer.from(serial, "hex")), time(thisUpdate), ...extensions)
  })
  const extensions = options.extensions ?? [extension("2.5.29.20", integer(1))]
  const tbs = sequence(
    ...[
      options.version ?? integer(1),
      options.innerAlgorithm ?? ecdsaWithSha256,
      issuer.name,
      time(thisUpdate),
      time(nextUpdate),
    ],
    ...(entries.length === 0 ? [] : [sequence(...entries)]),
    tlv(0xa0, sequence(...extensions)),
  )
  const der = sequence(tbs, ecdsaWithSha256, tlv(0x03, 0, signSha256(tbs, (options.keys ?? issuer.keys).privateKey)))
  const list = decodeCertificateList(der)
  if (!list.ok) throw new Error(JSON.stringify(list.defect))
  return list.value
}

function caExtensions(pathLength?: number): readonly Uint8Array[] {
  return [basicConstraints(true, pathLength), keyUsage(5, 6)]
}

function keyIdentifier({ publicKey }: Keys): Buffer {
  return Buffer.from(hash("sha1", publicKey.export({ format: "der", type: "spki" }), "hex"), "hex")
}

function signSha256(tbs: Uint8Array, key: KeyObject): Uint8Array {
  return sign("sha256", tbs, key)
}

function decoded(der: Uint8Array): Certificate {
  const result = decodeCertificate(der)
  if (!result.ok) throw new Error(JSON.stringify(result.defect))
  return result.value
}
