import type { CheckRun } from "../../reporters/checks.ts"
import type { Client } from "./client.ts"

/** Writes a check run, fifty annotations a request; returns its address. */
export async function createCheck(client: Client, sha: string, check: CheckRun): Promise<string | undefined> {
  const { octokit, owner, repo } = client
  const { name, title, summary } = check
  const [first = [], ...rest] = check.batches
  const { data } = await octokit.rest.checks.create({
    owner,
    repo,
    name,
    head_sha: sha,
    status: "completed",
    conclusion: check.conclusion,
    output: { title, summary, annotations: [...first] },
  })
  for (const batch of rest) {
    const output = { title, summary, annotations: [...batch] }
    await octokit.rest.checks.update({ owner, repo, check_run_id: data.id, output })
  }
  return data.html_url ?? undefined
}
