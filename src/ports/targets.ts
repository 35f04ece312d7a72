import { existsSync } from "node:fs"
import { resolve, sep } from "node:path"
import { type PathMatcher, pathMatcher } from "../policy/globs.ts"

/** What a PATH stands for: a file, a directory, or what a glob matches below one. */
export interface Target {
  /** As it was written. */
  readonly given: string
  /** Absolute; of a glob, the directories before the first that has a mark in it. */
  readonly root: string
  /** Of a path below the root. */
  readonly matches?: PathMatcher
}

/** The PATHs that are to be looked through, the deepest first: a file that several reach belongs to the nearest. */
export function targetsOf(paths: readonly string[], cwd: string): Target[] {
  const wanted = paths.filter((path) => !isNegation(path, cwd))
  // Only what is left out was said: of the rest, all.
  const all = wanted.length === 0 && paths.length > 0 ? ["."] : wanted
  const targets = all.map((path) => targetOf(path, cwd))
  const distinct = new Map(targets.map((target) => [target.matches ? target.given : target.root, target]))
  return [...distinct.values()].sort((a, b) => b.root.length - a.root.length)
}

/** The globs that are taken back by `!`, from the current directory. A name may begin so, too. */
export function negationsOf(paths: readonly string[], cwd: string): string[] {
  return paths.filter((path) => isNegation(path, cwd)).map((path) => path.slice(1))
}

function isNegation(path: string, cwd: string): boolean {
  return path.startsWith("!") && !existsSync(resolve(cwd, path))
}

function targetOf(given: string, cwd: string): Target {
  // A name may have brackets in it, as pages of Next.js do.
  if (!marks.test(given) || existsSync(resolve(cwd, given))) return { given, root: resolve(cwd, given) }
  const steps = (sep === "/" ? given : given.replaceAll(sep, "/")).split("/")
  const first = steps.findIndex((step) => marks.test(step))
  const below = steps.slice(first).join("/")
  // From its root, unless it is a name alone, which is meant at any depth.
  const glob = steps.length === 1 || below.startsWith("**/") ? below : `/${below}`
  return {
    given,
    root: resolve(cwd, steps.slice(0, first).join("/") || (given.startsWith("/") ? "/" : ".")),
    matches: pathMatcher([glob]),
  }
}

const marks = /[*?[{]/
