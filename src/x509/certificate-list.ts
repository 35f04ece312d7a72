import { hash } from "node:crypto"
import { type AlgorithmIdentifier, readAlgorithmIdentifier } from "./algorithm.ts"
import { readExtensionList, readExtensions } from "./certificate.ts"
import { type Decoded, decode, malformed, Reader, tags } from "./der.ts"
import {
  type AuthorityKeyIdentifier,
  type Extension,
  extensionOids,
  parseValue,
  readAuthorityKeyIdentifier,
} from "./extensions.ts"
import { readGeneralNames } from "./general-name.ts"
import { type IssuingDistributionPoint, readIssuingDistributionPoint } from "./issuing-distribution-point.ts"
import { type Name, readName } from "./name.ts"
import { hex, readBitString, readCount, readInteger } from "./primitives.ts"
import { readTime } from "./time.ts"

/** 32 MiB, the largest file we read; the largest public CRLs are of that size. */
const maxSize = 32 << 20
/** Every entry has at least four values in some twenty octets. */
const maxValues = 8_000_000

export interface RevokedCertificate {
  readonly serialNumber: string
  readonly revocationDate: number
  /** RFC 5280 §5.3.1, in its words. */
  readonly reason: string | undefined
  /** In an indirect CRL (§5.3.3); carried over from earlier entries. */
  readonly certificateIssuer: Name | undefined
}

/** A CRL (RFC 5280 §5.1). */
export interface CertificateList {
  readonly der: Uint8Array
  readonly sha256: string
  readonly tbs: Uint8Array
  readonly version: 1 | 2
  readonly innerSignatureAlgorithm: AlgorithmIdentifier
  readonly issuer: Name
  readonly thisUpdate: number
  readonly nextUpdate: number | undefined
  readonly revoked: ReadonlyMap<string, readonly RevokedCertificate[]>
  readonly extensions: readonly Extension[]
  readonly signatureAlgorithm: AlgorithmIdentifier
  readonly signature: Uint8Array
  readonly authorityKeyIdentifier: AuthorityKeyIdentifier | undefined
  /** Hex of the INTEGER; numbers have up to 20 octets. */
  readonly crlNumber: string | undefined
  /** The number of the complete CRL that this one changes; only delta CRLs have it. */
  readonly deltaBase: string | undefined
  readonly issuingDistributionPoint: IssuingDistributionPoint | undefined
  /** Critical extensions, of the list or of an entry, that we do not process. */
  readonly unknownCritical: readonly string[]
}

const oids = {
  crlNumber: "2.5.29.20",
  reasonCode: "2.5.29.21",
  invalidityDate: "2.5.29.24",
  deltaCrlIndicator: "2.5.29.27",
  issuingDistributionPoint: "2.5.29.28",
  certificateIssuer: "2.5.29.29",
} as const

export const crlNumberOid: string = oids.crlNumber

const processed: ReadonlySet<string> = new Set([
  ...[oids.crlNumber, oids.deltaCrlIndicator, oids.issuingDistributionPoint, extensionOids.authorityKeyIdentifier],
])
const processedInEntries: ReadonlySet<string> = new Set([oids.reasonCode, oids.certificateIssuer, oids.invalidityDate])

export function decodeCertificateList(der: Uint8Array): Decoded<CertificateList> {
  return decode(() => {
    if (der.length > maxSize) malformed("size-over-budget", maxSize, "CertificateList")
    const outer = new Reader(der, 0, der.length, { left: maxValues })
    const list = outer.enter(tags.sequence, "CertificateList")
    outer.finish("CertificateList")
    const tbsReader = list.enter(tags.sequence, "tbsCertList")
    const tbs = list.encoding
    const signatureAlgorithm = readAlgorithmIdentifier(list, "signatureAlgorithm")
    const signature = readBitString(list, "signatureValue")
    if (signature.unusedBits !== 0) malformed("bit-string-malformed", list.start, "signatureValue")
    list.finish("CertificateList")
    return {
      ...{ der, sha256: hash("sha256", der, "hex"), tbs },
      ...readTbs(tbsReader),
      ...{ signatureAlgorithm, signature: signature.bytes },
    }
  })
}

/** RFC 5280 §5.1.2. */
function readTbs(tbs: Reader): Omit<CertificateList, "der" | "sha256" | "tbs" | "signatureAlgorithm" | "signature"> {
  const version = tbs.peek === tags.integer ? readCount(tbs, "version") + 1 : 1
  if (version !== 1 && version !== 2) malformed("integer-out-of-range", tbs.start, "version")
  const innerSignatureAlgorithm = readAlgorithmIdentifier(tbs, "signature")
  const issuer = readName(tbs, "issuer")
  const thisUpdate = readTime(tbs, "thisUpdate").instant
  const isTime = tbs.peek === tags.utcTime || tbs.peek === tags.generalizedTime
  const nextUpdate = isTime ? readTime(tbs, "nextUpdate").instant : undefined
  const entries = tbs.peek === tags.sequence ? readEntries(tbs) : noEntries
  const extensions = tbs.peek === 0xa0 ? readExtensions(tbs, 0xa0) : []
  tbs.finish("tbsCertList")
  const unknown = extensions.filter(({ critical, oid }) => critical && !processed.has(oid)).map(({ oid }) => oid)
  return {
    ...{ version, innerSignatureAlgorithm, issuer, thisUpdate, nextUpdate, revoked: entries.revoked, extensions },
    unknownCritical: [...unknown, ...entries.unknownCritical],
    authorityKeyIdentifier: value(extensions, extensionOids.authorityKeyIdentifier, readAuthorityKeyIdentifier),
    crlNumber: value(extensions, oids.crlNumber, (reader, detail) => hex(readInteger(reader, detail))),
    deltaBase: value(extensions, oids.deltaCrlIndicator, (reader, detail) => hex(readInteger(reader, detail))),
    issuingDistributionPoint: value(extensions, oids.issuingDistributionPoint, readIssuingDistributionPoint),
  }
}

interface Entries {
  readonly revoked: ReadonlyMap<string, readonly RevokedCertificate[]>
  readonly unknownCritical: readonly string[]
}

const noEntries: Entries = { revoked: new Map(), unknownCritical: [] }

/** RFC 5280 §5.1.2.6. */
function readEntries(tbs: Reader): Entries {
  const sequence = tbs.enter(tags.sequence, "revokedCertificates")
  const revoked = new Map<string, RevokedCertificate[]>()
  const unknownCritical: string[] = []
  let certificateIssuer: Name | undefined
  while (!sequence.done) {
    const entry = sequence.enter(tags.sequence, "revokedCertificate")
    const serialNumber = hex(readInteger(entry, "userCertificate"))
    const revocationDate = readTime(entry, "revocationDate").instant
    const extensions = entry.done ? [] : readExtensionList(entry)
    entry.finish("revokedCertificate")
    for (const { critical, oid } of extensions) if (critical && !processedInEntries.has(oid)) unknownCritical.push(oid)
    certificateIssuer = value(extensions, oids.certificateIssuer, readCertificateIssuer) ?? certificateIssuer
    const reason = value(
      extensions,
      oids.reasonCode,
      (reader, detail) => reasonNames[readCount(reader, detail, tags.enumerated)],
    )
    const same = revoked.get(serialNumber)
    const item = { serialNumber, revocationDate, reason, certificateIssuer }
    if (same === undefined) revoked.set(serialNumber, [item])
    else same.push(item)
  }
  return { revoked, unknownCritical }
}

function readCertificateIssuer(reader: Reader, detail: string): Name {
  const name = readGeneralNames(reader, detail).find((candidate) => candidate.kind === "directory")
  return name?.kind === "directory" ? name.name : malformed("value-malformed", reader.start, detail)
}

/** A CRL whose extensions do not decode as they should is malformed as a whole: nobody wants a part of it. */
function value<T>(
  extensions: readonly Extension[],
  oid: string,
  parser: (reader: Reader, detail: string) => T,
): T | undefined {
  const extension = extensions.find((candidate) => candidate.oid === oid)
  if (extension === undefined) return undefined
  const parsed = parseValue(extension, oid, parser)
  return "value" in parsed ? parsed.value : malformed(parsed.defect.reason, parsed.defect.offset, parsed.defect.detail)
}

/** CRLReason, RFC 5280 §5.3.1; 7 is not used. */
const reasonNames: Readonly<Record<number, string>> = {
  0: "unspecified",
  1: "keyCompromise",
  2: "cACompromise",
  3: "affiliationChanged",
  4: "superseded",
  5: "cessationOfOperation",
  6: "certificateHold",
  8: "removeFromCRL",
  9: "privilegeWithdrawn",
  10: "aACompromise",
}
