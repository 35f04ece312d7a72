import type { Location } from "../model/place.ts"
import type { Report } from "../model/report.ts"
import { markdownCode, shellWord, urlPath, visible } from "./escape.ts"
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

/** `path:line` in Markdown, linked where the repository is known. */
export function markdownPlace(location: Location, repository: Repository | undefined): string {
  const code = markdownCode(`${location.path}:${location.line}`)
  return repository === undefined ? code : `[${code}](${permalink(repository, location)})`
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
  return visible(["npx", `tlsgate@${report.version}`, ...words, ...at].map(shellWord).join(" "))
}

function base({ serverUrl, repository }: Repository): string {
  return `${serverUrl.replace(/\/+$/, "")}/${urlPath(repository)}`
}
