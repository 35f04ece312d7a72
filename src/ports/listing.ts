import { lstatSync } from "node:fs"
import { join, relative, sep } from "node:path"
import { type Environment, git, split } from "./git/git.ts"
import { innerRepository } from "./git/repository.ts"
import { walk } from "./walk.ts"

/** The entries of a tree that may be read, relative to its root with `/`. They need not exist, nor be files. */
export interface Listing {
  readonly paths: readonly string[]
  readonly skipped: readonly ListingSkip[]
  readonly note?: string
}

export interface ListingSkip {
  readonly path: string
  readonly reason: "submodule" | "repository" | "sparse" | "unreadable" | "unlisted"
  readonly detail: string
}

/** How a tree is listed. Both paths are real and absolute. */
export interface ListingOptions {
  /** The repository around it, if there is one. */
  readonly repository: string | undefined
  /** Read what `.gitignore` hides, too. */
  readonly noIgnore: boolean
  readonly env: Environment
}

/**
 * What git tracks and what it does not ignore, asked from the root of the repository. Where there is a repository, and git
 * cannot or must not be asked, all that is there is walked: a `.gitignore` may hide what is tracked. Without a repository it
 * counts.
 */
export function listTree(root: string, { repository, noIgnore, env }: ListingOptions): Listing {
  if (noIgnore || repository === undefined) return walked(root, root, noIgnore)
  const inner = innerRepository(repository, root)
  // Neither the index nor the excludes of a repository within decide what is read.
  if (inner !== undefined) return { ...walked(root, repository, true), note: ownRepository }
  const below = relative(repository, root).split(sep).join("/")
  const answer = listed(repository, below, env)
  if (answer.ok) {
    const prefix = below === "" ? "" : `${below}/`
    const lines = split(answer.stdout)
    const listing = tracked(root, lines, prefix, closedDirectories(answer.stderr, prefix))
    // Nothing at all: the directory is one that git ignores, such as a build's output, and was asked for by name.
    return listing.paths.length > 0 || listing.skipped.length > 0 ? listing : walked(root, repository, false)
  }
  const everything = walked(root, repository, true)
  const how = "files were found by a walk, and what .gitignore hides was read, too"
  if (answer.reason === "missing") return { ...everything, note: `git is not installed: ${how}` }
  const detail = answer.detail.replaceAll(repository, ".")
  const unlisted = { path: "", reason: "unlisted" as const, detail }
  return { ...everything, skipped: [unlisted, ...everything.skipped], note: `git refused (${detail}): ${how}` }
}

const ownRepository = "a repository within the repository was given: files were found by a walk, and git was not asked"

function listed(repository: string, below: string, env: Environment) {
  const options = ["-z", "-s", "-t", "--cached", "--others", "--exclude-standard"]
  const paths = ["--", below === "" ? "." : below]
  // The trees of a sparse index may not be at hand; before 2.36 git knows neither.
  const answer = git(repository, ["ls-files", ...options, "--sparse", ...paths], { env })
  if (answer.ok || !answer.detail.includes("unknown option")) return answer
  return git(repository, ["ls-files", ...options, ...paths], { env })
}

/** Git warns of a directory that it could not open, and goes on (`dir.c`, read_directory). */
function closedDirectories(warnings: string, prefix: string): ListingSkip[] {
  const lines = warnings.matchAll(/^warning: could not open directory '(.+)\/': (.+)$/gm)
  return Array.from(lines, ([, path = "", why]) => {
    return { path: path.slice(prefix.length), reason: "unreadable", detail: `the directory cannot be opened (${why})` }
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
function tracked(root: string, lines: readonly string[], prefix: string, skipped: ListingSkip[]): Listing {
  const paths = new Set<string>()
  const isThere = presence(root)
  for (const line of lines) {
    if (line.startsWith("? ")) {
      const path = line.slice(2 + prefix.length)
      if (path.endsWith("/"))
        skipped.push({ path: path.slice(0, -1), reason: "repository", detail: "not checked: a repository of its own" })
      else if (!isInstalled(path)) paths.add(path)
      continue
    }
    const path = line.slice(line.indexOf("\t") + 1 + prefix.length)
    const [tag, mode] = line.split(" ", 2)
    if (mode === "160000") skipped.push({ path, reason: "submodule", detail: "not checked: submodule" })
    // What the index says is left out may be there all the same.
    else if (tag === "S" && !isThere(path))
      skipped.push({ path: withoutSlash(path), reason: "sparse", detail: "not checked: outside the sparse checkout" })
    else paths.add(path)
  }
  return { paths: [...paths], skipped }
}

/** Whether a path is there: of a directory that is missing, its files are not asked for. */
function presence(root: string): (path: string) => boolean {
  const directories = new Map<string, boolean>()
  const exists = (path: string) => {
    try {
      return lstatSync(join(root, path), { throwIfNoEntry: false }) !== undefined
    } catch {
      return false
    }
  }
  return (path) => {
    if (path.endsWith("/")) return false
    const directory = path.slice(0, Math.max(0, path.lastIndexOf("/")))
    let isDirectory = directories.get(directory)
    if (isDirectory === undefined) {
      isDirectory = exists(directory)
      directories.set(directory, isDirectory)
    }
    return isDirectory && exists(path)
  }
}

function withoutSlash(path: string): string {
  return path.endsWith("/") ? path.slice(0, -1) : path
}

/** Untracked and not ignored all the same, as in a checkout where the `.gitignore` is still to be written. */
function isInstalled(path: string): boolean {
  return path.startsWith("node_modules/") || path.includes("/node_modules/")
}
