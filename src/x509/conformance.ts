import type { Certificate } from "./certificate.ts"
import type { Extension } from "./extensions.ts"
import type { Demand, Profile, Role, Rule, Subject } from "./profile.ts"
import type { Purpose } from "./purpose.ts"
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
export function conformance(subject: Subject, profile: Profile, warnings: boolean): readonly Finding[] {
  const { certificate, role, purpose, issuer } = subject
  const demands = demandsOn(role, profile, purpose, warnings)
  const { judged } = certificate
  for (const known of judged) if (known.issuer === issuer && known.demands === demands) return known.found
  const found = [...structureOf(certificate, profile), ...broken(subject, demands)]
  judged.push({ issuer, demands, found })
  return found
}

/** What keeps clients from telling what a certificate means, whatever it is for. */
export function structureOf(certificate: Certificate, profile: Profile): readonly Finding[] {
  const error = ({ name }: Extension, reason: Reason): Finding => {
    return { level: "error", certificate, reason, ...(name && { extension: name }) }
  }
  return [
    ...certificate.malformedExtensions.map(({ extension, defect }) => ({
      ...error(extension, { kind: "malformed-extension", oid: extension.oid, defect }),
      ...(profile === "gate" && unread.has(extension.name) && { level: "warning" as const }),
    })),
    ...certificate.duplicateExtensions.map((one) => error(one, { kind: "duplicate-extension", oid: one.oid })),
    ...certificate.extensions
      .filter(isUnknownCritical)
      .map((one) => error(one, { kind: "unknown-critical-extension", oid: one.oid })),
  ]
}

function isUnknownCritical({ name, critical }: Extension): boolean {
  return critical && !processed.has(name)
}

/** The demands with these names that clients make, in the order in which they are looked at. */
export function demandsNamed(...names: readonly string[]): readonly Rule[] {
  return rulesAlways.filter(({ name, levels }) => names.includes(name) && levels.gate === "error")
}

export function firstBroken(subject: Subject, demands: readonly Rule[]): Rule | undefined {
  return demands.find(({ roles, broken }) => roles?.includes(subject.role) !== false && broken(subject))
}

function broken(subject: Subject, demands: readonly Demand[]): readonly Finding[] {
  return demands
    .filter(({ rule }) => rule.broken(subject))
    .map(({ level, rule: { name, clause, says, extension } }) => ({
      level,
      certificate: subject.certificate,
      reason: { kind: "nonconforming", rule: name, clause, says },
      ...(extension && { extension }),
    }))
}

const asked: Partial<Record<Role, Partial<Record<Profile, (readonly Demand[])[]>>>> = {}

/** What a profile demands of a certificate in its place in a path; the same list for the same question. */
function demandsOn(role: Role, profile: Profile, purpose: Purpose, warnings: boolean): readonly Demand[] {
  const forServers = profile === "webpki" || (profile === "gate" && purpose === "server")
  asked[role] ??= {}
  asked[role][profile] ??= []
  const answers = asked[role][profile]
  const question = (forServers ? 2 : 0) + (warnings ? 1 : 0)
  answers[question] ??= demandsFor(role, profile, forServers, warnings)
  return answers[question]
}

function demandsFor(role: Role, profile: Profile, forServers: boolean, warnings: boolean): readonly Demand[] {
  // The Baseline Requirements are about servers; elsewhere they would warn of what is nobody's concern.
  const sets = forServers ? [...rulesAlways, ...rulesIssuance, ...rulesBaseline] : [...rulesAlways, ...rulesIssuance]
  return sets.flatMap((rule): readonly Demand[] => {
    const level = rule.levels[profile]
    if (level === "off" || (level === "warning" && !warnings) || rule.roles?.includes(role) === false) return []
    return [{ level, rule }]
  })
}
