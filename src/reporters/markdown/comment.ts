import type { Report } from "../../model/report.ts"
import { clip, log, markdownBlock, markdownCode, visible } from "../escape.ts"
import type { Group } from "../findings.ts"
import { grouped, hasProblems, ranked } from "../findings.ts"
import { helpParts } from "../help.ts"
import { runUrl } from "../links.ts"
import type { Marker } from "../marker.ts"
import { markerText } from "../marker.ts"
import type { ReporterOptions } from "../reporter.ts"
import { nextExpiry } from "../timeline.ts"
import { commonName, count, counts, expiry, summarize, verdictWord } from "../words.ts"
import { problems } from "./problems.ts"
import { remarks, symbol } from "./summary.ts"

/** The comment of a pull request: what blocks, or that nothing does any more. `before` is what it said until now. */
export function comment(report: Report, options: ReporterOptions, marker: Marker, before?: Marker): string {
  const foot = `<sub>commit ${markdownCode(marker.sha.slice(0, 7))} · evaluated at ${report.evaluatedAt}${hasProblems(report) ? "" : ": a certificate can still expire after this"} · this comment edits itself</sub>`
  return fitting((most) => {
    const body = hasProblems(report) ? red(report, options, most) : green(report, options, before)
    return `${[markerText(marker), ...body, foot].join("\n\n")}\n`
  })
}

/** The page with as many rows as GitHub takes. It takes 65,536 characters of a comment or issue; names can be long. */
export function fitting(page: (most: number) => string): string {
  for (const most of [10, 5, 2, 1]) {
    const text = log(page(most))
    if (text.length < 60_000) return text
  }
  return log(page(0))
}

function red(report: Report, options: ReporterOptions, most: number): string[] {
  const groups = grouped(ranked(report.findings, options).filter(({ fixture }) => !fixture))
  const worth = groups.filter(({ first }) => first.level !== "notice")
  const rows = worth.slice(0, most)
  const left = groups.length - rows.length
  const url = options.repository && runUrl(options.repository)
  const full = url === undefined ? "the job summary" : `the [full report with fixes and chains](${url})`
  return [
    `### ${symbol(report)} Pre-deploy gate: ${verdictWord(report)}, ${counts(summarize(report.findings))}`,
    ...(rows.length > 0 ? [problems(rows, options)] : []),
    ...remarks(report),
    left > 0 ? `${count(left, "more row")} in ${full}.` : `More in ${full}.`,
    ...copies(rows),
    ...gauge(report),
  ]
}

function green(report: Report, options: ReporterOptions, before: Marker | undefined): string[] {
  const gone = before !== undefined && before.found > 0 ? `${allGone(before)} ` : ""
  const { files, certificates } = report.stats
  const next = nextExpiry(report)
  const soon = next
    ? `; the next to expire is ${markdownCode(clip(commonName(next.certificate), 80))}, which ${expiry(next.days)}`
    : ""
  const url = options.repository && runUrl(options.repository)
  const link = url === undefined ? "" : ` [Report](${url})`
  return [
    "### ✅ Pre-deploy gate: clear",
    `${gone}${count(files.read, "file")}, ${count(certificates, "certificate")}${soon}.${link}`,
    ...remarks(report),
  ]
}

function allGone(before: Marker): string {
  const sha = markdownCode(before.sha.slice(0, 7))
  return before.found === 1 ? `The finding at ${sha} is gone.` : `All ${before.found} findings at ${sha} are gone.`
}

function copies(rows: readonly Group[]): string[] {
  const parts = rows.flatMap(({ first }) => {
    const help = helpParts(first.steps)
    if (help.every(({ kind }) => kind === "prose")) return []
    const lines = help.map(({ kind, text }) =>
      kind === "copy" ? clip(text, 2000) : clip(text, 500).replace(/^/gm, "# "),
    )
    return [`# ${visible(clip(`${first.location.path}: ${first.rule}`, 200))}\n${lines.join("\n")}`]
  })
  if (parts.length === 0) return []
  return [
    `<details><summary>Copy the fixes</summary>\n\n${markdownBlock(clip(parts.join("\n\n"), 12_000), "sh")}\n\n</details>`,
  ]
}

/** Ten cells for ninety days. */
function gauge(report: Report): string[] {
  const next = nextExpiry(report)
  if (next === undefined) return []
  const full = Math.min(10, Math.max(1, Math.ceil(next.days / 9)))
  const name = markdownCode(clip(commonName(next.certificate), 80))
  return [`\`${"█".repeat(full)}${"░".repeat(10 - full)}\` next: ${name} **${expiry(next.days)}**`]
}
