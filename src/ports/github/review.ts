import type { Hunks, ReviewComment } from "../../reporters/review.ts"
import { readFingerprint } from "../../reporters/review.ts"
import type { Client } from "./client.ts"
import { failureOf } from "./client.ts"
import { isOwn } from "./own.ts"

/** Writes what has not been said before as one review; returns how many comments it has. */
export async function review(
  client: Client,
  pull: { readonly number: number; readonly sha: string },
  comments: (hunks: Hunks) => readonly ReviewComment[],
): Promise<number> {
  const hunks = await hunksOf(client, pull.number)
  const said = await fingerprints(client, pull.number)
  const fresh = comments(hunks)
    .filter(({ fingerprint }) => !said.has(fingerprint))
    .slice(0, perReview)
  if (fresh.length === 0) return 0
  const { octokit, owner, repo } = client
  const place = { owner, repo, pull_number: pull.number, commit_id: pull.sha, event: "COMMENT" as const }
  try {
    await octokit.rest.pulls.createReview({ ...place, comments: fresh.map(commentOf) })
    return fresh.length
  } catch (error) {
    if (failureOf(error).status !== 422) throw error
  }
  // One line outside the diff costs the whole review, so each goes alone.
  let written = 0
  for (const comment of fresh) {
    try {
      await octokit.rest.pulls.createReview({ ...place, comments: [commentOf(comment)] })
      written++
    } catch (error) {
      if (failureOf(error).status !== 422) throw error
    }
  }
  return written
}

function commentOf({ path, line, startLine, body }: ReviewComment) {
  const side = "RIGHT"
  return { path, body, line, side, ...(startLine !== undefined && { start_line: startLine, start_side: side }) }
}

/** The list of files goes on where the diff of a large pull request is refused (300 files, 20,000 lines). */
async function hunksOf({ octokit, owner, repo }: Client, pull: number): Promise<Hunks> {
  const files = await octokit.paginate(octokit.rest.pulls.listFiles, { owner, repo, pull_number: pull, per_page: 100 })
  return new Map(files.map(({ filename, patch = "" }) => [filename, hunksIn(patch)]))
}

function hunksIn(patch: string): [first: number, last: number][] {
  return [...patch.matchAll(/^@@ -\d+(?:,\d+)? \+(\d+)(?:,(\d+))? @@/gm)].map(([, start, length]) => {
    const first = Number(start)
    return [first, first + Number(length ?? 1) - 1]
  })
}

async function fingerprints(client: Client, pull: number): Promise<Set<string>> {
  const { octokit, owner, repo } = client
  const all = await octokit.paginate(octokit.rest.pulls.listReviewComments, {
    owner,
    repo,
    pull_number: pull,
    per_page: 100,
  })
  const said = new Set<string>()
  for (const { body, user } of all) {
    const fingerprint = readFingerprint(body)
    if (fingerprint !== undefined && (await isOwn(client, user))) said.add(fingerprint)
  }
  return said
}

/** More at once is taken for abuse (reviewdog, `maxCommentsPerRequest`). */
const perReview = 30
