import type { Finding, Report } from "../model/report.ts"
import { count } from "./words.ts"

/** What a reader should know of the base, in sentences without markup: what a change would silence, and what else is said. */
export function baseNotes({ base, findings }: Report): string[] {
  if (base === undefined) return []
  const pending = findings.filter((finding) => finding.pending !== undefined && finding.suppressed === undefined)
  const shown = pending.slice(0, mostShown).map(silencing)
  const more = pending.length > shown.length ? [`and ${pending.length - shown.length} more`] : []
  const silenced =
    pending.length === 0
      ? []
      : [
          `This change would silence ${count(pending.length, "finding")}, which ${pending.length === 1 ? "counts" : "count"} until the base says so: ${[...shown, ...more].join("; ")}.`,
        ]
  return [...silenced, ...base.notes]
}

function silencing({ rule, location: { path, line }, pending }: Finding): string {
  const reason = pending?.reason === undefined ? "" : `: \u201c${pending.reason}\u201d`
  return `${rule} at ${path}:${line} (by ${words[pending?.by ?? "config"]}${reason})`
}

const words = { inline: "an ignore in the file", config: "the config", baseline: "the baseline" } as const

/** All of them are in the JSON report. */
const mostShown = 10
