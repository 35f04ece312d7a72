import { type Certificate, isSelfIssued } from "./certificate.ts"
import { constrainedNames, excludes, permits } from "./constrained-names.ts"
import type { GeneralName } from "./general-name.ts"
import type { Finding, Reason } from "./reason.ts"

/**
 * How many comparisons of a name with a subtree all paths together may cost: 250,000, the number of Go
 * (`maxConstraintComparisons`) and webpki. A constrained CA has some ten subtrees, a large certificate some
 * thousand names; CVE-2024-8443 and OpenSSL's "many-names" need millions.
 */
export const maxNameComparisons = 250_000

/** OpenSSL's `NAME_CHECK_MAX`: names times subtrees, whatever their kinds. It fails beyond, so a client would. */
const maxNamesTimesSubtrees = 1 << 20

export interface NameBudget {
  comparisons: number
}

interface Constraints {
  readonly by: Certificate
  readonly permitted: readonly GeneralName[]
  readonly excluded: readonly GeneralName[]
}

/** RFC 5280 §6.1.3 (b) and (c), §6.1.4 (g): from the anchor down. `path` has the target first. */
export function checkNameConstraints(path: readonly Certificate[], budget: NameBudget): readonly Finding[] {
  const constraints: Constraints[] = []
  for (let i = path.length - 1; i >= 0; i--) {
    const certificate = path[i] as Certificate
    const isAnchor = i === path.length - 1
    // Self-issued certificates of the path are exempt, "unless the certificate is the final certificate".
    if (constraints.length > 0 && !isAnchor && (i === 0 || !isSelfIssued(certificate))) {
      const reason = check(certificate, constraints, budget)
      if (reason !== undefined) return [{ level: "error", certificate, reason, extension: "nameConstraints" }]
    }
    const own = certificate.nameConstraints
    if (own !== undefined) constraints.push({ by: certificate, ...own })
  }
  return []
}

function check(certificate: Certificate, constraints: readonly Constraints[], budget: NameBudget): Reason | undefined {
  const { subject, subjectAltName } = certificate
  const names = subject.rdns.reduce((sum, rdn) => sum + rdn.length, subjectAltName?.length ?? 0)
  const subtrees = constraints.reduce((sum, { permitted, excluded }) => sum + permitted.length + excluded.length, 0)
  if (names * subtrees > maxNamesTimesSubtrees) return exhausted
  for (const name of constrainedNames(certificate)) {
    for (const { by, permitted, excluded } of constraints) {
      for (const base of excluded) {
        if (base.kind !== name.kind) continue
        if (--budget.comparisons < 0) return exhausted
        const relation = excludes(base, name)
        if (relation === "within") return { kind: "name-excluded", name, by }
        if (relation === "incomparable") return { kind: "name-not-comparable", name, by }
      }
      const ofKind = permitted.filter((base) => base.kind === name.kind)
      let allowed = ofKind.length === 0
      for (const base of ofKind) {
        if (--budget.comparisons < 0) return exhausted
        const relation = permits(base, name)
        if (relation === "incomparable") return { kind: "name-not-comparable", name, by }
        if (relation === "within") {
          allowed = true
          break
        }
      }
      if (!allowed) return { kind: "name-not-permitted", name, by }
    }
  }
  return undefined
}

const exhausted: Reason = { kind: "budget-exhausted", budget: "name comparisons", limit: maxNameComparisons }
