import type { Finding, Report } from "../model/report.ts"
import type { ReporterOptions } from "./reporter.ts"
import { levels } from "./words.ts"

/** What counts, the worst first: by level, then what the change under review touches, then as the policy ordered it. */
export function ranked(findings: readonly Finding[], options?: Pick<ReporterOptions, "isChanged">): Finding[] {
  const rank = (finding: Finding): number => {
    const changed = options?.isChanged?.(finding.location.path, finding.location.line) ?? false
    return levels.indexOf(finding.level) * 2 + (changed ? 0 : 1)
  }
  return findings
    .filter((finding) => !finding.suppressed)
    .map((finding) => ({ finding, rank: rank(finding) }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ finding }) => finding)
}

/** Whether there is something that a person should come and see: what blocks, or may soon. */
export function hasProblems(report: Report): boolean {
  return (
    report.verdict === "fail" ||
    report.findings.some((finding) => !finding.suppressed && !finding.fixture && finding.level !== "notice")
  )
}

/** The findings of one rule, at one level, in one file: people mend them together. */
export interface Group {
  readonly first: Finding
  readonly others: readonly Finding[]
}

/** Findings by rule, level and file, each group where its first member stood. */
export function grouped(findings: readonly Finding[]): Group[] {
  const groups = new Map<string, { first: Finding; others: Finding[] }>()
  for (const finding of findings) {
    const key = `${finding.level}\n${finding.rule}\n${finding.location.path}`
    const group = groups.get(key)
    if (group === undefined) groups.set(key, { first: finding, others: [] })
    else group.others.push(finding)
  }
  return [...groups.values()]
}

/** "lines 20, 33 and 5 more": where the other findings of a group are. */
export function otherLines(group: Group): string {
  const lines = [...new Set(group.others.map((finding) => finding.location.line))]
  const shown = lines.slice(0, 5).join(", ")
  const rest = lines.length - 5
  return `${lines.length === 1 ? "line" : "lines"} ${shown}${rest > 0 ? ` and ${rest} more` : ""}`
}

/** The notices in the fixtures of one directory. */
export interface Fold {
  readonly directory: string
  readonly rules: ReadonlyMap<string, number>
  readonly total: number
}

/** Notices in fixtures, one fold for each directory; all other findings as they are: what may block is never folded. */
export function folded(findings: readonly Finding[]): { readonly shown: Finding[]; readonly folds: Fold[] } {
  const folds = new Map<string, { directory: string; rules: Map<string, number>; total: number }>()
  const shown: Finding[] = []
  for (const finding of findings) {
    if (!finding.fixture || finding.level !== "notice") {
      shown.push(finding)
      continue
    }
    const directory = finding.location.path.includes("/") ? finding.location.path.replace(/\/[^/]*$/, "") : "."
    const fold = folds.get(directory) ?? { directory, rules: new Map<string, number>(), total: 0 }
    folds.set(directory, fold)
    fold.rules.set(finding.rule, (fold.rules.get(finding.rule) ?? 0) + 1)
    fold.total++
  }
  return { shown, folds: [...folds.values()] }
}

/** "certificate-expired ×10, key-in-plaintext ×2". */
export function foldedRules(fold: Fold): string {
  return [...fold.rules].map(([rule, times]) => (times > 1 ? `${rule} ×${times}` : rule)).join(", ")
}

/** "Secret web/tls › data.tls\.crt": the object and the field, where the finding knows them. */
export function resourceName({ resource }: Finding): string | undefined {
  if (resource === undefined) return undefined
  const name = resource.namespace ? `${resource.namespace}/${resource.name}` : resource.name
  const object = `${resource.kind} ${name}`.trim()
  return resource.path ? `${object} › ${resource.path}` : object
}
