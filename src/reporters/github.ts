import type { Level, Report } from "../model/report.ts"
import type { Annotation } from "./annotations.ts"
import { annotations } from "./annotations.ts"
import { baseNotes } from "./base.ts"
import { commandMessage, commandProperty } from "./escape.ts"
import { runUrl } from "./links.ts"
import type { ReporterOptions } from "./reporter.ts"
import { count, counts, levels, summarize, verdictWord } from "./words.ts"

/**
 * Findings as workflow commands. A step shows ten annotations of each level, first come, and drops the others without a
 * word: so the verdict comes first, then what the run has to say about itself (`own`) and its base, then the findings, the worst
 * first, and the last place of a level says what is left out.
 */
export function github(report: Report, options: ReporterOptions, own: readonly Annotation[] = []): string {
  const verdict = verdictOf(report, options)
  const notes = [
    ...own,
    ...baseNotes(report).map(
      (message): Annotation => ({ level: "notice", title: "tlsgate: the base decides", message }),
    ),
  ]
  const all = annotations(report, options)
  const commands = levels.flatMap((level) => {
    const taken = [verdict, ...notes].filter((annotation) => annotation.level === level).length
    const slots = Math.max(1, perLevel - taken)
    return within(
      all.filter((annotation) => annotation.level === level),
      slots,
      level,
    )
  })
  const { files, certificates } = report.stats
  // A run without findings is no remark on anything: a line of the log will do.
  if (commands.length === 0 && report.verdict === "pass")
    return `${notes.map(command).join("")}tlsgate: ${verdictWord(report)}, ${count(files.read, "file")}, ${count(certificates, "certificate")}\n`
  return [verdict, ...notes, ...commands].map(command).join("")
}

function verdictOf(report: Report, options: ReporterOptions): Annotation {
  const summary = summarize(report.findings)
  const suppressed = summary.suppressed > 0 ? `, ${summary.suppressed} suppressed` : ""
  const url = options.repository && runUrl(options.repository)
  return {
    level: report.verdict === "fail" ? "error" : "notice",
    title: `tlsgate: ${verdictWord(report)}, ${counts(summary)}`,
    message: `${count(report.stats.files.read, "file")}, ${count(report.stats.certificates, "certificate")}${suppressed}. Evaluated at ${report.evaluatedAt}.${url ? `\nFull report with fixes: ${url}` : ""}`,
  }
}

function within(list: readonly Annotation[], slots: number, level: Level): Annotation[] {
  if (list.length <= slots) return [...list]
  const shown = list.slice(0, slots - 1)
  const rest = list.length - shown.length
  const places = list
    .slice(shown.length)
    .map(({ title, place }) => (place === undefined ? title : `${place.path}:${place.line} ${title}`))
  return [
    ...shown,
    {
      level,
      title: `tlsgate: ${count(rest, `more ${level}`)}`,
      message: `${count(rest, `more ${level}`)}, by rule and file, in the job summary: GitHub shows ${perLevel} annotations of each level per step.\n${places.slice(0, 20).join("\n")}${places.length > 20 ? "\n…" : ""}`,
    },
  ]
}

function command({ level, title, message, place }: Annotation): string {
  const properties = {
    title,
    ...(place && { file: place.path, line: place.line, endLine: place.endLine }),
    ...(place?.columns && { col: place.columns.start, endColumn: place.columns.end }),
  }
  const list = Object.entries(properties).map(([name, value]) => `${name}=${commandProperty(`${value}`)}`)
  return `::${level} ${list.join(",")}::${commandMessage(message)}\n`
}

/** `_maxCountPerIssueType` in the runner's `ExecutionContext.cs`. */
const perLevel = 10
