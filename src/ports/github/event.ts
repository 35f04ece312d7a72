import type { Client } from "./client.ts"

/** What started the workflow, as far as a report depends on it. */
export interface Event {
  readonly name: string
  /** The commit that links and check runs are about. */
  readonly sha: string
  readonly pull?: { readonly number: number; readonly sha: string }
  /** Whether the token may only read, whatever the workflow asks for. */
  readonly fork: boolean
  /** For `workflow_run`: where the commit of the other run came from, to find its pull request by. */
  readonly from?: { readonly owner: string; readonly branch: string }
}

/** Reads the payload of an event. Whatever is missing from it, or strange, leaves less to report on, and never fails. */
export function readEvent(name: string, payload: unknown, sha: string): Event {
  const event = { name, sha, fork: false }
  if (name === "pull_request" || name === "pull_request_target") {
    const number = numberAt(payload, "pull_request", "number")
    const head = textAt(payload, "pull_request", "head", "sha")
    const fork =
      textAt(payload, "pull_request", "head", "repo", "full_name") !== textAt(payload, "repository", "full_name")
    // The merge commit, which GITHUB_SHA is here, is gone once the branch moves on.
    if (number === undefined || !isSha(head)) return { ...event, fork }
    return { name, sha: head, pull: { number, sha: head }, fork: fork && name === "pull_request" }
  }
  if (name === "merge_group") {
    const head = textAt(payload, "merge_group", "head_sha")
    return isSha(head) ? { ...event, sha: head } : event
  }
  if (name === "workflow_run") {
    const head = textAt(payload, "workflow_run", "head_sha")
    const owner = textAt(payload, "workflow_run", "head_repository", "owner", "login")
    const branch = textAt(payload, "workflow_run", "head_branch")
    if (!isSha(head) || owner === undefined || branch === undefined) return event
    return { ...event, sha: head, from: { owner, branch } }
  }
  return event
}

/** The pull request of an event, looked up by its head where the payload does not say. The report is not asked: it comes from the fork. */
export async function pullOf(client: Client, { pull, from, sha }: Event): Promise<Event["pull"]> {
  if (pull !== undefined || from === undefined) return pull
  const { octokit, owner, repo } = client
  const { data } = await octokit.rest.pulls.list({ owner, repo, state: "open", head: `${from.owner}:${from.branch}` })
  const found = data.find(({ head }) => head.sha === sha)
  return found && { number: found.number, sha }
}

function isSha(text: string | undefined): text is string {
  return text !== undefined && /^[0-9a-f]{40}([0-9a-f]{24})?$/.test(text)
}

function valueAt(payload: unknown, ...path: readonly string[]): unknown {
  let current = payload
  for (const key of path) {
    if (typeof current !== "object" || current === null) return undefined
    current = new Map(Object.entries(current)).get(key)
  }
  return current
}

function textAt(payload: unknown, ...path: readonly string[]): string | undefined {
  const value = valueAt(payload, ...path)
  return typeof value === "string" ? value : undefined
}

function numberAt(payload: unknown, ...path: readonly string[]): number | undefined {
  const value = valueAt(payload, ...path)
  return typeof value === "number" && Number.isSafeInteger(value) && value > 0 ? value : undefined
}
