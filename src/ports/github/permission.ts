import { clip, visible } from "../../reporters/escape.ts"
import { failureOf } from "./client.ts"

/** What of the report goes through GitHub's API. */
export type Sink = "comment" | "review" | "issue" | "checks"

/** Why a part of the report was not written, in a sentence that says what to do about it. */
export function explain(sink: Sink, error: unknown, fork: boolean): string {
  const { status, message } = failureOf(error)
  const { noun, permission } = sinks[sink]
  if (status === 401) return `${noun} was not written: the token is not valid. The verdict stands.`
  if (status === 403 || status === 404) {
    if (fork)
      return `${noun} was not written: a pull request from a fork gets a token that may only read. The verdict stands; the documentation shows a second workflow on workflow_run that writes it.`
    return `${noun} was not written: the token may not. Add "${permission}: write" under "permissions:" of the job. The verdict stands.`
  }
  return `${noun} was not written: GitHub answered ${status} (${clip(visible(message), 200)}). The verdict stands.`
}

const sinks: Readonly<Record<Sink, { readonly noun: string; readonly permission: string }>> = {
  comment: { noun: "The comment", permission: "pull-requests" },
  review: { noun: "The review", permission: "pull-requests" },
  issue: { noun: "The issue", permission: "issues" },
  checks: { noun: "The check run", permission: "checks" },
}
