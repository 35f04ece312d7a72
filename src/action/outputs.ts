import type { Report } from "../model/report.ts"
import { nextExpiry } from "../reporters/timeline.ts"
import { summarize } from "../reporters/words.ts"

/** The outputs of the action. The report is a path: an output may not be larger than 1 MB. */
export function outputs(
  report: Report,
  files: { readonly report: string; readonly sarif: string },
  commentUrl?: string,
) {
  const { error, warning, notice, suppressed } = summarize(report.findings)
  const next = nextExpiry(report)
  return {
    verdict: report.verdict,
    errors: `${error}`,
    warnings: `${warning}`,
    notices: `${notice}`,
    suppressed: `${suppressed}`,
    "next-expiry": next?.certificate.notAfter ?? "",
    "next-expiry-days": next === undefined ? "" : `${next.days}`,
    report: files.report,
    sarif: files.sarif,
    "comment-url": commentUrl ?? "",
  } as const
}
