import type { Finding, Report } from "../model/report.ts"
import { baseNotes } from "./base.ts"
import type { Paint } from "./color.ts"
import { painter } from "./color.ts"
import { log, visible, visibleLines } from "./escape.ts"
import { excerpt } from "./excerpt.ts"
import type { Fold } from "./findings.ts"
import { folded, foldedRules, ranked, resourceName } from "./findings.ts"
import { hiddenInLine } from "./hidden.ts"
import type { ReporterOptions } from "./reporter.ts"
import { nextExpiry } from "./timeline.ts"
import { commonName, count, counts, expiry, seconds, summarize, verdictWord } from "./words.ts"

/** Findings for a terminal: the line and a mark under it, what to do, and a footer that says the verdict. */
export function text(report: Report, options: ReporterOptions): string {
  const paint = painter(options.color)
  const { shown, folds } = folded(ranked(report.findings, options))
  const blocks = [
    ...shown.map((finding) => frame(finding, options, paint)),
    ...(folds.length > 0 ? [folds.map((fold) => foldLine(fold, paint)).join("\n")] : []),
    ...baseNotes(report).map((note) => `${paint.bold("note:")} ${visible(note)}`),
    footer(report, options, paint),
  ]
  return log(`${blocks.join("\n\n")}\n`)
}

function frame(finding: Finding, options: ReporterOptions, paint: Paint): string {
  const { location, level } = finding
  const gutter = " ".repeat(`${location.line}`.length)
  const bar = paint.frame(`${gutter} |`)
  const note = (label: string, lines: readonly string[]): string[] =>
    lines.map((line, index) =>
      index === 0
        ? `${gutter} ${paint.frame("=")} ${paint.bold(`${label}:`)} ${line}`
        : `${gutter}   ${" ".repeat(label.length + 2)}${line}`.trimEnd(),
    )
  return [
    `${paint.level(level, `${level}[${visible(finding.rule)}]`)}${paint.bold(`: ${visible(finding.message)}`)}`,
    `${gutter}${paint.frame("-->")} ${place(finding)}`,
    ...source(finding, options, paint).map((line, index) =>
      index === 0 ? `${paint.frame(`${location.line} |`)} ${line}` : `${bar} ${line}`,
    ),
    ...finding.related
      .slice(0, relatedShown)
      .flatMap(({ location: { path, line }, message }) => note("note", [visible(`${path}:${line}: ${message}`)])),
    ...(finding.related.length > relatedShown
      ? note("note", [`and ${count(finding.related.length - relatedShown, "more place")}`])
      : []),
    ...note("help", visibleLines(finding.help).split("\n")),
  ].join("\n")
}

function place(finding: Finding): string {
  const { path, line, column, inner } = finding.location
  const within = resourceName(finding) ?? inner?.join(" › ")
  return visible(`${path}:${line}:${column}${within ? ` (${within})` : ""}`)
}

/** The line with its mark, framed as rustc does; none for a secret, and where the file is not at hand. */
function source(finding: Finding, options: ReporterOptions, paint: Paint): string[] {
  const { path, line, column, endLine, endColumn } = finding.location
  const found = finding.sensitive ? undefined : options.line(path, line)
  if (found === undefined || found.trim() === "") return []
  const width = Math.max(40, options.width - `${line}`.length - 4)
  const end = endLine === line ? endColumn : undefined
  const secrets = hiddenInLine(path, { text: found, number: line }, options)
  const shown = excerpt(found, { start: column, end, width }, secrets)
  return [shown.text, `${" ".repeat(shown.from)}${paint.level(finding.level, "^".repeat(shown.length))}`]
}

function foldLine(fold: Fold, paint: Paint): string {
  const where = visible(`${fold.directory}/`)
  return `${paint.level("notice", "notice")}${paint.bold(`: ${count(fold.total, "finding")} in fixtures`)} ${where}: ${visible(foldedRules(fold))}`
}

function footer(report: Report, options: ReporterOptions, paint: Paint): string {
  const summary = summarize(report.findings)
  const { files, certificates, templates } = report.stats
  const verdict =
    report.verdict === "fail"
      ? paint.level("error", `✖ ${verdictWord(report)}`)
      : paint.good(`✔ ${verdictWord(report)}`)
  const parts = [
    `${verdict}: ${paint.bold(counts(summary))}`,
    ...(summary.suppressed > 0 ? [`${summary.suppressed} suppressed`] : []),
    `${count(files.read, "file")}, ${count(certificates, "certificate")}`,
    ...(templates > 0 ? [count(templates, "template")] : []),
    ...(options.durationMs === undefined ? [] : [seconds(options.durationMs)]),
  ]
  const next = nextExpiry(report)
  const soon = next && `next: ${visible(commonName(next.certificate))} ${expiry(next.days)} · `
  return `${parts.join(" · ")}\n${paint.dim(`${soon ?? ""}evaluated at ${report.evaluatedAt} · fails on ${report.failOn}`)}`
}

/** A certificate can be used in hundreds of places; the other formats have them all. */
const relatedShown = 5
