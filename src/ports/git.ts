import { spawnSync } from "node:child_process"
import { existsSync } from "node:fs"
import { devNull } from "node:os"
import { dirname, join } from "node:path"

/** What a git command said; `missing` where there is no git to ask. */
export type GitAnswer =
  | { readonly ok: true; readonly stdout: string; readonly stderr: string }
  | { readonly ok: false; readonly reason: "missing" | "timeout" | "failed"; readonly detail: string }

/** The directory with `.git` in it that a directory belongs to. */
export function repositoryRoot(directory: string): string | undefined {
  for (let current = directory; ; current = dirname(current)) {
    if (existsSync(join(current, ".git"))) return current
    if (dirname(current) === current) return undefined
  }
}

/** The commit that is checked out. */
export async function headCommit(directory: string, env: Environment): Promise<string | undefined> {
  const answer = await git(directory, ["rev-parse", "--verify", "--quiet", "HEAD"], env)
  return answer.ok ? answer.stdout.trim() : undefined
}

/** The URL of `origin`, without the credentials that may stand in it. */
export async function remoteUrl(directory: string, env: Environment): Promise<string | undefined> {
  const answer = await git(directory, ["config", "--get", "remote.origin.url"], env)
  return answer.ok ? answer.stdout.trim().replace(/^([a-z+]+:\/\/)[^/]*@/i, "$1") : undefined
}

/** The files below a directory that differ from where REF was left (its merge base with HEAD), new ones included. */
export async function changedSince(directory: string, ref: string, env: Environment): Promise<string[] | GitAnswer> {
  const commit = await git(directory, ["rev-parse", "--verify", "--quiet", "--end-of-options", `${ref}^{commit}`], env)
  if (!commit.ok) return commit
  const base = await git(directory, ["merge-base", "HEAD", commit.stdout.trim()], env)
  // A shallow clone may not reach the merge base; the commit itself then says more than needed, never less.
  const from = (base.ok ? base : commit).stdout.trim()
  const filters = await withoutFilters(directory, env)
  // Plumbing: `git diff` would write the index. A file that was only touched counts as changed.
  const diff = [...filters, "diff-index", "--name-only", "-z", "--no-renames", "--ignore-submodules=all", "--relative"]
  const changed = await git(directory, [...diff, from, "--"], env)
  if (!changed.ok) return changed
  const added = await git(directory, ["ls-files", "-z", "--others", "--exclude-standard"], env)
  if (!added.ok) return added
  return [...new Set([...split(changed.stdout), ...split(added.stdout)])]
}

/**
 * Runs git on a repository that may be hostile: nothing that its configuration names is executed, nothing is written. It is
 * waited for: there is nothing to do before it answers, and the streams of one that is not take longer to load than it runs.
 */
export async function git(directory: string, args: readonly string[], env: Environment): Promise<GitAnswer> {
  const options = { cwd: directory, env: calm(env), encoding: "utf8", maxBuffer, timeout, windowsHide: true } as const
  const { status, error, stdout, stderr } = spawnSync("git", [...guards, ...args], options)
  if (status === 0 && error === undefined) return { ok: true, stdout, stderr }
  const code = error !== undefined && "code" in error ? error.code : undefined
  const reason = code === "ENOENT" ? "missing" : code === "ETIMEDOUT" ? "timeout" : "failed"
  return { ok: false, reason, detail: firstLine(stderr ?? "") || (error?.message ?? `git ended with ${status}`) }
}

/** The parts of a list that `-z` ended with NUL. */
export function split(list: string): string[] {
  return list.split("\0").filter((part) => part !== "")
}

export type Environment = Readonly<Record<string, string | undefined>>

/** 20 seconds: the largest index at hand (some 100,000 files) lists in well under one. */
const timeout = 20_000
const maxBuffer = 1 << 29

const guards = ["-c", "core.fsmonitor=false", "-c", `core.hooksPath=${devNull}`, "-c", "core.untrackedCache=keep"]

/** `GIT_DIR` and its kin, set inside a hook, would answer for another repository; what configures git itself stays. */
function calm(env: Environment): Record<string, string | undefined> {
  const kept = Object.entries(env).filter(([name]) => !name.startsWith("GIT_") || name.startsWith("GIT_CONFIG"))
  return { ...Object.fromEntries(kept), GIT_OPTIONAL_LOCKS: "0", GIT_TERMINAL_PROMPT: "0", LC_ALL: "C" }
}

/** Comparing with the work tree runs the clean filters that the configuration names: each is set to nothing. */
async function withoutFilters(directory: string, env: Environment): Promise<string[]> {
  const filters = "^filter\\..*\\.(clean|process|smudge|required)$"
  const answer = await git(directory, ["config", "--name-only", "-z", "--get-regexp", filters], env)
  return answer.ok ? split(answer.stdout).flatMap((name) => ["-c", `${name}=`]) : []
}

function firstLine(text: string): string {
  return text.split("\n", 1)[0]!.trim()
}
