import type { Report } from "../../model/report.ts"
import { bars } from "../chart.ts"
import { markdownBlock, mermaidLabel } from "../escape.ts"
import { expiries, rows } from "../timeline.ts"
import { commonName } from "../words.ts"

/** When things expire: bars of text, with a mermaid chart folded below. */
export function expirySection(report: Report): string {
  const shown = rows(report, 12)
  if (shown.length === 0) return ""
  return [
    "## When things expire",
    markdownBlock(bars(shown), "text"),
    `<details>\n<summary>As a chart</summary>\n\n${gantt(report)}\n\n</details>`,
  ].join("\n\n")
}

/** GitHub's mermaid ignores themes and breaks on line breaks in labels: dates, sections and plain labels only. */
function gantt(report: Report): string {
  const today = report.evaluatedAt.slice(0, 10)
  const all = expiries(report)
  // One root that is valid for twenty years would press all others into a corner.
  const near = all.filter(({ days }) => days <= 400)
  const tasks = (near.length > 0 ? near : all).slice(0, 20).map(({ certificate, days }, index) => {
    const until = certificate.notAfter.slice(0, 10)
    const label = mermaidLabel(commonName(certificate))
    if (days < 0)
      return { section: "Expired", task: `${label} :crit, done, c${index}, ${daysBefore(until, 30)}, ${until}` }
    if (days < 30)
      return { section: "Under 30 days", task: `${label} :crit, c${index}, ${today}, ${nextDay(until, today)}` }
    return { section: "Later", task: `${label} :active, c${index}, ${today}, ${until}` }
  })
  const sections = ["Expired", "Under 30 days", "Later"].flatMap((section) => {
    const own = tasks.filter((task) => task.section === section).map(({ task }) => `    ${task}`)
    return own.length > 0 ? [`    section ${section}`, ...own] : []
  })
  const lines = [
    "gantt",
    `    title Valid until - seen from ${today}`,
    "    dateFormat YYYY-MM-DD",
    "    axisFormat %d %b %y",
  ]
  return markdownBlock([...lines, ...sections].join("\n"), "mermaid")
}

/** A task of no length is not drawn. */
function nextDay(until: string, today: string): string {
  return until > today ? until : daysBefore(today, -1)
}

function daysBefore(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) - days * 86_400_000).toISOString().slice(0, 10)
}
