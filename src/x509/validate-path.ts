import type { TrustAnchors } from "./anchors.ts"
import { type Certificate, isSelfIssued } from "./certificate.ts"
import type { CertificateList } from "./certificate-list.ts"
import { conformance, demandsNamed, firstBroken } from "./conformance.ts"
import { publishedKeyOf } from "./former-roots.ts"
import { checkNameConstraints, type NameBudget } from "./name-constraint-check.ts"
import { matchesName, type PeerName, peerNameOf } from "./peer-name.ts"
import { type PolicyInputs, processPolicies } from "./policy.ts"
import type { Profile, Role } from "./profile.ts"
import { allowsPurpose, type Purpose } from "./purpose.ts"
import type { Finding, Reason } from "./reason.ts"
import { checkRevocation } from "./revocation.ts"

export interface PathOptions {
  /** Certificates that may stand between the target and an anchor, in any order. */
  readonly candidates: readonly Certificate[]
  readonly anchors: TrustAnchors
  /** Milliseconds since 1970. The only clock there is. */
  readonly at: number
  /** `server` unless given. */
  readonly purpose?: Purpose
  /** Whom the target must be; a string is a host name or an IP address. Not checked unless given. */
  readonly name?: string | PeerName
  /** `gate` unless given. */
  readonly profile?: Profile
  readonly policies?: PolicyInputs
  readonly certificateLists?: readonly CertificateList[]
  /** `when-given`: a certificate is checked if there is a list of its issuer's. `required`: each must have one. */
  readonly revocation?: "when-given" | "required"
  /** How many CAs may stand between the target and the anchor; self-issued certificates are not counted. */
  readonly maxIntermediates?: number
  /** Whether what clients let pass is looked for as well; it is unless this is false. No path is another without it. */
  readonly warnings?: boolean
}

/** A path: the target first, the trust anchor last. */
export type Path = readonly [Certificate, ...Certificate[]]

export interface PathFindings {
  readonly findings: readonly Finding[]
  readonly policies: readonly string[] | "any"
}

/**
 * RFC 5280 §6.1 for a whole path whose signatures were verified while it was built. The anchor counts as a
 * certificate of the path here, as it does for Go and OpenSSL: its dates, constraints and extensions bind.
 */
export function checkPath(path: Path, options: PathOptions, names: NameBudget): PathFindings {
  const { profile = "gate", purpose = "server", warnings = true } = options
  const policies = processPolicies(path.slice(0, -1).reverse(), options.policies ?? {})
  const findings: Finding[] = [...checkTarget(path[0], options)]
  path.forEach((certificate, i) => {
    for (const role of rolesOf(certificate, i, path.length)) {
      findings.push(...conformance({ certificate, role, issuer: path[i + 1], purpose }, profile, warnings))
    }
  })
  findings.push(...checkNameConstraints(path, names))
  if (policies.kind === "rejected") findings.push(error(policies.certificate, policies.reason))
  findings.push(...checkRevocation(path, options))
  return { findings: distinct(findings), policies: policies.kind === "accepted" ? policies.policies : [] }
}

/** A CA that is trusted as it stands is both ends of its path; a server's own certificate in a trust store is no CA. */
function rolesOf(certificate: Certificate, i: number, length: number): readonly Role[] {
  if (length === 1 && certificate.isCa) return roles.both
  if (i === 0) return roles.target
  return i === length - 1 ? roles.anchor : roles.intermediate
}

const roles = {
  target: ["target"],
  intermediate: ["intermediate"],
  anchor: ["anchor"],
  both: ["anchor", "target"],
} as const satisfies Record<string, readonly Role[]>

function distinct(findings: readonly Finding[]): readonly Finding[] {
  if (findings.length < 2) return findings
  const seen = new Set<string>()
  return findings.filter(({ certificate, reason, level }) => {
    if (reason.kind !== "nonconforming") return true
    const key = `${certificate.sha256} ${reason.rule} ${level}`
    return !seen.has(key) && seen.add(key)
  })
}

/** What is asked of the target alone: that it is valid at the instant, and for the name and the purpose. */
export function checkTarget(target: Certificate, options: PathOptions): readonly Finding[] {
  const { name, purpose = "server", at } = options
  const expected = typeof name === "string" ? peerNameOf(name) : name
  const outside = publishedKey(target) ?? outsideValidity(target, at)
  const findings = outside === undefined ? [] : [error(target, outside)]
  if (expected !== undefined && !matchesName(target, expected)) {
    const presented = target.subjectAltName ?? []
    findings.push({ ...error(target, { kind: "name-mismatch", expected, presented }), extension: "subjectAltName" })
  }
  if (!allowsPurpose(target, purpose, true)) findings.push(purposeError(target, purpose))
  return findings
}

/** Whether `issuer` may stand above `below`, by RFC 5280 §6.1.4 (k) to (n) and its dates: all that needs no signature. */
export function checkIssuer(issuer: Certificate, below: Path, options: PathOptions): Finding | undefined {
  const outside = publishedKey(issuer) ?? outsideValidity(issuer, options.at)
  if (outside !== undefined) return error(issuer, outside)
  // Version 1 has no extensions; some private roots are that old, and clients take them as anchors only.
  const isOldRoot = issuer.version < 3 && options.anchors.has(issuer)
  if (!issuer.isCa && !isOldRoot) return { ...error(issuer, { kind: "not-a-ca" }), extension: "basicConstraints" }
  if (issuer.keyUsage?.has("keyCertSign") === false) {
    return { ...error(issuer, { kind: "key-usage-lacks", usage: "keyCertSign" }), extension: "keyUsage" }
  }
  const limit = issuer.basicConstraints?.pathLength
  if (limit !== undefined) {
    // §4.2.1.9: the last certificate is not counted, nor are self-issued ones.
    const intermediates = below.slice(1).filter((certificate) => !isSelfIssued(certificate)).length
    if (intermediates > limit) {
      return { ...error(issuer, { kind: "path-too-long", limit, intermediates }), extension: "basicConstraints" }
    }
  }
  const { purpose = "server" } = options
  // Nothing that it signed can be verified, so no path through it is ever complete.
  const role = "intermediate"
  const unusable = firstBroken({ certificate: issuer, role, issuer: undefined, purpose }, ofKeys)
  if (unusable !== undefined) {
    const { name: rule, clause, says } = unusable
    return error(issuer, { kind: "nonconforming", rule, clause, says })
  }
  return allowsPurpose(issuer, purpose, true) ? undefined : purposeError(issuer, purpose)
}

const ofKeys = demandsNamed("public-key-malformed")

/** A key that everybody has proves nothing, whatever its certificate says. */
function publishedKey(certificate: Certificate): Reason | undefined {
  const name = publishedKeyOf(certificate)
  return name === undefined ? undefined : { kind: "key-published", name }
}

/** RFC 5280 §4.1.2.5: both ends belong to the period, and certificates know whole seconds only. */
function outsideValidity({ notBefore, notAfter }: Certificate, at: number): Reason | undefined {
  const second = Math.floor(at / 1000) * 1000
  if (second > notAfter) return { kind: "expired", notAfter, at }
  return second < notBefore ? { kind: "not-yet-valid", notBefore, at } : undefined
}

function purposeError(certificate: Certificate, purpose: Purpose): Finding {
  const allowed = certificate.extendedKeyUsage ?? []
  return { ...error(certificate, { kind: "purpose-not-allowed", purpose, allowed }), extension: "extendedKeyUsage" }
}

function error(certificate: Certificate, reason: Reason): Finding {
  return { level: "error", certificate, reason }
}
