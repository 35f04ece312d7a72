import type { Base, Finding, Report } from "../model/report.ts"
import type { Threshold } from "./config.ts"
import type { Consent } from "./consent.ts"
import { rank } from "./levels.ts"
import { verdictOf } from "./verdict.ts"

/** What is compared with. */
interface Compared {
  readonly commit: string | undefined
  readonly notes: Base["notes"]
  /** Of the base, by its own words; absent where it is not in the checkout. */
  readonly findings?: readonly Finding[]
}

interface Change {
  /** What would be found if the change's own words counted; absent where they are the base's. */
  readonly after: readonly Finding[] | undefined
  /** Whether the change's own config leaves a path out. */
  readonly isExcluded: (path: string) => boolean
  readonly failOnAt: (path: string) => Threshold
  readonly newOnly: boolean
}

/** Where there is no base, no ignore stands. */
export const noConsent: Consent = { silenced: new Map(), standing: new Set() }

/** A report of a change against its base: what is new, what is gone, what the change would silence. */
export function against(report: Report, { commit, notes, findings: before }: Compared, change: Change): Report {
  const old = before && new Set(before.map(({ fingerprint }) => fingerprint))
  const after = change.after && new Map(change.after.map((finding) => [finding.fingerprint, finding]))
  const findings = report.findings.map((finding): Finding => {
    const pending = finding.pending ?? pendingOf(finding, after, change.isExcluded)
    return {
      ...finding,
      ...(old !== undefined && { new: !old.has(finding.fingerprint) }),
      ...(pending !== undefined && finding.suppressed === undefined && { pending }),
    }
  })
  const now = new Set(findings.map(({ fingerprint }) => fingerprint))
  const gone = before?.filter(({ fingerprint, suppressed }) => suppressed === undefined && !now.has(fingerprint)) ?? []
  const counting = change.newOnly ? findings.filter(countsAlways) : findings
  return {
    ...report,
    findings,
    verdict: verdictOf(counting, change.failOnAt),
    base: { ...(commit !== undefined && { commit }), notes, gone },
  }
}

function pendingOf(
  finding: Finding,
  after: ReadonlyMap<string, Finding> | undefined,
  isExcluded: Change["isExcluded"],
): Finding["pending"] {
  if (after === undefined || finding.suppressed !== undefined) return undefined
  if (isExcluded(finding.location.path)) return { by: "config" }
  const then = after.get(finding.fingerprint)
  if (then?.suppressed !== undefined) return then.suppressed
  return then === undefined || rank[then.level] < rank[finding.level] ? { by: "config" } : undefined
}

/** What fails a change although the base has it: what is over breaks now, and a key is known from the first commit on. */
function countsAlways({ new: isNew, rule }: Finding): boolean {
  return isNew !== false || /(^|-)(expired|expiring|private-key)(-|$)/.test(rule)
}
