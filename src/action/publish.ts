import type { Report } from "../model/report.ts"
import { createCheck } from "../ports/github/checks.ts"
import type { Client } from "../ports/github/client.ts"
import { keepComment } from "../ports/github/comment.ts"
import type { Event } from "../ports/github/event.ts"
import { pullOf } from "../ports/github/event.ts"
import { keepIssue } from "../ports/github/issue.ts"
import type { Sink } from "../ports/github/permission.ts"
import { explain } from "../ports/github/permission.ts"
import { review } from "../ports/github/review.ts"
import { checkRun } from "../reporters/checks.ts"
import { clip, visible } from "../reporters/escape.ts"
import { hasProblems } from "../reporters/findings.ts"
import { github } from "../reporters/github.ts"
import { comment } from "../reporters/markdown/comment.ts"
import { issue } from "../reporters/markdown/issue.ts"
import { summary } from "../reporters/markdown/summary.ts"
import type { Marker } from "../reporters/marker.ts"
import type { ReporterOptions } from "../reporters/reporter.ts"
import { suggestions } from "../reporters/review.ts"
import { text } from "../reporters/text.ts"
import { summarize } from "../reporters/words.ts"
import type { Channel } from "./settings.ts"

/** What the action writes to, besides the API. */
export interface Surroundings {
  readonly channels: ReadonlySet<Channel>
  readonly event: Event
  /** Tells the comment of this job apart from that of others. */
  readonly key: string
  readonly run: number
  readonly attempt: number
  readonly log: (text: string) => void
  /** Absent where the runner takes no summary. */
  readonly summary?: (markdown: string) => void | Promise<void>
  readonly connect: () => Promise<Client>
}

export interface Published {
  readonly commentUrl?: string
  /** What could not be written, and what to do about it. */
  readonly notes: readonly string[]
}

/** Reports in every way that was asked for. Whatever fails becomes a note: the verdict has been given and stands. */
export async function publish(report: Report, options: ReporterOptions, around: Surroundings): Promise<Published> {
  const { channels, event, log } = around
  const notes: string[] = []
  const client = once(around.connect)
  const marker: Marker = {
    key: around.key,
    sha: event.sha,
    run: around.run,
    attempt: around.attempt,
    found: found(report),
  }

  const attempt = async <T>(sink: Sink, write: (client: Client) => Promise<T>): Promise<T | undefined> => {
    if (!channels.has(sink)) return undefined
    try {
      return await write(await client())
    } catch (error) {
      notes.push(explain(sink, error, event.fork))
      return undefined
    }
  }

  const pull = once(async () => pullOf(await client(), event))
  const commentUrl = await attempt("comment", async (api) => {
    const target = await pull()
    const body = (before: Marker | undefined) => comment(report, options, marker, before)
    return target && keepComment(api, { pull: target.number, marker, problems: hasProblems(report), body })
  })
  await attempt("review", async (api) => {
    const target = await pull()
    return target && review(api, target, (hunks) => suggestions(report, options, hunks))
  })
  // Only runs that nobody waits for keep an issue: a pull request has a comment.
  if (event.name === "schedule" || event.name === "workflow_dispatch")
    await attempt("issue", (api) => keepIssue(api, marker, issue(report, options, marker)))
  const checked = await attempt("checks", async (api) => {
    await createCheck(api, event.sha, checkRun(report, options))
    return true
  })

  if (channels.has("summary")) {
    const failed = await writeSummary(report, options, around.summary)
    if (failed !== undefined) notes.push(failed)
  }
  log(`::group::Report\n${text(report, options)}::endgroup::\n`)
  // A check run that could not be written leaves its findings to annotations, so that none is lost.
  if (channels.has("annotations") || (channels.has("checks") && checked !== true))
    log(
      github(
        report,
        options,
        notes.map((message) => ({ level: "notice", title: "tlsgate", message })),
      ),
    )
  else for (const note of notes) log(`tlsgate: ${visible(note)}\n`)
  return { notes, ...(commentUrl !== undefined && { commentUrl }) }
}

async function writeSummary(
  report: Report,
  options: ReporterOptions,
  write: Surroundings["summary"],
): Promise<string | undefined> {
  if (write === undefined)
    return "The job summary was not written: the runner takes none. The log has the whole report."
  try {
    await write(summary(report, options))
    return undefined
  } catch (error) {
    return `The job summary was not written: ${clip(visible(String(error)), 200)}. The log has the whole report.`
  }
}

function found(report: Report): number {
  const { error, warning } = summarize(report.findings)
  return error + warning
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined
  return () => {
    made ??= make()
    return made
  }
}
