import type { GeneralName } from "../x509/general-name.ts"
import { ipText } from "../x509/ip.ts"
import { nameText } from "../x509/name.ts"
import type { Finding, Reason } from "../x509/reason.ts"
import { called, instant, keyIdentifierText, listed } from "./words.ts"

/** Why a certificate was rejected: a clause that follows its name. */
export function sayReason(reason: Reason): string {
  switch (reason.kind) {
    case "key-published":
      return `has the key of ${reason.name}, whose private half is public, so anybody can sign with it`
    case "revoked":
      return `was revoked at ${instant(reason.at)}${reason.reason === undefined ? "" : ` (${reason.reason})`}`
    case "expired":
      return `expired at ${instant(reason.notAfter)}`
    case "not-yet-valid":
      return `is not valid before ${instant(reason.notBefore)}`
    case "name-mismatch":
      return `is not valid for ${reason.expected.value}, only for ${listed(reason.presented.map(sayName)) || "no name at all"}`
    case "name-excluded":
      return `has the name ${sayName(reason.name)}, which the CA "${called(reason.by)}" is forbidden to certify`
    case "name-not-permitted":
      return `has the name ${sayName(reason.name)}, which is outside of what the CA "${called(reason.by)}" may certify`
    case "name-not-comparable":
      return `has the name ${sayName(reason.name)}, which cannot be compared with the constraints of "${called(reason.by)}"`
    case "purpose-not-allowed":
      return `does not allow the purpose "${reason.purpose}" (its extendedKeyUsage: ${listed(reason.allowed) || "none"})`
    case "not-a-ca":
      return "is no CA, and must not issue certificates"
    case "key-usage-lacks":
      return `has a keyUsage that does not allow ${reason.usage}`
    case "path-too-long":
      return `allows ${reason.limit} CAs below it, and there are ${reason.intermediates}`
    case "policy-required":
      return "has none of the policies that the path requires"
    case "policy-mapping-of-any":
      return "maps the policy anyPolicy, which is forbidden"
    case "signature-invalid":
      return `is not signed by "${called(reason.issuer)}", though the names fit`
    case "signature-unsupported":
      return `is signed with ${reason.algorithm}, which cannot be verified here`
    case "unknown-critical-extension":
      return `has the critical extension ${reason.oid}, which general clients do not know`
    case "duplicate-extension":
      return `has the extension ${reason.oid} twice`
    case "malformed-extension":
      return `has a malformed extension ${reason.oid}`
    case "nonconforming":
      return `breaks a rule: ${reason.says} (${reason.clause})`
    case "revocation-unknown":
      return `cannot be told not to be revoked: ${listed(reason.because)}`
    case "root-untrusted":
      return "is a root that is not among the trust anchors"
    case "issuer-not-found":
      return `was issued by "${nameText(reason.issuer)}", which is neither at hand nor a trust anchor`
    case "budget-exhausted":
      return `leads into a maze: more than ${reason.limit} ${reason.budget} would be needed`
  }
}

/** What proves a reason, beside the certificate: its extension, and the key identifiers that people compare. */
export function sayEvidence({ reason, certificate, extension }: Finding): readonly string[] {
  const wanted = certificate.authorityKeyIdentifier?.keyIdentifier
  const evidence = extension === undefined ? [] : [`extension ${extension}`]
  if (reason.kind === "issuer-not-found" && reason.keyIdentifier !== undefined)
    return [...evidence, `the issuer's key identifier is ${keyIdentifierText(reason.keyIdentifier)}`]
  if (reason.kind !== "signature-invalid" || wanted === undefined) return evidence
  const own = reason.issuer.subjectKeyIdentifier
  if (own === undefined) return [...evidence, `the issuer's key identifier is ${keyIdentifierText(wanted)}`]
  return own === wanted
    ? [...evidence, `the key identifiers fit, too: ${keyIdentifierText(own)}`]
    : [...evidence, `that CA has the key identifier ${keyIdentifierText(own)}, the issuer ${keyIdentifierText(wanted)}`]
}

function sayName(name: GeneralName): string {
  switch (name.kind) {
    case "dns":
    case "email":
    case "uri":
      return name.value
    case "ip":
      return ipText(name.bytes)
    case "directory":
      return nameText(name.name)
    case "registeredId":
      return name.oid
    default:
      return name.kind
  }
}
