import { lstatSync, realpathSync, type Stats, statSync } from "node:fs"
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from "node:path"
import { UsageError } from "../model/failure.ts"
import { byCodePoint } from "../model/order.ts"
import { pathMatcher } from "../policy/globs.ts"
import { type Environment, repositoryRoot } from "./git.ts"
import { type Listing, listTree } from "./listing.ts"

export interface DiscoverOptions {
  /** The directory that paths are told from, absolute. */
  readonly cwd: string
  readonly include: readonly Globs[]
  readonly exclude: readonly Globs[]
  /** Read what `.gitignore` hides, too. */
  readonly noIgnore: boolean
  readonly maxFileSize: number
  readonly env: Environment
}

/** Globs and the absolute directory they are rooted in: that of the config, or the current one. */
export interface Globs {
  readonly base: string
  readonly globs: readonly string[]
}

export interface DiscoveredFile {
  /** Relative to the current directory, with `/`: `../x` where it is outside. */
  readonly path: string
  /** What to open: for a link, what it points at. */
  readonly absolute: string
  /** The path below the PATH that was given; its name where it was given itself. */
  readonly below: string
  readonly bytes: number
  /** It was given as a PATH itself. */
  readonly explicit: boolean
}

export interface SkippedFile {
  readonly path: string
  readonly below: string
  readonly reason: SkipReason
  readonly detail: string
  readonly bytes?: number
}

export type SkipReason =
  | "too-large"
  | "unreadable"
  | "submodule"
  | "repository"
  | "sparse"
  | "special"
  | "link-outside"
  | "link-dangling"

/** A symbolic link to what is read, or walked, at its own place. Both paths are relative to the current directory. */
export interface Link {
  readonly path: string
  readonly target: string
}

export interface Discovery {
  readonly files: readonly DiscoveredFile[]
  readonly skipped: readonly SkippedFile[]
  readonly links: readonly Link[]
  /** What the reader of a report should know about how the files were found. */
  readonly notes: readonly string[]
}

/** Finds the files of the PATHs given, each once, sorted by path: the same list on every machine. */
export async function discover(paths: readonly string[], options: DiscoverOptions): Promise<Discovery> {
  const found = new Found(options)
  const roots = [...new Set(paths.map((path) => resolve(options.cwd, path)))]
  // Deepest first: a file that several PATHs reach belongs to the nearest.
  roots.sort((a, b) => b.length - a.length)
  for (const root of roots) {
    const stats = statRoot(root, paths.find((path) => resolve(options.cwd, path) === root) ?? root, options.cwd)
    if (stats.isDirectory()) await addTree(root, found, options)
    else found.add(root, basename(root), stats, true, realPath(root))
  }
  return found.sorted()
}

/** The path that a report shows for an absolute one. */
export function shownPath(cwd: string, absolute: string): string {
  const path = relative(cwd, absolute)
  return (sep === "/" ? path : path.replaceAll(sep, "/")) || "."
}

async function addTree(root: string, found: Found, { noIgnore, env }: DiscoverOptions): Promise<void> {
  const tree = repositoryRoot(root) ?? root
  const listing = await listTree(root, tree, noIgnore, env)
  if (listing.note !== undefined) found.notes.add(listing.note)
  for (const { path, reason, detail } of listing.skipped) found.skip(join(root, path), path, reason, detail)
  addEntries(root, listing, found, realpathSync(tree))
}

function addEntries(root: string, listing: Listing, found: Found, tree: string): void {
  const links: string[] = []
  for (const path of listing.paths) {
    const absolute = join(root, path)
    const stats = statEntry(absolute)
    if (typeof stats === "string") {
      if (stats !== "ENOENT" || path.includes("\ufffd")) found.skip(absolute, path, "unreadable", explain(stats, path))
    } else if (stats.isSymbolicLink()) links.push(path)
    // Git tracks a path whose directory has since been replaced by a link.
    else if (!isBelow(tree, found.real(absolute))) found.skip(absolute, path, "link-outside", "behind a symbolic link")
    else if (!stats.isDirectory()) found.add(absolute, path, stats, false, found.real(absolute))
  }
  // After the files, so that a link to one of them is known to be that.
  for (const path of links.sort(byCodePoint)) addLink(root, path, found, tree)
}

/** A link never leads out of the tree (the repository, or else the PATH), and what it points at is read once. */
function addLink(root: string, path: string, found: Found, tree: string): void {
  const absolute = join(root, path)
  try {
    const target = realpathSync(absolute)
    const stats = statSync(target)
    if (!isBelow(tree, target)) found.skip(absolute, path, "link-outside", "a symbolic link out of the tree")
    else if (stats.isDirectory() || found.has(target)) found.link(absolute, target)
    else found.add(absolute, path, stats, false, target)
  } catch {
    found.skip(absolute, path, "link-dangling", "a symbolic link to nothing")
  }
}

/** What has been found so far. */
class Found {
  readonly notes = new Set<string>()
  readonly #files = new Map<string, DiscoveredFile>()
  readonly #targets = new Map<string, string>()
  readonly #skipped = new Map<string, SkippedFile>()
  readonly #links = new Map<string, Link>()
  readonly #directories = new Map<string, string>()
  readonly #options: DiscoverOptions
  readonly #wanted: (absolute: string) => boolean

  constructor(options: DiscoverOptions) {
    this.#options = options
    this.#wanted = selection(options)
  }

  add(absolute: string, below: string, stats: Stats, explicit: boolean, target: string): void {
    const path = shownPath(this.#options.cwd, absolute)
    if (this.#files.has(path) || (!explicit && !this.#wanted(absolute))) return
    const { maxFileSize } = this.#options
    // A pipe that was given by name, as `<(command)` does, is meant to be read.
    if (!stats.isFile() && !(explicit && stats.isFIFO())) {
      this.skip(absolute, below, "special", "neither a file nor a directory")
    } else if (stats.size > maxFileSize) {
      const detail = `${stats.size} bytes, more than the limit of ${maxFileSize}`
      this.skip(absolute, below, "too-large", detail, stats.size)
    } else {
      this.#files.set(path, { path, absolute: target, below, bytes: stats.size, explicit })
      this.#targets.set(target, path)
    }
  }

  skip(absolute: string, below: string, reason: SkipReason, detail: string, bytes?: number): void {
    const path = shownPath(this.#options.cwd, absolute)
    if (this.#skipped.has(path) || !this.#wanted(absolute)) return
    this.#skipped.set(path, { path, below, reason, detail, ...(bytes !== undefined && { bytes }) })
  }

  link(absolute: string, target: string): void {
    const { cwd } = this.#options
    const path = shownPath(cwd, absolute)
    this.#links.set(path, { path, target: this.#targets.get(target) ?? shownPath(realPath(cwd), target) })
  }

  has(target: string): boolean {
    return this.#targets.has(target)
  }

  /** The real path of something that is no link itself. */
  real(absolute: string): string {
    const directory = dirname(absolute)
    let real = this.#directories.get(directory)
    if (real === undefined) {
      real = realPath(directory)
      this.#directories.set(directory, real)
    }
    return join(real, basename(absolute))
  }

  sorted(): Discovery {
    return {
      files: inOrder(this.#files),
      skipped: inOrder(this.#skipped),
      links: inOrder(this.#links),
      notes: [...this.notes],
    }
  }
}

function inOrder<T extends { readonly path: string }>(found: ReadonlyMap<string, T>): T[] {
  return [...found.values()].sort((a, b) => byCodePoint(a.path, b.path))
}

function selection({ include, exclude }: DiscoverOptions): (absolute: string) => boolean {
  const included = include.filter(({ globs }) => globs.length > 0).map(rooted)
  const excluded = exclude.filter(({ globs }) => globs.length > 0).map(rooted)
  return (absolute) =>
    (included.length === 0 || included.some((matches) => matches(absolute))) &&
    !excluded.some((matches) => matches(absolute))
}

function rooted({ base, globs }: Globs): (absolute: string) => boolean {
  const matches = pathMatcher(globs)
  return (absolute) => matches(shownPath(base, absolute))
}

function statRoot(root: string, given: string, cwd: string): Stats {
  try {
    return statSync(root)
  } catch (error) {
    const code = errorCode(error)
    if (code !== "ENOENT" && code !== "ENOTDIR") throw new UsageError({ message: `cannot open ${given} (${code})` })
    throw new UsageError({
      message: `there is no file or directory ${given}`,
      hint: `PATHs are relative to the current directory, ${cwd}`,
    })
  }
}

function statEntry(absolute: string): Stats | string {
  try {
    return lstatSync(absolute, { throwIfNoEntry: false }) ?? "ENOENT"
  } catch (error) {
    return errorCode(error)
  }
}

function explain(code: string, path: string): string {
  return path.includes("\ufffd") ? "its name is not valid UTF-8" : `it cannot be opened (${code})`
}

function realPath(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    return path
  }
}

function isBelow(tree: string, path: string): boolean {
  const way = relative(tree, path)
  return way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way)
}

function errorCode(error: unknown): string {
  return error instanceof Error && "code" in error ? `${error.code}` : "unreadable"
}
