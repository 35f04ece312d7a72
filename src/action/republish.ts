import { UsageError } from "../model/failure.ts"
import type { Finding, Report } from "../model/report.ts"
import { readReport } from "../reporters/read-report.ts"
import { plain, type ReporterOptions, type RuleText } from "../reporters/reporter.ts"

/**
 * What a second workflow, on `workflow_run`, has to publish of the report that a pull request from a fork left: nothing of
 * the files, which are not checked out there, and nothing that the report says of itself but what `readReport` lets through.
 */
export function reportToPublish(
  text: string,
  rule: (id: string) => RuleText | undefined,
): { readonly report: Report; readonly options: ReporterOptions } {
  const report = readReport(text)
  if ("wrong" in report) throw new UsageError({ message: `from-report: ${report.wrong}` })
  return {
    report,
    options: {
      ...plain,
      ...(report.base?.commit !== undefined && { isNew: ({ new: isNew }: Finding) => isNew === true }),
      rule,
    },
  }
}
