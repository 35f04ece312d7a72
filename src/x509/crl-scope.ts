import type { Certificate } from "./certificate.ts"
import { type CertificateList, crlNumberOid } from "./certificate-list.ts"
import type { DistributionPoint } from "./extensions.ts"
import { distributionPointKeys, generalNameKey } from "./issuing-distribution-point.ts"
import { type Name, sameName } from "./name.ts"
import { sameBytes } from "./primitives.ts"
import type { Profile } from "./profile.ts"

/** ReasonFlags (RFC 5280 §4.2.1.13) but for the first, which is unused. */
export const allReasons: ReadonlySet<number> = new Set([1, 2, 3, 4, 5, 6, 7, 8])

/**
 * Where to look for a certificate's CRLs: its distribution points, then (RFC 5280 §6.3.3, last paragraph) one that
 * stands for "CRLs not specified in a distribution point but issued by the certificate issuer".
 */
export function distributionPoints(certificate: Certificate): readonly DistributionPoint[] {
  const issuer: DistributionPoint = {
    fullName: [{ kind: "directory", name: certificate.issuer }],
    relativeName: undefined,
    reasons: undefined,
    crlIssuer: undefined,
  }
  return [...(certificate.crlDistributionPoints ?? []), issuer]
}

export function directoryNames(names: DistributionPoint["crlIssuer"]): readonly Name[] {
  return (names ?? []).flatMap((name) => (name.kind === "directory" ? name.name : []))
}

/** Whether the list says that it is for this certificate, by this distribution point: RFC 5280 §6.3.3 (b). */
export function covers(list: CertificateList, point: DistributionPoint, certificate: Certificate): boolean {
  const scope = list.issuingDistributionPoint
  if (point.crlIssuer !== undefined) {
    if (scope?.indirect !== true || !directoryNames(point.crlIssuer).some((name) => sameName(name, list.issuer)))
      return false
  } else if (!sameName(list.issuer, certificate.issuer)) return false
  if (scope === undefined) return true
  if (scope.onlyAttributeCertificates) return false
  if (scope.onlyUserCertificates && certificate.isCa) return false
  if (scope.onlyCaCertificates && !certificate.isCa) return false
  if (scope.fullName === undefined && scope.relativeName === undefined) return true
  const hasName = point.fullName !== undefined || point.relativeName !== undefined
  const wanted = hasName ? distributionPointKeys(point, list.issuer) : (point.crlIssuer ?? []).flatMap(generalNameKey)
  return distributionPointKeys(scope, list.issuer).some((key) => wanted.includes(key))
}

/** The reasons for which this list could tell of a revocation: RFC 5280 §6.3.3 (d). */
export function reasonsOf(list: CertificateList, point: DistributionPoint): ReadonlySet<number> {
  const some = list.issuingDistributionPoint?.onlySomeReasons ?? allReasons
  const wanted = point.reasons ?? allReasons
  return new Set([...allReasons].filter((reason) => some.has(reason) && wanted.has(reason)))
}

/** Whether `delta` brings `complete` up to date: RFC 5280 §5.2.4 and §6.3.3 (c). */
export function updates(delta: CertificateList, complete: CertificateList): boolean {
  if (delta.deltaBase === undefined || delta.crlNumber === undefined || complete.crlNumber === undefined) return false
  const number = BigInt(`0x${complete.crlNumber}`)
  const scopes = [delta, complete].map((list) => list.issuingDistributionPoint?.der)
  return (
    sameName(delta.issuer, complete.issuer) &&
    (scopes[0] === undefined ? scopes[1] === undefined : scopes[1] !== undefined && sameBytes(scopes[0], scopes[1])) &&
    delta.authorityKeyIdentifier?.keyIdentifier === complete.authorityKeyIdentifier?.keyIdentifier &&
    number >= BigInt(`0x${delta.deltaBase}`) &&
    number < BigInt(`0x${delta.crlNumber}`)
  )
}

/** Why a list can't be used at the instant, whoever signed it. */
export function listDefect(list: CertificateList, at: number, profile: Profile): string | undefined {
  const second = Math.floor(at / 1000) * 1000
  if (list.thisUpdate > second) return "the list is not yet valid"
  if (list.nextUpdate !== undefined && list.nextUpdate < second) return "the list is out of date"
  // RFC 5280 §5.2: "MUST NOT use that CRL to determine the status of certificates"; §5.3 likewise.
  if (list.unknownCritical.length > 0)
    return `the list has a critical extension that we do not know (${list.unknownCritical[0]})`
  if (!sameBytes(list.signatureAlgorithm.der, list.innerSignatureAlgorithm.der))
    return "the list has two signature algorithms"
  if (list.version === 1 && list.extensions.length > 0) return "the list has extensions without being version 2"
  if (new Set(list.extensions.map(({ oid }) => oid)).size < list.extensions.length)
    return "the list has an extension twice"
  const breach = numberBreach(list)
  return breach !== undefined && (profile === "rfc5280" || profile === "webpki") ? breach : undefined
}

/** RFC 5280 §5.2.3 asks for a number that is not critical; clients do without, so for the gate it is a warning. */
export function numberBreach(list: CertificateList): string | undefined {
  const number = list.extensions.find(({ oid }) => oid === crlNumberOid)
  if (number === undefined) return "the list has no number"
  return number.critical ? "the list's number is critical" : undefined
}
