import type { Issue } from "../../reporters/markdown/issue.ts"
import type { Marker } from "../../reporters/marker.ts"
import { isLater, readMarker } from "../../reporters/marker.ts"
import type { Client } from "./client.ts"
import { isOwn } from "./own.ts"

/** Keeps the one issue of the repository; returns its address, or undefined where there is none. */
export async function keepIssue(client: Client, marker: Marker, issue: Issue): Promise<string | undefined> {
  const { octokit, owner, repo } = client
  const existing = await ownIssue(client, marker)
  const { title, body } = issue
  if (existing === undefined) {
    if (!issue.open) return undefined
    const { data } = await octokit.rest.issues.create({ owner, repo, title, body, labels: [label] })
    return data.html_url
  }
  if (isLater(existing.marker, marker)) return existing.url
  // One that is closed and stays so needs no further word.
  if (!issue.open && !existing.open) return existing.url
  await octokit.rest.issues.update({
    owner,
    repo,
    issue_number: existing.number,
    title,
    body,
    state: issue.open ? "open" : "closed",
    ...(!issue.open && { state_reason: "completed" as const }),
  })
  return existing.url
}

interface Existing {
  readonly number: number
  readonly url: string
  readonly open: boolean
  readonly marker: Marker
}

/** The oldest of ours that is open, else the newest that is closed. */
async function ownIssue(client: Client, marker: Marker): Promise<Existing | undefined> {
  const { octokit, owner, repo } = client
  const all = await octokit.paginate(octokit.rest.issues.listForRepo, {
    owner,
    repo,
    labels: label,
    state: "all",
    per_page: 100,
  })
  const found: Existing[] = []
  for (const { number, html_url: url, state, body, user, pull_request: pull } of all) {
    const read = readMarker(body ?? "")
    if (pull !== undefined || read?.key !== marker.key || !(await isOwn(client, user))) continue
    found.push({ number, url, open: state === "open", marker: read })
  }
  found.sort((a, b) => a.number - b.number)
  return found.find(({ open }) => open) ?? found.at(-1)
}

/** By which the issue is found again among thousands. */
const label = "tlsgate"
