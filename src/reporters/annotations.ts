import type { Level, Report } from "../model/report.ts"
import { clip, visible, visibleLines } from "./escape.ts"
import type { Fold, Group } from "./findings.ts"
import { folded, foldedRules, grouped, otherLines, ranked } from "./findings.ts"
import type { ReporterOptions } from "./reporter.ts"
import { count } from "./words.ts"

/** A remark of GitHub's at lines of a file, or at none: plain text, as both workflow commands and the Checks API take it. */
export interface Annotation {
  readonly level: Level
  readonly title: string
  readonly message: string
  readonly place?: {
    readonly path: string
    readonly line: number
    readonly endLine: number
    /** Only on one line: GitHub refuses columns on an annotation of more than one. */
    readonly columns?: { readonly start: number; readonly end: number }
  }
}

/** One annotation for each rule and file, the worst first; fixtures in one at the end. */
export function annotations(report: Report, options: ReporterOptions): Annotation[] {
  const { shown, folds } = folded(ranked(report.findings, options))
  return [...grouped(shown).map((group) => annotation(group, options)), ...(folds.length > 0 ? [foldsOf(folds)] : [])]
}

function annotation(group: Group, options: ReporterOptions): Annotation {
  const { rule, level, message, help, location, related } = group.first
  const { path, line, endLine, column, endColumn } = location
  const { summary, url } = options.rule?.(rule) ?? {}
  const lines = [
    clip(visible(message), 1500),
    ...(group.others.length > 0 ? [`Also at ${otherLines(group)}.`] : []),
    ...related
      .slice(0, 3)
      .map((place) => clip(visible(`See ${place.location.path}:${place.location.line}: ${place.message}`), 300)),
    `Fix: ${visibleLines(help)}`,
  ]
  const tail = url === undefined ? "" : `\n${visible(url)}`
  return {
    level,
    title: clip(visible(summary === undefined ? rule : `${rule}: ${summary}`), 80),
    message: `${clip(lines.join("\n"), longest - tail.length)}${tail}`,
    place: {
      path,
      line,
      endLine: Math.max(line, endLine),
      ...(line === endLine && endColumn > column && { columns: { start: column, end: endColumn } }),
    },
  }
}

function foldsOf(folds: readonly Fold[]): Annotation {
  const total = folds.reduce((sum, fold) => sum + fold.total, 0)
  const lines = folds.map((fold) => clip(visible(`${fold.directory}/: ${foldedRules(fold)}`), 300))
  return {
    level: "notice",
    title: `tlsgate: ${count(total, "notice")} in fixtures`,
    message: clip(lines.join("\n"), longest),
  }
}

/** The runner cuts a message at 4,096 characters (`ExecutionContext.cs`, `_maxIssueMessageLength`). */
const longest = 4000
