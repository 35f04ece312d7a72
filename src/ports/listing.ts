import { type Environment, git, repositoryRoot, split } from "./git.ts"
import { walk } from "./walk.ts"

/** The entries of a tree that may be read, relative to its root with `/`. They need not exist, nor be files. */
export interface Listing {
  readonly paths: readonly string[]
  readonly skipped: readonly ListingSkip[]
  readonly note?: string
}

interface ListingSkip {
  readonly path: string
  readonly reason: "submodule" | "repository" | "sparse" | "unreadable"
  readonly detail: string
}

/** What git tracks and what it does not ignore; without git, or when it refuses, a walk that honours `.gitignore`. */
export async function listTree(root: string, tree: string, noIgnore: boolean, env: Environment): Promise<Listing> {
  if (noIgnore || repositoryRoot(root) === undefined) return walked(root, tree, noIgnore)
  const answer = await git(root, ["ls-files", "-z", "-s", "-t", "--cached", "--others", "--exclude-standard"], env)
  if (answer.ok) {
    const listing = tracked(split(answer.stdout), closedDirectories(answer.stderr))
    // Nothing at all: the directory is one that git ignores, such as a build's output, and was asked for by name.
    return listing.paths.length > 0 || listing.skipped.length > 0 ? listing : walked(root, tree, false)
  }
  const why = answer.reason === "missing" ? "git is not installed" : `git refused (${answer.detail})`
  return { ...walked(root, tree, false), note: `${why}: files were found by a walk that honours .gitignore` }
}

/** Git warns of a directory that it could not open, and goes on (`dir.c`, read_directory). */
function closedDirectories(warnings: string): ListingSkip[] {
  const lines = warnings.matchAll(/^warning: could not open directory '(.+)\/': (.+)$/gm)
  return Array.from(lines, ([, path = "", why]) => {
    return { path, reason: "unreadable", detail: `the directory cannot be opened (${why})` }
  })
}

function walked(root: string, tree: string, all: boolean): Listing {
  const { paths, unreadable } = walk(root, tree, all)
  const skipped = unreadable.map(({ path, detail }) => ({
    path,
    reason: "unreadable" as const,
    detail: `the directory cannot be opened (${detail})`,
  }))
  return { paths, skipped }
}

/** Lines are `TAG MODE OBJECT STAGE⇥PATH` for what is tracked and `? PATH` for what is not (git-ls-files, OUTPUT). */
function tracked(lines: readonly string[], skipped: ListingSkip[]): Listing {
  const paths = new Set<string>()
  for (const line of lines) {
    if (line.startsWith("? ")) {
      const path = line.slice(2)
      if (path.endsWith("/"))
        skipped.push({ path: path.slice(0, -1), reason: "repository", detail: "not checked: a repository of its own" })
      else if (!isInstalled(path)) paths.add(path)
      continue
    }
    const path = line.slice(line.indexOf("\t") + 1)
    const [tag, mode] = line.split(" ", 2)
    if (mode === "160000") skipped.push({ path, reason: "submodule", detail: "not checked: submodule" })
    else if (tag === "S") skipped.push({ path, reason: "sparse", detail: "not checked: outside the sparse checkout" })
    else paths.add(path)
  }
  return { paths: [...paths], skipped }
}

/** Untracked and not ignored all the same, as in a checkout where the `.gitignore` is still to be written. */
function isInstalled(path: string): boolean {
  return path.startsWith("node_modules/") || path.includes("/node_modules/")
}
