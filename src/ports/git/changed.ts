import { relative, sep } from "node:path"
import { type Environment, type GitAnswer, git, split } from "./git.ts"
import { commitOf } from "./revision.ts"

/**
 * The files below a directory of a repository that differ from where REF was left (its merge base with HEAD), new ones
 * included, as paths from that directory.
 */
export function changedSince(root: string, directory: string, ref: string, env: Environment): string[] | GitAnswer {
  const commit = commitOf(root, ref, env)
  if (!commit.ok) return commit
  const base = git(root, ["merge-base", "HEAD", commit.stdout], { env })
  // A shallow clone may not reach the merge base; the commit itself then says more than needed, never less.
  const from = (base.ok ? base : commit).stdout.trim()
  const config = withoutFilters(root, env)
  if (!Array.isArray(config)) return config
  const below = relative(root, directory).split(sep).join("/")
  const paths = ["--", below === "" ? "." : below]
  // Plumbing: `git diff` would write the index. A file that was only touched counts as changed.
  const options = ["--name-only", "-z", "--no-renames", "--no-ext-diff", "--no-textconv", "--ignore-submodules=all"]
  const changed = git(root, ["diff-index", ...options, from, ...paths], { env, config })
  if (!changed.ok) return changed
  const added = git(root, ["ls-files", "-z", "--others", "--exclude-standard", ...paths], { env })
  if (!added.ok) return added
  const found = new Set([...split(changed.stdout), ...split(added.stdout)])
  return [...found].map((path) => (below === "" ? path : path.slice(below.length + 1)))
}

/**
 * Comparing with the work tree runs the clean filters that the configuration names: each is set to nothing, and none
 * may be left. Their names go through the environment: on the command line one with `=` in it would end there.
 */
function withoutFilters(root: string, env: Environment): [string, string][] | GitAnswer {
  const names = filtersOf(root, { env })
  if (!Array.isArray(names)) return names
  const config = names.map(([name]): [string, string] => [name, ""])
  const left = config.length === 0 ? [] : filtersOf(root, { env, config })
  if (!Array.isArray(left)) return left
  // An older git does not read them from the environment.
  if (left.every(([, value]) => value === "")) return config
  return { ok: false, reason: "failed", detail: "the filters of its configuration cannot be turned off" }
}

/** The settings of all filters, with the value that holds. */
function filtersOf(root: string, call: Parameters<typeof git>[2]): [string, string][] | GitAnswer {
  const answer = git(root, ["config", "-z", "--get-regexp", "^filter\\..*\\.(clean|process|smudge|required)$"], call)
  if (answer.ok) {
    const settings = split(answer.stdout).map((setting): [string, string] => {
      const end = setting.indexOf("\n")
      return end === -1 ? [setting, "true"] : [setting.slice(0, end), setting.slice(end + 1)]
    })
    return [...new Map(settings)]
  }
  // Git ends with 1, and without a word, where there is none.
  return answer.reason === "failed" && answer.detail === "git ended with 1" ? [] : answer
}
