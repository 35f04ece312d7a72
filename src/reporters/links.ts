import type { Location } from "../model/place.ts"
import type { Report } from "../model/report.ts"
import { clip, markdownCode, shellWord, urlPath, visible } from "./escape.ts"
import type { ReporterOptions, Repository } from "./reporter.ts"

/** The lines of a file at the commit that was checked: the link stays true when the branch moves on. */
export function permalink(repository: Repository, { path, line, endLine }: Location): string {
  const lines = endLine > line ? `#L${line}-L${endLine}` : `#L${line}`
  return `${base(repository)}/blob/${urlPath(repository.sha)}/${urlPath(path)}${lines}`
}

/** The page of the workflow run, with its summary. */
export function runUrl(repository: Repository): string | undefined {
  if (repository.runId === undefined) return undefined
  const attempt = Number(repository.runAttempt ?? 1) > 1 ? `/attempts/${urlPath(repository.runAttempt ?? "1")}` : ""
  return `${base(repository)}/actions/runs/${urlPath(repository.runId)}${attempt}`
}

/** `path:line` in Markdown, linked where the repository is known; then a long path is cut to what tells it apart. */
export function markdownPlace(location: Location, repository: Repository | undefined): string {
  const { path, line } = location
  if (repository === undefined) return markdownCode(`${path}:${line}`)
  return `[${markdownCode(`${shortPath(path)}:${line}`)}](${permalink(repository, location)})`
}

/** The first folder and as many of the last parts as fit: tables on GitHub do not break within a path. */
function shortPath(path: string): string {
  if (path.length <= pathShown) return path
  const parts = path.split("/")
  const last = parts.pop() ?? ""
  const first = parts.shift()
  const lead = first === undefined ? "" : `${clip(first, 12)}/…/`
  if (lead.length + last.length > pathShown) return `…${last.slice(-pathShown)}`
  let tail = last
  for (
    let part = parts.pop();
    part !== undefined && lead.length + part.length + tail.length < pathShown;
    part = parts.pop()
  )
    tail = `${part}/${tail}`
  return `${lead}${tail}`
}

/** The id of a rule in Markdown, linked to its page where there is one. */
export function markdownRule(id: string, options: ReporterOptions): string {
  const url = options.rule?.(id)?.url
  return url !== undefined && /^https:\/\/[\w./#-]+$/.test(url) ? `[${markdownCode(id)}](${url})` : markdownCode(id)
}

/** The command that gives this verdict again, today or in a year. */
export function replay(report: Report, options: ReporterOptions): string {
  const words = options.arguments ?? (report.failOn === "error" ? [] : ["--fail-on", report.failOn])
  const at = words.some((word) => word === "--at" || word.startsWith("--at=")) ? [] : ["--at", report.evaluatedAt]
  // Behind `--` everything is a path.
  const end = words.includes("--") ? words.indexOf("--") : words.length
  const repeated = ["npx", `tlsgate@${report.version}`, ...words.slice(0, end), ...at, ...words.slice(end)]
  return visible(repeated.map(shellWord).join(" "))
}

function base({ serverUrl, repository }: Repository): string {
  return `${serverUrl.replace(/(?<!\/)\/+$/, "")}/${urlPath(repository)}`
}

const pathShown = 36
