import { entriesOf, summaryOf } from "../chains/entries.ts"
import { iso } from "../chains/words.ts"
import type { Inventory } from "../join/inventory.ts"
import { byCodePoint } from "../model/order.ts"
import type { CertificateEntry, Finding, Report, Stats } from "../model/report.ts"
import type { CheckOptions, Rule } from "../rules/rule.ts"
import type { TrustAnchors } from "../x509/anchors.ts"
import { check } from "./check.ts"
import type { Config, Threshold } from "./config.ts"
import { type Consent, consentOf } from "./consent.ts"
import { judge, type PolicyInputs, silence } from "./judge.ts"
import type { Located } from "./judged.ts"
import { verdictOf } from "./verdict.ts"

/** What a report is made of besides facts. */
export interface ReportInputs {
  readonly version: string
  /** Those that can have something to say about the inventory, and those of ignores. */
  readonly rules: readonly Rule[]
  /** What an ignore may name: every rule and every family. */
  readonly names: ReadonlySet<string>
  readonly at: number
  readonly options: CheckOptions
  readonly trust: TrustAnchors
  readonly config: Config
  readonly configPath?: string
  readonly failOn: Threshold
  readonly failOnAt: (path: string) => Threshold
  readonly isFixture: (path: string) => boolean
  readonly isTestMaterial: (path: string) => boolean
  readonly toConfig: (path: string) => string
  readonly baseline: ReadonlySet<string>
  readonly complete: boolean
  /** Which ignores in files count, where a base decides. */
  readonly consent?: Consent
  /** With `--changed-since`: the paths to report on. */
  readonly changed?: ReadonlySet<string>
  readonly files: Stats["files"]
  readonly bytes: number
  /** Asked before each subject: whether the time is over, so that no more are checked. */
  readonly isOver?: () => boolean
}

/** From what all files say to a report: check, judge, decide. The same facts and inputs give the same report. */
export function reportOf(inventory: Inventory, inputs: ReportInputs): Report {
  const judged = judge(problemsOf(inventory, inputs), policyInputs(inventory, inputs))
  const findings = judged.filter((finding) => concerns(finding, inputs.changed))
  const certificates = entriesOf(inventory)
    .map((entry) => markFixture(entry, inputs))
    .sort(byPlace)
  return {
    version: inputs.version,
    evaluatedAt: iso(inputs.at),
    verdict: verdictOf(findings, inputs.failOnAt),
    failOn: inputs.failOn,
    findings,
    certificates,
    stats: statsOf(inventory, certificates, inputs),
    ...(inputs.configPath !== undefined && { config: inputs.configPath }),
  }
}

/** What a base says by its own policy: its findings, and which ignores in its files a change may go on with. */
export function judgeBase(inventory: Inventory, inputs: ReportInputs): { findings: Finding[]; consent: Consent } {
  const problems = problemsOf(inventory, inputs)
  const policy = policyInputs(inventory, inputs)
  return { findings: judge(problems, policy), consent: consentOf(inventory.files.values(), silence(problems, policy)) }
}

function problemsOf(inventory: Inventory, inputs: ReportInputs): Located[] {
  return check(inputs.rules, inventory, inputs).map((problem) => ({
    rule: problem.rule,
    problem,
    location: problem.at,
    because: problem.because,
  }))
}

function policyInputs(inventory: Inventory, inputs: ReportInputs): PolicyInputs {
  return {
    ...inputs,
    comments: [...inventory.files.values()].flatMap(({ ignores }) => ignores),
    certificate: (sha256) => {
      const result = inventory.certificate(sha256)
      return result.ok ? summaryOf(result.value) : undefined
    },
    documentsOf: (path) => inventory.files.get(path)?.documents ?? [],
    spanOf: (path, document) => inventory.files.get(path)?.documents[document]?.span,
  }
}

/** What is there to test with is not the next to expire. */
function markFixture(entry: CertificateEntry, { isFixture, isTestMaterial }: ReportInputs): CertificateEntry {
  const { path } = entry.location
  return isFixture(path) || isTestMaterial(path) ? { ...entry, fixture: true } : entry
}

/** Whether a finding has to do with what changed: where it stands, or what else it names. */
function concerns({ location, related }: Finding, changed: ReadonlySet<string> | undefined): boolean {
  return (
    changed === undefined || changed.has(location.path) || related.some((remark) => changed.has(remark.location.path))
  )
}

function byPlace(a: CertificateEntry, b: CertificateEntry): number {
  return (
    byCodePoint(a.location.path, b.location.path) ||
    a.location.start - b.location.start ||
    byCodePoint(a.sha256, b.sha256)
  )
}

function statsOf(
  { files }: Inventory,
  certificates: readonly CertificateEntry[],
  { files: counted, bytes }: ReportInputs,
): Stats {
  const stats = [...files.values()].map((file) => file.stats)
  return {
    files: counted,
    bytes,
    documents: stats.reduce((sum, { documents }) => sum + documents, 0),
    templates: stats.reduce((sum, { templates }) => sum + templates, 0),
    certificates: certificates.length,
    uniqueCertificates: new Set(certificates.map(({ sha256 }) => sha256)).size,
  }
}
