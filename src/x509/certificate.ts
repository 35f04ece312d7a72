import { hash } from "node:crypto"
import { type AlgorithmIdentifier, readAlgorithmIdentifier } from "./algorithm.ts"
import { type Decoded, type Defect, decode, lax, malformed, Reader, tags } from "./der.ts"
import { Extension, type ExtensionName, type KnownExtensions } from "./extensions.ts"
import type { GeneralName } from "./general-name.ts"
import { type Name, readIssuer, readName, sameName } from "./name.ts"
import { checkBitString, checkInteger, hex, readCount, readFlag, readOid } from "./primitives.ts"
import type { Judged } from "./profile.ts"
import { type PublicKeyInfo, readPublicKeyInfo } from "./public-key.ts"
import type { SignatureResult } from "./signature.ts"
import { readTime, type Time, type TimeEncoding } from "./time.ts"

/** 1 MiB: the largest certificate of any suite (4,096 names, 4,096 constraints) has 170 KB; servers send at most 16 MB in all. */
const maxSize = 1 << 20
/** See `Budget`: three times the number of values in the largest certificate of any suite. */
const maxValues = 100_000

/** Where a part of the DER begins, and where what follows it does. */
interface Part {
  readonly start: number
  readonly end: number
}

/** What stands around the tbsCertificate. */
interface Outer {
  readonly sha256: string | undefined
  readonly tbs: Part
  readonly signatureAlgorithm: AlgorithmIdentifier
  readonly signature: Part
}

interface Fields {
  readonly version: 1 | 2 | 3
  readonly serialNumber: Part
  readonly innerSignatureAlgorithm: AlgorithmIdentifier
  readonly issuer: Name
  readonly notBefore: Time
  readonly notAfter: Time
  readonly subject: Name
  readonly subjectPublicKeyInfo: PublicKeyInfo
  readonly issuerUniqueId: boolean
  readonly subjectUniqueId: boolean
  readonly extensions: readonly Extension[]
}

export interface MalformedExtension {
  readonly extension: Extension
  readonly defect: Defect
}

/** A certificate (RFC 5280 §4.1), decoded once. The values of extensions are parsed when they are asked for. */
export class Certificate {
  readonly der: Uint8Array
  readonly version: 1 | 2 | 3
  readonly innerSignatureAlgorithm: AlgorithmIdentifier
  readonly issuer: Name
  /** Milliseconds since 1970, whole seconds, inclusive; so is `notAfter`. */
  readonly notBefore: number
  readonly notBeforeEncoding: TimeEncoding
  readonly notAfter: number
  readonly notAfterEncoding: TimeEncoding
  readonly subject: Name
  readonly subjectPublicKeyInfo: PublicKeyInfo
  readonly issuerUniqueId: boolean
  readonly subjectUniqueId: boolean
  /** In the order of the certificate, duplicates and all. */
  readonly extensions: readonly Extension[]
  readonly signatureAlgorithm: AlgorithmIdentifier
  readonly #tbs: Part
  readonly #serialNumber: Part
  readonly #signature: Part
  #sha256: string | undefined
  #isSelfIssued: boolean | undefined
  #dnsNames: readonly string[] | undefined
  #byName: ReadonlyMap<ExtensionName | undefined, Extension> | undefined
  #malformed: readonly MalformedExtension[] | undefined
  #duplicates: readonly Extension[] | undefined
  #signatures: Map<string, SignatureResult> | undefined
  #judged: Judged[] | undefined

  constructor(der: Uint8Array, outer: Outer, fields: Fields) {
    this.der = der
    this.version = fields.version
    this.innerSignatureAlgorithm = fields.innerSignatureAlgorithm
    this.issuer = fields.issuer
    this.notBefore = fields.notBefore.instant
    this.notBeforeEncoding = fields.notBefore.encoding
    this.notAfter = fields.notAfter.instant
    this.notAfterEncoding = fields.notAfter.encoding
    this.subject = fields.subject
    this.subjectPublicKeyInfo = fields.subjectPublicKeyInfo
    this.issuerUniqueId = fields.issuerUniqueId
    this.subjectUniqueId = fields.subjectUniqueId
    this.extensions = fields.extensions
    this.signatureAlgorithm = outer.signatureAlgorithm
    this.#tbs = outer.tbs
    this.#serialNumber = fields.serialNumber
    this.#signature = outer.signature
    this.#sha256 = outer.sha256
  }

  /** What is signed. */
  get tbs(): Uint8Array {
    return this.#octets(this.#tbs)
  }

  get signature(): Uint8Array {
    return this.#octets(this.#signature)
  }

  /** Lower-case hex of the INTEGER as it is encoded: a leading `00` or a sign bit stays visible. */
  get serialNumber(): string {
    return hex(this.der, this.#serialNumber.start, this.#serialNumber.end)
  }

  #octets({ start, end }: Part): Uint8Array {
    return this.der.subarray(start, end)
  }

  /** What was found of its signature by the key with this identity: the same chains are asked about again and again. */
  signatureBy(spkiSha256: string): SignatureResult | undefined {
    return this.#signatures?.get(spkiSha256)
  }

  keepSignature(spkiSha256: string, result: SignatureResult): void {
    this.#signatures ??= new Map()
    this.#signatures.set(spkiSha256, result)
  }

  /** What is wrong with it, by its place in a path: CAs are looked at again for each of their leaves. */
  get judged(): Judged[] {
    this.#judged ??= []
    return this.#judged
  }

  /** Subject and issuer are one name (RFC 5280 §3.2). */
  get isSelfIssued(): boolean {
    this.#isSelfIssued ??= sameName(this.subject, this.issuer)
    return this.#isSelfIssued
  }

  /** Of the DER, in lower-case hex. */
  get sha256(): string {
    this.#sha256 ??= hash("sha256", this.der, "hex")
    return this.#sha256
  }

  /** The first extension of this kind; more than one is a fault that `duplicateExtensions` tells of. */
  extension(name: ExtensionName): Extension | undefined {
    this.#byName ??= firstByName(this.extensions)
    return this.#byName.get(name)
  }

  /** The value of an extension; undefined if it is absent or malformed. */
  parsed<K extends ExtensionName>(name: K): KnownExtensions[K] | undefined {
    const parsed = this.extension(name)?.parsed(name)
    return parsed !== undefined && "value" in parsed ? parsed.value : undefined
  }

  /** The extensions of RFC 5280 whose value does not decode. */
  get malformedExtensions(): readonly MalformedExtension[] {
    this.#malformed ??= malformedOf(this.extensions)
    return this.#malformed
  }

  /** Those after the first of their kind. */
  get duplicateExtensions(): readonly Extension[] {
    this.#duplicates ??= duplicatesOf(this.extensions)
    return this.#duplicates
  }

  get authorityKeyIdentifier() {
    return this.parsed("authorityKeyIdentifier")
  }

  get subjectKeyIdentifier() {
    return this.parsed("subjectKeyIdentifier")
  }

  get keyUsage() {
    return this.parsed("keyUsage")
  }

  get certificatePolicies() {
    return this.parsed("certificatePolicies")
  }

  get policyMappings() {
    return this.parsed("policyMappings")
  }

  get subjectAltName() {
    return this.parsed("subjectAltName")
  }

  get issuerAltName() {
    return this.parsed("issuerAltName")
  }

  get basicConstraints() {
    return this.parsed("basicConstraints")
  }

  get nameConstraints() {
    return this.parsed("nameConstraints")
  }

  get policyConstraints() {
    return this.parsed("policyConstraints")
  }

  get extendedKeyUsage() {
    return this.parsed("extendedKeyUsage")
  }

  get crlDistributionPoints() {
    return this.parsed("crlDistributionPoints")
  }

  get inhibitAnyPolicy() {
    return this.parsed("inhibitAnyPolicy")
  }

  get freshestCrl() {
    return this.parsed("freshestCrl")
  }

  get authorityInfoAccess() {
    return this.parsed("authorityInfoAccess")
  }

  get subjectInfoAccess() {
    return this.parsed("subjectInfoAccess")
  }

  get dnsNames(): readonly string[] {
    this.#dnsNames ??= (this.subjectAltName ?? []).flatMap((name) => (name.kind === "dns" ? name.value : []))
    return this.#dnsNames
  }

  get emailAddresses(): readonly string[] {
    return (this.subjectAltName ?? []).flatMap((name) => (name.kind === "email" ? name.value : []))
  }

  /** Four or sixteen octets each. */
  get ipAddresses(): readonly Uint8Array[] {
    return (this.subjectAltName ?? []).flatMap((name: GeneralName) => (name.kind === "ip" ? name.bytes : []))
  }

  /** Whether it says that it is a CA (RFC 5280 §4.2.1.9). */
  get isCa(): boolean {
    return this.basicConstraints?.ca === true
  }
}

function malformedOf(extensions: readonly Extension[]): readonly MalformedExtension[] {
  const found: MalformedExtension[] = []
  for (const extension of extensions) {
    const parsed = extension.name && extension.parsed(extension.name)
    if (parsed !== undefined && "defect" in parsed) found.push({ extension, defect: parsed.defect })
  }
  return found
}

function duplicatesOf(extensions: readonly Extension[]): readonly Extension[] {
  const seen = new Set<string>()
  return extensions.filter(({ oid }) => seen.size === seen.add(oid).size)
}

function firstByName(extensions: readonly Extension[]): ReadonlyMap<ExtensionName | undefined, Extension> {
  const first = new Map<ExtensionName | undefined, Extension>()
  for (const extension of extensions) if (!first.has(extension.name)) first.set(extension.name, extension)
  return first
}

/** Subject and issuer are one name (RFC 5280 §3.2). */
export function isSelfIssued(certificate: Certificate): boolean {
  return certificate.isSelfIssued
}

/** `sha256` is that of the DER, if it is known. */
export function decodeCertificate(der: Uint8Array, sha256?: string): Decoded<Certificate> {
  return decode(() => readCertificate(der, false, sha256))
}

/**
 * What OpenSSL makes of a certificate that strict parsers refuse: enough to name it. No path is built with it, since
 * what is signed is not what it says.
 */
export function decodeLeniently(der: Uint8Array): Certificate | undefined {
  const result = decode(() => readCertificate(der, true, undefined))
  return result.ok ? result.value : undefined
}

function readCertificate(der: Uint8Array, lenient: boolean, sha256: string | undefined): Certificate {
  if (der.length > maxSize) malformed("size-over-budget", maxSize, "Certificate")
  const outer = new Reader(der, 0, der.length, { left: maxValues, lenient })
  const certificate = outer.enter(tags.sequence, "Certificate")
  outer.finish("Certificate")
  const tbs = certificate.enter(tags.sequence, "tbsCertificate")
  const { start, contentEnd: end } = certificate
  const signatureAlgorithm = readAlgorithmIdentifier(certificate, "signatureAlgorithm")
  checkBitString(certificate.expect(tags.bitString, "signatureValue"), "signatureValue")
  if (der[certificate.contentStart] !== 0) {
    lax(certificate, "bit-string-malformed", certificate.start, "signatureValue")
  }
  const signature = { start: certificate.contentStart + 1, end: certificate.contentEnd }
  certificate.finish("Certificate")
  return readTbs(tbs, { sha256, tbs: { start, end }, signatureAlgorithm, signature })
}

/** RFC 5280 §4.1.2. */
function readTbs(tbs: Reader, outer: Outer): Certificate {
  const version = tbs.peek === 0xa0 ? readVersion(tbs) : 1
  checkInteger(tbs.expect(tags.integer, "serialNumber"), "serialNumber")
  const serialNumber = { start: tbs.contentStart, end: tbs.contentEnd }
  const innerSignatureAlgorithm = readAlgorithmIdentifier(tbs, "signature")
  const issuer = readIssuer(tbs, "issuer")
  const validity = tbs.enter(tags.sequence, "validity")
  const notBefore = readTime(validity, "notBefore")
  const notAfter = readTime(validity, "notAfter")
  validity.finish("validity")
  const subject = readName(tbs, "subject")
  const subjectPublicKeyInfo = readPublicKeyInfo(tbs)
  const issuerUniqueId = skipUniqueId(tbs, 0x81, "issuerUniqueID")
  const subjectUniqueId = skipUniqueId(tbs, 0x82, "subjectUniqueID")
  const extensions = tbs.peek === 0xa3 ? readExtensions(tbs, 0xa3) : []
  tbs.finish("tbsCertificate")
  return new Certificate(tbs.bytes, outer, {
    version,
    serialNumber,
    innerSignatureAlgorithm,
    issuer,
    notBefore,
    notAfter,
    subject,
    subjectPublicKeyInfo,
    issuerUniqueId,
    subjectUniqueId,
    extensions,
  })
}

function readVersion(tbs: Reader): 1 | 2 | 3 {
  const explicit = tbs.enter(0xa0, "version")
  const version = readCount(explicit, "version") + 1
  explicit.finish("version")
  if (version === 1 || version === 2 || version === 3) return version
  lax(tbs, "integer-out-of-range", tbs.start, "version")
  return 3
}

function skipUniqueId(tbs: Reader, tag: number, detail: string): boolean {
  if (tbs.peek !== tag) return false
  checkBitString(tbs.next(detail), detail)
  return true
}

/** RFC 5280 §4.1.2.9 and §5.1.2.7: `[n] EXPLICIT SEQUENCE SIZE (1..MAX) OF Extension`. */
export function readExtensions(reader: Reader, tag: number): readonly Extension[] {
  const explicit = reader.enter(tag, "extensions")
  const extensions = readExtensionList(explicit)
  explicit.finish("extensions")
  return extensions
}

export function readExtensionList(reader: Reader): readonly Extension[] {
  const sequence = reader.enter(tags.sequence, "extensions")
  if (sequence.done) lax(sequence, "empty", sequence.position, "extensions")
  const extensions: Extension[] = []
  while (!sequence.done) {
    const extension = sequence.enter(tags.sequence, "extension")
    const oid = readOid(extension, "extnID")
    const critical = readFlag(extension, "critical")
    extension.expect(tags.octetString, "extnValue")
    extensions.push(new Extension(oid, critical, extension.bytes, extension.contentStart, extension.contentEnd))
    extension.finish("extension")
  }
  return extensions
}
