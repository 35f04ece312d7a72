import type { Level, Report } from "../model/report.ts"
import { annotations } from "./annotations.ts"
import { summary } from "./markdown/summary.ts"
import type { ReporterOptions } from "./reporter.ts"
import { counts, summarize, verdictWord } from "./words.ts"

/** A check run, as the Checks API takes it: the annotations in batches, the first to create it, the others to add. */
export interface CheckRun {
  readonly name: string
  readonly conclusion: "success" | "failure" | "neutral"
  readonly title: string
  readonly summary: string
  readonly batches: readonly (readonly CheckAnnotation[])[]
}

interface CheckAnnotation {
  readonly path: string
  readonly start_line: number
  readonly end_line: number
  readonly start_column?: number
  readonly end_column?: number
  readonly annotation_level: "notice" | "warning" | "failure"
  readonly title: string
  readonly message: string
}

export function checkRun(report: Report, options: ReporterOptions): CheckRun {
  const list = annotations(report, options).flatMap(({ level, title, message, place }): CheckAnnotation[] =>
    place === undefined
      ? []
      : [
          {
            path: place.path,
            start_line: place.line,
            end_line: place.endLine,
            ...(place.columns && { start_column: place.columns.start, end_column: place.columns.end }),
            annotation_level: annotationLevels[level],
            title,
            message,
          },
        ],
  )
  const word = verdictWord(report)
  return {
    name: "tlsgate",
    conclusion: word === "blocked" ? "failure" : word === "passed" ? "neutral" : "success",
    title: `${word}: ${counts(summarize(report.findings))}`,
    // Counted in characters, of which a byte is never more than one.
    summary: summary(report, options, 65_000),
    batches: batched(list),
  }
}

function batched(list: readonly CheckAnnotation[]): CheckAnnotation[][] {
  const batches: CheckAnnotation[][] = []
  for (let from = 0; from < list.length; from += perRequest) batches.push(list.slice(from, from + perRequest))
  return batches
}

const annotationLevels = { error: "failure", warning: "warning", notice: "notice" } as const satisfies Record<
  Level,
  string
>

/** `annotations.maxItems` in GitHub's description of the Checks API. */
const perRequest = 50
