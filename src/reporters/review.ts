import type { Report } from "../model/report.ts"
import type { Change } from "./change.ts"
import { changeOf } from "./change.ts"
import { clip, markdownProse, visibleLines } from "./escape.ts"
import { ranked } from "./findings.ts"
import { helpParts } from "./help.ts"
import { markdownRule } from "./links.ts"
import type { ReporterOptions } from "./reporter.ts"

/** A comment on lines of a pull request, with a change that its author can take with a click. */
export interface ReviewComment {
  readonly path: string
  readonly line: number
  /** Only where it is not `line`. */
  readonly startLine?: number
  readonly body: string
  readonly fingerprint: string
}

/** The lines that a pull request shows of each file, by path: each hunk from its first to its last line, both inclusive. */
export type Hunks = ReadonlyMap<string, readonly (readonly [first: number, last: number])[]>

/** A comment for each finding whose fix lies within one hunk: anywhere else GitHub refuses the whole review. */
export function suggestions(report: Report, options: ReporterOptions, hunks: Hunks): ReviewComment[] {
  return ranked(report.findings, options).flatMap((finding) => {
    const change = changeOf(finding, options)
    const covered = change && covering(change, options)
    if (covered === undefined) return []
    const last = covered.line + covered.removed.length - 1
    const within = hunks.get(covered.path)?.some(([from, to]) => covered.line >= from && last <= to) ?? false
    // What is proposed is taken as it stands, so nothing in it may be hidden.
    const text = covered.added.join("\n")
    if (!within || visibleLines(text) !== text) return []
    const prose = helpParts(finding.steps).find(({ kind }) => kind === "prose")?.text ?? ""
    const parts = [
      fingerprintText(finding.fingerprint),
      `**${finding.level}** ${markdownProse(clip(finding.message, 1000))} (${markdownRule(finding.rule, options)})`,
      clip(prose, 2000).split("\n").map(markdownProse).join("<br>\n"),
      suggestion(covered),
    ]
    return [
      {
        path: covered.path,
        line: last,
        ...(covered.line < last && { startLine: covered.line }),
        body: parts.join("\n\n"),
        fingerprint: finding.fingerprint,
      },
    ]
  })
}

/** The fingerprint that a review comment of ours begins with. */
export function readFingerprint(body: string): string | undefined {
  return /^<!-- tlsgate finding=([\w-]+) -->/.exec(body)?.[1]
}

function fingerprintText(fingerprint: string): string {
  return `<!-- tlsgate finding=${fingerprint.replace(/[^\w-]/g, "")} -->`
}

/** A suggestion replaces lines that are there: an insertion takes the line below it along. */
function covering(change: Change, options: ReporterOptions): Change | undefined {
  if (change.removed.length > 0) return change
  const below = options.line(change.path, change.line)
  return below === undefined ? undefined : { ...change, removed: [below], added: [...change.added, below] }
}

/** The lines as they are: the fence is longer than any among them. */
function suggestion({ added }: Change): string {
  const runs = added.flatMap((line) => line.match(/`+/g) ?? []).map((run) => run.length)
  const fence = "`".repeat(Math.max(2, ...runs) + 1)
  return [`${fence}suggestion`, ...added, fence].join("\n")
}
