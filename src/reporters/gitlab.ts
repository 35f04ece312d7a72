import type { Level, Report } from "../model/report.ts"
import { json, visible, visibleLines } from "./escape.ts"
import { ranked } from "./findings.ts"

/** GitLab's Code Quality report. GitLab drops an entry whose fingerprint it has seen, so each has its own. */
export function gitlab(report: Report): string {
  const seen = new Map<string, number>()
  const issues = ranked(report.findings).map((finding) => {
    const { location, rule, level, fingerprint } = finding
    const occurrence = (seen.get(fingerprint) ?? 0) + 1
    seen.set(fingerprint, occurrence)
    return {
      type: "issue",
      check_name: rule,
      description: visible(finding.message),
      content: { body: visibleLines(finding.help) },
      categories: ["Security"],
      severity: severities[level],
      fingerprint: occurrence === 1 ? fingerprint : `${fingerprint}-${occurrence}`,
      location: {
        path: location.path,
        lines: { begin: location.line, end: Math.max(location.line, location.endLine) },
      },
    }
  })
  return `${json(issues)}\n`
}

const severities: Readonly<Record<Level, string>> = { error: "critical", warning: "major", notice: "info" }
