import type { CertificateSummary, Finding, Level, Report } from "../model/report.ts"

/** "1 error", "3 errors". */
export function count(number: number, noun: string): string {
  return `${number} ${number === 1 ? noun : (plurals[noun] ?? `${noun}s`)}`
}

/** "3 errors · 1 warning", most severe first; "no findings" where there are none. */
export function counts(summary: Summary): string {
  const parts = levels.filter((level) => summary[level] > 0).map((level) => count(summary[level], level))
  return parts.length > 0 ? parts.join(" · ") : "no findings"
}

export interface Summary {
  readonly error: number
  readonly warning: number
  readonly notice: number
  readonly suppressed: number
}

/** How many findings there are at each level. A suppressed one counts as that only. */
export function summarize(findings: readonly Finding[]): Summary {
  const summary = { error: 0, warning: 0, notice: 0, suppressed: 0 }
  for (const finding of findings) summary[finding.suppressed ? "suppressed" : finding.level]++
  return summary
}

/** Whole UTC days from the evaluation to an instant, rounded down; negative once it is over. */
export function daysLeft(evaluatedAt: string, instant: string): number {
  return Math.floor((Date.parse(instant) - Date.parse(evaluatedAt)) / 86_400_000)
}

/** "expired 2 days ago", "expires today", "expires in 6 days". */
export function expiry(days: number): string {
  if (days < 0) return `expired ${count(-days, "day")} ago`
  return days === 0 ? "expires today" : `expires in ${count(days, "day")}`
}

/** "6 d", "9 y": for charts. */
export function shortDays(days: number): string {
  return days < 730 ? `${days} d` : `${Math.floor(days / 365)} y`
}

/** The name that people know a certificate by: its common name, or else its subject. */
export function commonName(certificate: Pick<CertificateSummary, "subject">): string {
  const name = /(?:^|,\s*)CN=((?:\\.|[^,\\])+)/.exec(certificate.subject)?.[1]?.trim()
  return name || certificate.subject || "(no subject)"
}

/** The verdict in a word: a run that passes with findings is not clear. */
export function verdictWord(report: Report): "blocked" | "passed" | "clear" {
  if (report.verdict === "fail") return "blocked"
  return report.findings.some((finding) => !finding.suppressed) ? "passed" : "clear"
}

/** "0.6 s". */
export function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`
}

export const levels: readonly Level[] = ["error", "warning", "notice"]

const plurals: Readonly<Record<string, string>> = { directory: "directories", entry: "entries" }
