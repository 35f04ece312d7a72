import { type Certificate, isSelfIssued } from "./certificate.ts"
import type { Fault, PathQuestion, PathRules } from "./client-rules.ts"
import { structureOf } from "./conformance.ts"
import { nameText } from "./name.ts"
import { checkNameConstraints, maxNameComparisons } from "./name-constraint-check.ts"
import { allowsPurpose, type Purpose } from "./purpose.ts"
import { digestOf } from "./signature.ts"

/** The first thing that a client minds in a whole path, the target first and the anchor last. */
export function faultOfPath(path: readonly Certificate[], question: PathQuestion): Fault | undefined {
  const { rules, at, purpose } = question
  if (path.length === 1 && !rules.pinnedLeafBinds) return undefined
  const bound = rules.anchorBinds || path.length === 1 ? path : path.slice(0, -1)
  return (
    firstOf(bound, structureFault) ??
    firstOf(bound, (one, index) => extensionFault(one, index, path, purpose, rules)) ??
    firstOf(path, (one, index) => strengthFault(one, index, path.length, rules)) ??
    (rules.strict && path.length > 1
      ? firstOf(path, (one, index) => strictFault(one, index, path.length))
      : undefined) ??
    firstOf([...bound].reverse(), (one) => dateFault(one, at)) ??
    constraintFault(path)
  )
}

function firstOf(
  path: readonly Certificate[],
  faultOf: (certificate: Certificate, index: number) => Fault | undefined,
): Fault | undefined {
  for (const [index, certificate] of path.entries()) {
    const fault = faultOf(certificate, index)
    if (fault !== undefined) return fault
  }
  return undefined
}

function structureFault(certificate: Certificate): Fault | undefined {
  const [broken] = structureOf(certificate, "gate").filter(({ level }) => level === "error")
  return broken && { kind: "nonconforming", certificate, says: "has an extension that clients cannot process" }
}

function extensionFault(
  certificate: Certificate,
  index: number,
  path: readonly Certificate[],
  purpose: Purpose,
  rules: PathRules,
): Fault | undefined {
  if (index > 0) {
    const unfit = issuerFault(certificate, path.slice(0, index))
    if (unfit !== undefined) return unfit
  }
  if (index > 0 && !rules.caPurpose) return undefined
  if (allowsPurpose(certificate, purpose, rules.search === "complete")) return undefined
  return { kind: "purpose", certificate, says: `is not for ${purpose === "client" ? "clients" : "servers"}` }
}

/** What keeps a CA from having issued what stands below it. */
export function issuerFault(issuer: Certificate, below: readonly Certificate[]): Fault | undefined {
  const bad = (says: string): Fault => ({ kind: "constraint", certificate: issuer, says })
  if (issuer.version === 3 && !issuer.isCa) return bad("is no CA")
  if (issuer.keyUsage?.has("keyCertSign") === false) return bad("may not sign certificates")
  const limit = issuer.basicConstraints?.pathLength
  const intermediates = below.slice(1).filter((one) => !isSelfIssued(one)).length
  return limit !== undefined && intermediates > limit
    ? bad(`allows ${limit} CAs below it, and there are ${intermediates}`)
    : undefined
}

function strengthFault(certificate: Certificate, index: number, length: number, rules: PathRules): Fault | undefined {
  const { algorithm, bits } = certificate.subjectPublicKeyInfo
  if (/^RSA/.test(algorithm) && bits !== undefined && bits < rules.rsaBits)
    return { kind: "weak", certificate, says: `has an RSA key of ${bits} bits` }
  if (index === length - 1 && length > 1) return undefined
  const digest = digestOf(certificate)
  const weak = digest !== undefined && (/^md/.test(digest) || (digest === "sha1" && !rules.sha1))
  // Nobody looks at the signature of what is trusted as it stands.
  return weak && length > 1 ? { kind: "weak", certificate, says: `is signed with ${digest.toUpperCase()}` } : undefined
}

/** `check_extensions` of OpenSSL 3 under `X509_V_FLAG_X509_STRICT`. */
function strictFault(certificate: Certificate, index: number, length: number): Fault | undefined {
  const bad = (says: string): Fault => ({ kind: "nonconforming", certificate, says })
  const { isCa, keyUsage, subject, subjectAltName, basicConstraints } = certificate
  const isNameless = subject.rdns.length === 0
  if (basicConstraints?.pathLength !== undefined && !isCa) return bad("has a path length and is no CA")
  if (isCa && certificate.extension("basicConstraints")?.critical === false)
    return bad("is a CA whose basicConstraints are not critical")
  if (isCa && keyUsage === undefined) return bad("is a CA without keyUsage")
  if (!isCa && keyUsage?.has("keyCertSign")) return bad("is no CA and may sign certificates")
  if (isNameless && (isCa || subjectAltName === undefined)) return bad("has no subject")
  if (isNameless && certificate.extension("subjectAltName")?.critical === false)
    return bad("has no subject, and its subjectAltName is not critical")
  if (certificate.extension("authorityKeyIdentifier")?.critical) return bad("has a critical authorityKeyIdentifier")
  if (certificate.extension("subjectKeyIdentifier")?.critical) return bad("has a critical subjectKeyIdentifier")
  if (certificate.version < 3) return undefined
  if (index + 1 < length && certificate.authorityKeyIdentifier?.keyIdentifier === undefined)
    return bad("has no authorityKeyIdentifier")
  return isCa && certificate.subjectKeyIdentifier === undefined ? bad("has no subjectKeyIdentifier") : undefined
}

export function dateFault(certificate: Certificate, at: number): Fault | undefined {
  const { notBefore, notAfter } = certificate
  const day = (instant: number) => new Date(instant).toISOString().slice(0, 10)
  if (Math.floor(at / 1000) * 1000 > notAfter)
    return { kind: "expired", certificate, says: `expired on ${day(notAfter)}` }
  return at < notBefore ? { kind: "not-yet-valid", certificate, says: `is valid from ${day(notBefore)}` } : undefined
}

function constraintFault(path: readonly Certificate[]): Fault | undefined {
  const [found] = checkNameConstraints(path, { comparisons: maxNameComparisons })
  if (found === undefined) return undefined
  const { reason, certificate } = found
  const by = "by" in reason ? ` of ${nameText(reason.by.subject)}` : ""
  return { kind: "constraint", certificate, says: `has a name that the name constraints${by} do not allow` }
}
