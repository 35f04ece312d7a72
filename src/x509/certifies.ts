import type { Certificate } from "./certificate.ts"
import { sameName } from "./name.ts"
import { type SignatureResult, verifySignature } from "./signature.ts"

/** How one certificate relates to the one that may have issued it. */
export interface Certifies {
  readonly names: boolean
  /** False only where both identifiers are there and differ. */
  readonly keyIdentifiers: boolean
  /** `unchecked` where the names already say no. */
  readonly signature: SignatureResult | "unchecked"
}

export function certifies(issuer: Certificate, subject: Certificate): Certifies {
  const names = sameName(issuer.subject, subject.issuer)
  return {
    names,
    keyIdentifiers: keyIdentifiersAgree(issuer, subject),
    signature: names ? signatureBetween(issuer, subject) : "unchecked",
  }
}

/**
 * RFC 5280 §4.2.1.1. RFC 4158 §3.5.12 uses the identifiers to order candidates; OpenSSL (`X509_check_akid`) rejects
 * an issuer whose identifier, or issuer and serial number, differ from those that the subject names.
 */
export function keyIdentifiersAgree(issuer: Certificate, subject: Certificate): boolean {
  const authority = subject.authorityKeyIdentifier
  const own = issuer.subjectKeyIdentifier
  return authority?.keyIdentifier === undefined || own === undefined || authority.keyIdentifier === own
}

/** Whether one certificate signed another, whether or not it may. */
export function signed(issuer: Certificate, subject: Certificate): boolean {
  return sameName(issuer.subject, subject.issuer) && signatureBetween(issuer, subject) === "valid"
}

export function knownSignature(issuer: Certificate, subject: Certificate): SignatureResult | undefined {
  return subject.signatureBy(issuer.subjectPublicKeyInfo.spkiSha256)
}

export function signatureBetween(issuer: Certificate, subject: Certificate): SignatureResult {
  const key = issuer.subjectPublicKeyInfo
  const known = subject.signatureBy(key.spkiSha256)
  if (known !== undefined) return known
  const result = verifySignature(subject, key)
  subject.keepSignature(key.spkiSha256, result)
  return result
}
