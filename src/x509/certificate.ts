import { hash } from "node:crypto"
import { type AlgorithmIdentifier, readAlgorithmIdentifier } from "./algorithm.ts"
import { type Decoded, type Defect, decode, lax, malformed, Reader, tags } from "./der.ts"
import { Extension, type ExtensionName, extensionName, extensionOids, type KnownExtensions } from "./extensions.ts"
import type { GeneralName } from "./general-name.ts"
import { type Name, readIssuer, readName, sameName } from "./name.ts"
import { checkBitString, hex, readBitString, readCount, readFlag, readInteger, readOid } from "./primitives.ts"
import type { Judged } from "./profile.ts"
import { type PublicKeyInfo, readPublicKeyInfo } from "./public-key.ts"
import type { SignatureResult } from "./signature.ts"
import { readTime, type TimeEncoding } from "./time.ts"

/** 1 MiB: the largest certificate of any suite (4,096 names, 4,096 constraints) has 170 KB; servers send at most 16 MB in all. */
const maxSize = 1 << 20
/** Looking through this many takes less than making a map of them; public certificates have some ten extensions. */
const few = 16
/** See `Budget`: three times the number of values in the largest certificate of any suite. */
const maxValues = 100_000

interface Fields {
  readonly tbs: Uint8Array
  readonly version: 1 | 2 | 3
  readonly serialNumber: string
  readonly innerSignatureAlgorithm: AlgorithmIdentifier
  readonly issuer: Name
  readonly notBefore: number
  readonly notBeforeEncoding: TimeEncoding
  readonly notAfter: number
  readonly notAfterEncoding: TimeEncoding
  readonly subject: Name
  readonly subjectPublicKeyInfo: PublicKeyInfo
  readonly issuerUniqueId: boolean
  readonly subjectUniqueId: boolean
  readonly extensions: readonly Extension[]
  readonly signatureAlgorithm: AlgorithmIdentifier
  readonly signature: Uint8Array
}

export interface MalformedExtension {
  readonly extension: Extension
  readonly defect: Defect
}

/** A certificate (RFC 5280 §4.1), decoded once. The values of extensions are parsed when they are asked for. */
export class Certificate implements Fields {
  readonly der: Uint8Array
  declare readonly tbs: Uint8Array
  declare readonly version: 1 | 2 | 3
  /** Lower-case hex of the INTEGER as it is encoded: a leading `00` or a sign bit stays visible. */
  declare readonly serialNumber: string
  declare readonly innerSignatureAlgorithm: AlgorithmIdentifier
  declare readonly issuer: Name
  /** Milliseconds since 1970, whole seconds, inclusive; so is `notAfter`. */
  declare readonly notBefore: number
  declare readonly notBeforeEncoding: TimeEncoding
  declare readonly notAfter: number
  declare readonly notAfterEncoding: TimeEncoding
  declare readonly subject: Name
  declare readonly subjectPublicKeyInfo: PublicKeyInfo
  declare readonly issuerUniqueId: boolean
  declare readonly subjectUniqueId: boolean
  /** In the order of the certificate, duplicates and all. */
  declare readonly extensions: readonly Extension[]
  declare readonly signatureAlgorithm: AlgorithmIdentifier
  declare readonly signature: Uint8Array
  #sha256: string | undefined
  #dnsNames: readonly string[] | undefined
  #byOid: ReadonlyMap<string, Extension> | undefined
  /** By the issuer's key: signatures once verified, since the same chains are asked about again and again. */
  readonly signatures = new Map<string, SignatureResult>()
  /** What is wrong with it, by its place in a path: CAs are looked at again for each of their leaves. */
  readonly judged: Judged[] = []

  constructor(der: Uint8Array, fields: Fields) {
    this.der = der
    Object.assign(this, fields)
  }

  /** Of the DER, in lower-case hex. */
  get sha256(): string {
    this.#sha256 ??= hash("sha256", this.der, "hex")
    return this.#sha256
  }

  /** The first extension of this kind; more than one is a fault that `duplicateExtensions` tells of. */
  extension(name: ExtensionName): Extension | undefined {
    const { extensions } = this
    const wanted = extensionOids[name]
    if (extensions.length > few) {
      this.#byOid ??= firstByOid(extensions)
      return this.#byOid.get(wanted)
    }
    for (const extension of extensions) if (extension.oid === wanted) return extension
    return undefined
  }

  /** The value of an extension; undefined if it is absent or malformed. */
  parsed<K extends ExtensionName>(name: K): KnownExtensions[K] | undefined {
    const parsed = this.extension(name)?.parsed(name)
    return parsed !== undefined && "value" in parsed ? parsed.value : undefined
  }

  /** The extensions of RFC 5280 whose value does not decode. */
  get malformedExtensions(): readonly MalformedExtension[] {
    return this.extensions.flatMap((extension) => {
      const name = extensionName(extension.oid)
      const parsed = name && extension.parsed(name)
      return parsed !== undefined && "defect" in parsed ? { extension, defect: parsed.defect } : []
    })
  }

  /** Those after the first of their kind. */
  get duplicateExtensions(): readonly Extension[] {
    const seen = new Set<string>()
    return this.extensions.filter(({ oid }) => seen.size === seen.add(oid).size)
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

function firstByOid(extensions: readonly Extension[]): ReadonlyMap<string, Extension> {
  const first = new Map<string, Extension>()
  for (const extension of extensions) if (!first.has(extension.oid)) first.set(extension.oid, extension)
  return first
}

/** Subject and issuer are one name (RFC 5280 §3.2). */
export function isSelfIssued({ subject, issuer }: Certificate): boolean {
  return sameName(subject, issuer)
}

export function decodeCertificate(der: Uint8Array): Decoded<Certificate> {
  return decode(() => readCertificate(der, false))
}

/**
 * What OpenSSL makes of a certificate that strict parsers refuse: enough to name it. No path is built with it, since
 * what is signed is not what it says.
 */
export function decodeLeniently(der: Uint8Array): Certificate | undefined {
  const result = decode(() => readCertificate(der, true))
  return result.ok ? result.value : undefined
}

function readCertificate(der: Uint8Array, lenient: boolean): Certificate {
  if (der.length > maxSize) malformed("size-over-budget", maxSize, "Certificate")
  const outer = new Reader(der, 0, der.length, { left: maxValues, lenient })
  const certificate = outer.enter(tags.sequence, "Certificate")
  outer.finish("Certificate")
  const tbs = certificate.enter(tags.sequence, "tbsCertificate")
  const tbsDer = certificate.encoding
  const signatureAlgorithm = readAlgorithmIdentifier(certificate, "signatureAlgorithm")
  const signature = readBitString(certificate, "signatureValue")
  if (signature.unusedBits !== 0) lax(certificate, "bit-string-malformed", certificate.start, "signatureValue")
  certificate.finish("Certificate")
  return new Certificate(der, { tbs: tbsDer, ...readTbs(tbs), signatureAlgorithm, signature: signature.bytes })
}

/** RFC 5280 §4.1.2. */
function readTbs(tbs: Reader): Omit<Fields, "tbs" | "signatureAlgorithm" | "signature"> {
  const version = tbs.peek === 0xa0 ? readVersion(tbs) : 1
  const serialNumber = hex(readInteger(tbs, "serialNumber"))
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
  return {
    ...{ version, serialNumber, innerSignatureAlgorithm, issuer, subject, subjectPublicKeyInfo },
    ...{ notBefore: notBefore.instant, notBeforeEncoding: notBefore.encoding },
    ...{ notAfter: notAfter.instant, notAfterEncoding: notAfter.encoding },
    ...{ issuerUniqueId, subjectUniqueId, extensions },
  }
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
    const value = extension.expect(tags.octetString, "extnValue").content
    extensions.push(new Extension(oid, critical, value, extension.contentStart))
    extension.finish("extension")
  }
  return extensions
}
