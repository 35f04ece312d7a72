import type { DocumentFact, IgnoreComment } from "../model/facts.ts"
import { helpText } from "../model/help.ts"
import type { CertificateSummary, Edit, Finding } from "../model/report.ts"
import type { Rule } from "../rules/rule.ts"
import { applyIgnores, type Reach } from "./apply-ignores.ts"
import type { Config } from "./config.ts"
import { type Consent, consented } from "./consent.ts"
import { fingerprinter } from "./fingerprint.ts"
import { problemsOfIgnores } from "./ignore-findings.ts"
import { type Ignore, readIgnores, suppressionOf } from "./ignores.ts"
import type { Judged, Located, Weighed } from "./judged.ts"
import { levelJudge } from "./levels.ts"
import { byReportOrder, type Cause, mergeCauses, relatedPlaces } from "./merge.ts"

/** What problems are judged by. */
export interface PolicyInputs extends Reach {
  readonly config: Config
  /** The instant of evaluation, in milliseconds since the epoch. */
  readonly at: number
  /** Those that were asked, the `ignore-…` ones among them. */
  readonly rules: readonly Rule[]
  /** Every rule and every family that there is. */
  readonly names: ReadonlySet<string>
  readonly comments: readonly IgnoreComment[]
  readonly isFixture: (path: string) => boolean
  /** Whether certificates at a path are there to test with. */
  readonly isTestMaterial: (path: string) => boolean
  readonly certificate: (sha256: string) => CertificateSummary | undefined
  /** The fingerprints of the findings that the baseline records. */
  readonly baseline: ReadonlySet<string>
  /** Which ignores in files count, where a base decides. */
  readonly consent?: Consent
  readonly documentsOf: (path: string) => readonly DocumentFact[]
  /** Whether all that the config governs was checked, so that an entry of it without effect is known to have none. */
  readonly complete: boolean
}

/**
 * Makes findings of problems: their levels, what silences them, one for each cause, an identity, an order. Only what the
 * config turns off is dropped.
 */
export function judge(problems: readonly Located[], inputs: PolicyInputs): Finding[] {
  const { config, at, rules, names, comments, complete } = inputs
  const ignores = readIgnores(comments, { config, at, names })
  const used = new Set<Ignore>()
  const applied = applyIgnores(weigh(problems, inputs), ignores, used, inputs)
  const judged = inputs.consent === undefined ? applied : consented(applied, inputs.consent, inputs.documentsOf)
  const findings = accept(toFindings(mergeCauses(judged), inputs), ignores, used)
  const aboutIgnores = weigh(problemsOfIgnores(ignores, used, rules, complete), inputs)
  const all = [...findings, ...toFindings(mergeCauses(aboutIgnores), inputs)]
  return all.map((finding) => baselined(finding, inputs.baseline)).sort(byReportOrder)
}

/** The problems with what silences each, before they become findings. */
export function silence(problems: readonly Located[], inputs: PolicyInputs): Judged[] {
  const { config, at, names, comments } = inputs
  return applyIgnores(weigh(problems, inputs), readIgnores(comments, { config, at, names }), new Set(), inputs)
}

function weigh(problems: readonly Located[], { config, isFixture, isTestMaterial, toConfig }: PolicyInputs): Weighed[] {
  const levelOf = levelJudge(config)
  return problems.flatMap((located) => {
    const { path } = located.location
    const fixture = isFixture(path) || (isAboutMaterial(located) && isTestMaterial(path))
    const { level, because } = levelOf({ ...located, path: toConfig(path), fixture })
    return level === "off" ? [] : [{ ...located, level, because, fixture }]
  })
}

function isAboutMaterial({ rule: { family, on }, problem }: Located): boolean {
  if (problem.certificate !== undefined || on === "bundle") return true
  return family === "chain" || family === "certificate" || family === "input"
}

function toFindings(causes: readonly Cause[], inputs: PolicyInputs): Finding[] {
  const fingerprint = fingerprinter()
  return causes.map((cause) => toFinding(cause, fingerprint(cause[0]), inputs.certificate))
}

function toFinding(
  cause: Cause,
  [fingerprint, ...former]: readonly [string, ...string[]],
  certificate: PolicyInputs["certificate"],
): Finding {
  const [{ rule, problem, location, level, because, fixture, suppressed, pending }] = cause
  const steps = problem.help ?? [{ do: rule.fix }]
  const shown = problem.certificate === undefined ? undefined : certificate(problem.certificate)
  return {
    rule: rule.id,
    family: rule.family,
    level,
    because,
    message: problem.message,
    help: helpText(steps),
    steps,
    location,
    ...(problem.resource !== undefined && { resource: problem.resource }),
    ...(shown !== undefined && { certificate: shown }),
    related: relatedPlaces(cause),
    edits: editsOf(cause),
    fingerprint,
    ...(former.length > 0 && { former }),
    ...(suppressed !== undefined && { suppressed }),
    ...(pending !== undefined && { pending }),
    sensitive: cause.some((one) => one.problem.sensitive === true),
    fixture,
  }
}

/** What stands for a secret in the facts is never written in its place: such a fix is none. */
function editsOf(cause: Cause): readonly Edit[] {
  const edits = cause.flatMap((one) => one.problem.edits ?? [])
  return edits.some(({ text }) => text.includes("***")) ? [] : edits
}

/** The entries of the config that speak of a finding by its fingerprint. */
function accept(findings: readonly Finding[], ignores: readonly Ignore[], used: Set<Ignore>): Finding[] {
  const entries = new Map(ignores.map((ignore) => [ignore.entry?.fingerprint, ignore]))
  return findings.map((finding) => {
    const ignore = fingerprintsOf(finding).flatMap((one) => entries.get(one) ?? [])[0]
    if (ignore === undefined || ignore.state === "invalid") return finding
    used.add(ignore)
    const isSilent = ignore.state === "valid" && finding.suppressed === undefined
    return isSilent ? { ...finding, suppressed: suppressionOf(ignore) } : finding
  })
}

function fingerprintsOf({ fingerprint, former = [] }: Finding): readonly string[] {
  return [fingerprint, ...former]
}

function baselined(finding: Finding, baseline: ReadonlySet<string>): Finding {
  if (finding.suppressed !== undefined || !fingerprintsOf(finding).some((one) => baseline.has(one))) return finding
  return { ...finding, suppressed: { by: "baseline" } }
}
