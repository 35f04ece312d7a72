import type { Report } from "../../model/report.ts"
import { bars } from "../chart.ts"
import { clip, markdownBlock, markdownCode } from "../escape.ts"
import { grouped, hasProblems, ranked } from "../findings.ts"
import { markdownPlace, runUrl } from "../links.ts"
import type { Marker } from "../marker.ts"
import { markerText } from "../marker.ts"
import type { ReporterOptions } from "../reporter.ts"
import { expiries, rows } from "../timeline.ts"
import { commonName, count, counts, expiry, summarize } from "../words.ts"
import { fitting } from "./comment.ts"
import { problems, table } from "./problems.ts"

/** The one issue of a repository that scheduled runs keep: what is wrong, and what expires when. */
export interface Issue {
  readonly title: string
  readonly body: string
  readonly open: boolean
}

export function issue(report: Report, options: ReporterOptions, marker: Marker): Issue {
  const url = options.repository && runUrl(options.repository)
  const foot = `<sub>commit ${markdownCode(marker.sha.slice(0, 7))} · evaluated at ${report.evaluatedAt} · this issue edits itself, and closes when all is clear${url === undefined ? "" : ` · [run](${url})`}</sub>`
  const open = hasProblems(report)
  const body = fitting((most) => {
    const parts = open ? wrong(report, options, most) : ["Nothing stands in the way of a deploy any more."]
    return `${[markerText(marker), ...parts, foot].join("\n\n")}\n`
  })
  return { title: title(report), body, open }
}

/** Told by the calendar where it can be: that is what a scheduled run is for. */
function title(report: Report): string {
  if (!hasProblems(report)) return "tlsgate: all clear"
  const expired = expiries(report).filter(({ days }) => days < 0).length
  const soon = expiries(report).filter(({ days }) => days >= 0 && days < 30).length
  const parts = [
    ...(expired > 0 ? [`${count(expired, "certificate")} expired`] : []),
    ...(soon > 0 ? [`${count(soon, "certificate")} to renew within 30 days`] : []),
  ]
  return `tlsgate: ${parts.length > 0 ? parts.join(", ") : counts(summarize(report.findings))}`
}

function wrong(report: Report, options: ReporterOptions, most: number): string[] {
  const groups = grouped(ranked(report.findings).filter(({ fixture, level }) => !fixture && level !== "notice"))
  const shown = groups.slice(0, most)
  const left = groups.length - shown.length
  const soon = expiries(report).filter(({ days }) => days < 90)
  const lines = soon
    .slice(0, most)
    .map(({ certificate, days }) => [
      markdownCode(clip(commonName(certificate), 100)),
      `${certificate.notAfter.slice(0, 10)}, ${expiry(days)}`,
      markdownPlace(certificate.location, options.repository),
    ])
  return [
    `**${counts(summarize(report.findings))}**`,
    ...(shown.length > 0 ? ["## What is wrong", problems(shown, options)] : []),
    ...(left > 0 ? [`… and ${count(left, "more row")} in the job summary.`] : []),
    ...(lines.length > 0
      ? [
          "## What expires when",
          table(["Certificate", "When", "Where"], lines),
          markdownBlock(bars(rows(report, 12)), "text"),
        ]
      : []),
  ]
}
