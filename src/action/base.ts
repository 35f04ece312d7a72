import { type Base, notAtHand } from "../commands/base.ts"
import { UsageError } from "../model/failure.ts"
import { repositoryRoot } from "../ports/git/repository.ts"
import { commitOf, parentsOf } from "../ports/git/revision.ts"
import type { Inputs } from "./inputs.ts"

interface Place extends Inputs {
  readonly cwd: string
  readonly env: Readonly<Record<string, string | undefined>>
}

/**
 * The base of a pull request or merge queue, whose config, ignores and baseline decide unless `config-from: head` is asked
 * for; undefined for the events that have none. Where its commit is not in the checkout, nothing of the head takes its place.
 */
export function baseOfEvent({ input, cwd, env }: Place, payload: unknown): Base | undefined {
  const from = input("config-from")
  if (from !== "" && from !== "base" && from !== "head")
    throw new UsageError({ message: `config-from: "${from}" is neither head nor base` })
  const event = payload as Payload | undefined
  const isChange = /^(pull_request|pull_request_target|merge_group)$/.test(env["GITHUB_EVENT_NAME"] ?? "")
  if (from === "head" || !(isChange || event?.pull_request || event?.merge_group)) return undefined
  const named = shaOf(event?.pull_request?.base?.sha ?? event?.merge_group?.base_sha)
  const root = repositoryRoot(cwd, env)
  if (root === undefined) return { kind: "missing", note: nowhere }
  const commit = named === undefined ? undefined : commitOf(root, named, env)
  if (commit?.ok) return { kind: "commit", commit: commit.stdout }
  const parent = parentOfMerge(root, env, shaOf(event?.pull_request?.head?.sha))
  if (parent !== undefined) return { kind: "commit", commit: parent }
  return { kind: "missing", note: named === undefined ? unnamed : notAtHand(named) }
}

/** The first parent of the commit that GitHub made to try the merge, where that is what is checked out. */
function parentOfMerge(root: string, env: Place["env"], headOfEvent: string | undefined): string | undefined {
  const head = commitOf(root, "HEAD", env)
  if (!head.ok || head.stdout !== env["GITHUB_SHA"] || headOfEvent === undefined) return undefined
  const [base, second, ...more] = parentsOf(root, head.stdout, env)
  if (base === undefined || second !== headOfEvent || more.length > 0) return undefined
  const commit = commitOf(root, base, env)
  return commit.ok ? commit.stdout : undefined
}

interface Payload {
  readonly pull_request?: { readonly base?: { readonly sha?: unknown }; readonly head?: { readonly sha?: unknown } }
  readonly merge_group?: { readonly base_sha?: unknown }
}

function shaOf(value: unknown): string | undefined {
  return typeof value === "string" && /^[0-9a-f]{40,64}$/.test(value) ? value : undefined
}

const nowhere =
  "There is no checkout of the repository here, so nothing is silenced: neither config, nor ignores, nor a baseline count. Use actions/checkout with `fetch-depth: 2`."
const unnamed =
  "The event names no base commit, so nothing is silenced: neither config, nor ignores, nor a baseline count. `config-from: head` lets the head decide."
