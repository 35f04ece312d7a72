import type { Certificate } from "./certificate.ts"
import { extensionName } from "./extensions.ts"
import type { Profile, Rule, Subject } from "./profile.ts"
import type { Finding, Reason } from "./reason.ts"
import { rulesAlways } from "./rules-always.ts"
import { rulesBaseline } from "./rules-baseline.ts"
import { rulesIssuance } from "./rules-issuance.ts"

/** Extensions that validation processes, so that they may be critical (RFC 5280 §4.2). */
const processed: ReadonlySet<string | undefined> = new Set([
  ...["authorityKeyIdentifier", "subjectKeyIdentifier", "keyUsage", "certificatePolicies", "policyMappings"],
  ...["subjectAltName", "basicConstraints", "nameConstraints", "policyConstraints", "extendedKeyUsage"],
  ...["crlDistributionPoints", "inhibitAnyPolicy", "authorityInfoAccess"],
])

/** Extensions that no client reads, so that a malformed one does no harm: old public roots have an empty issuerAltName. */
const unread: ReadonlySet<string | undefined> = new Set(["issuerAltName", "freshestCrl", "subjectInfoAccess"])

/** What is wrong with a certificate by itself, in its place in a path. Does not depend on the time. */
export function conformance(subject: Subject, profile: Profile): readonly Finding[] {
  const { role, purpose, issuer } = subject
  const { judged } = subject.certificate
  for (const known of judged) {
    if (known.issuer === issuer && known.role === role && known.purpose === purpose && known.profile === profile)
      return known.found
  }
  const found = [...structureOf(subject.certificate, profile), ...rules(subject, profile)]
  judged.push({ role, purpose, issuer, profile, found })
  return found
}

/** What keeps clients from telling what a certificate means, whatever it is for. */
export function structureOf(certificate: Certificate, profile: Profile): readonly Finding[] {
  const error = (oid: string, reason: Reason): Finding => {
    const extension = extensionName(oid)
    return { level: "error", certificate, reason, ...(extension && { extension }) }
  }
  return [
    ...certificate.malformedExtensions.map(({ extension: { oid }, defect }) => ({
      ...error(oid, { kind: "malformed-extension", oid, defect }),
      ...(profile === "gate" && unread.has(extensionName(oid)) && { level: "warning" as const }),
    })),
    ...certificate.duplicateExtensions.map(({ oid }) => error(oid, { kind: "duplicate-extension", oid })),
    ...certificate.extensions
      .filter(({ oid, critical }) => critical && !processed.has(extensionName(oid)))
      .map(({ oid }) => error(oid, { kind: "unknown-critical-extension", oid })),
  ]
}

/** The first of the demands that clients make, of those with these names, that a certificate breaks. */
export function brokenAlways(subject: Subject, names: ReadonlySet<string>): Rule | undefined {
  return rulesAlways.find(
    ({ name, levels, roles, broken }) =>
      names.has(name) && levels.gate === "error" && roles?.includes(subject.role) !== false && broken(subject),
  )
}

function rules(subject: Subject, profile: Profile): readonly Finding[] {
  const { certificate, role, purpose } = subject
  // The Baseline Requirements are about servers; elsewhere they would warn of what is nobody's concern.
  const sets =
    profile === "validation" || profile === "rfc5280" || (profile === "gate" && purpose !== "server") ? general : all
  const findings: Finding[] = []
  for (const { name, clause, says, extension, roles, levels, broken } of sets) {
    const level = levels[profile]
    if (level === "off" || roles?.includes(role) === false || !broken(subject)) continue
    findings.push({
      level,
      certificate,
      reason: { kind: "nonconforming", rule: name, clause, says },
      ...(extension && { extension }),
    })
  }
  return findings
}

const general = [...rulesAlways, ...rulesIssuance]
const all = [...general, ...rulesBaseline]
