import type { Marker } from "../../reporters/marker.ts"
import { isLater, readMarker } from "../../reporters/marker.ts"
import type { Client } from "./client.ts"
import { isOwn } from "./own.ts"

export interface StickyComment {
  readonly pull: number
  readonly marker: Marker
  /** Whether there is anything to come and see: a comment is only begun for that, but always kept true. */
  readonly problems: boolean
  readonly body: (before: Marker | undefined) => string
}

/** Keeps the one comment of a pull request; returns its address, or undefined where there is none. */
export async function keepComment(client: Client, sticky: StickyComment): Promise<string | undefined> {
  const existing = await ownComments(client, sticky)
  if (existing.length === 0) {
    if (!sticky.problems) return undefined
    await create(client, sticky)
    // Another run may have begun its own in the meantime.
    return settle(client, sticky, await ownComments(client, sticky))
  }
  return settle(client, sticky, existing)
}

interface Comment {
  readonly id: number
  readonly url: string
  readonly body: string
  readonly marker: Marker
}

/** The oldest comment stays, brought up to date unless a later run did that; the others go. */
async function settle(
  client: Client,
  sticky: StickyComment,
  comments: readonly Comment[],
): Promise<string | undefined> {
  const [kept, ...duplicates] = comments
  if (kept === undefined) return undefined
  const { octokit, owner, repo } = client
  const latest = comments.reduce((a, b) => (isLater(b.marker, a.marker) ? b : a))
  const body = isLater(latest.marker, sticky.marker) ? latest.body : sticky.body(told(comments, sticky.marker))
  if (body !== kept.body) await octokit.rest.issues.updateComment({ owner, repo, comment_id: kept.id, body })
  for (const { id } of duplicates) await octokit.rest.issues.deleteComment({ owner, repo, comment_id: id })
  return kept.url
}

/** What readers were told before this run. */
function told(comments: readonly Comment[], own: Marker): Marker | undefined {
  return comments.find(({ marker }) => marker.run !== own.run || marker.attempt !== own.attempt)?.marker
}

async function create({ octokit, owner, repo }: Client, { pull, body }: StickyComment): Promise<void> {
  await octokit.rest.issues.createComment({ owner, repo, issue_number: pull, body: body(undefined) })
}

async function ownComments(client: Client, { pull, marker }: StickyComment): Promise<Comment[]> {
  const { octokit, owner, repo } = client
  const all = await octokit.paginate(octokit.rest.issues.listComments, {
    owner,
    repo,
    issue_number: pull,
    per_page: 100,
  })
  const found: Comment[] = []
  for (const { id, html_url: url, body = "", user } of all) {
    const read = readMarker(body)
    if (read?.key === marker.key && (await isOwn(client, user))) found.push({ id, url, body, marker: read })
  }
  return found.sort((a, b) => a.id - b.id)
}
