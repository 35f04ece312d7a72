import { lstatSync, realpathSync, type Stats, statSync } from "node:fs"
import { basename, relative, sep } from "node:path"
import { type Complaint, UsageError } from "../model/failure.ts"
import { byCodePoint } from "../model/order.ts"
import { pathMatcher } from "../policy/globs.ts"
import type { Environment } from "./git/git.ts"
import { isWithin, repositoryAround } from "./git/repository.ts"
import { type ListingSkip, listTree } from "./listing.ts"
import { negationsOf, type Target, targetsOf } from "./targets.ts"

export interface DiscoverOptions {
  /** The directory that paths are told from, absolute. */
  readonly cwd: string
  readonly include: readonly Globs[]
  readonly exclude: readonly Globs[]
  /** Read what `.gitignore` hides, too. */
  readonly noIgnore: boolean
  readonly maxFileSize: number
  readonly env: Environment
  /** What was probably meant by a PATH that does not exist. */
  readonly hint?: (path: string) => string | undefined
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
  /** When it was last modified, in milliseconds since the epoch. */
  readonly modified: number
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

export type SkipReason = ListingSkip["reason"] | "too-large" | "special" | "link-outside" | "link-dangling"

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
export function discover(paths: readonly string[], options: DiscoverOptions): Discovery {
  const found = new Found(options, paths)
  for (const target of targetsOf(paths, options.cwd)) {
    const { root, given } = target
    const stats = statRoot(root, given, options)
    if (stats.isDirectory()) addTree(target, found, options)
    else
      found.add(
        { path: shownPath(options.cwd, root), absolute: root, below: basename(root) },
        stats,
        realPath(root),
        true,
      )
  }
  return found.sorted()
}

/** The path that a report shows for an absolute one. */
export function shownPath(cwd: string, absolute: string): string {
  const path = relative(cwd, absolute)
  return (sep === "/" ? path : path.replaceAll(sep, "/")) || "."
}

/** Something in a tree, by the names it goes by. */
interface Entry {
  readonly path: string
  readonly absolute: string
  readonly below: string
}

function addTree({ root, given, matches }: Target, found: Found, { cwd, noIgnore, env }: DiscoverOptions): void {
  // A PATH that is a link itself was meant: its tree is where it leads.
  const real = realpathSync.native(root)
  const repository = repositoryAround(real, cwd, env)
  const tree = repository ?? real
  const listing = listTree(real, { repository, noIgnore, env })
  if (listing.note !== undefined) found.notes.add(listing.note)
  const shown = shownPath(cwd, root)
  const toEntry = (below: string): Entry => ({
    path: shown === "." ? below || "." : below === "" ? shown : `${shown}/${below}`,
    absolute: root.endsWith(sep) ? root + below : root + sep + below,
    below,
  })
  const paths = matches === undefined ? listing.paths : listing.paths.filter(matches)
  const skipped =
    matches === undefined ? listing.skipped : listing.skipped.filter(({ path }) => path === "" || matches(path))
  if (paths.length === 0 && skipped.length === 0) throw new UsageError(nothingIn(given, matches !== undefined))
  for (const { path, reason, detail } of skipped) found.skip(toEntry(path), reason, detail)
  addEntries(paths.map(toEntry), found, tree)
}

/** What was not found is not what passes. */
function nothingIn(given: string, isGlob: boolean): Complaint {
  if (!isGlob) return { message: `there is no file in ${given}: nothing would be checked` }
  return {
    message: `no file matches ${given}: nothing would be checked`,
    hint: "globs are read as in .gitignore, from the current directory: deploy/**/*.yaml, *.pem, !deploy/test/",
  }
}

function addEntries(entries: readonly Entry[], found: Found, tree: string): void {
  const links: Entry[] = []
  for (const entry of entries) {
    const stats = statEntry(entry.absolute)
    if (typeof stats === "string") {
      const undecoded = entry.path.includes("\ufffd")
      const detail = undecoded ? "its name is not valid UTF-8" : `it cannot be opened (${stats})`
      if (stats !== "ENOENT" || undecoded) found.skip(entry, "unreadable", detail)
    } else if (stats.isSymbolicLink()) links.push(entry)
    else if (!stats.isDirectory()) addFile(entry, stats, found, tree)
  }
  // After the files, so that a link to one of them is known to be that.
  for (const link of links.sort(byPath)) addLink(link, found, tree)
}

/** The path of a tracked file may lead out of the tree all the same: through a directory that a link has replaced. */
function addFile(entry: Entry, stats: Stats, found: Found, tree: string): void {
  const real = found.real(entry.absolute)
  if (isWithin(tree, real)) found.add(entry, stats, real)
  else found.skip(entry, "link-outside", "behind a symbolic link out of the tree")
}

/** A link never leads out of the tree (the repository, or else the PATH), and what it points at is read once. */
function addLink(entry: Entry, found: Found, tree: string): void {
  try {
    const target = realpathSync.native(entry.absolute)
    const stats = statSync(target)
    if (!isWithin(tree, target)) found.skip(entry, "link-outside", "a symbolic link out of the tree")
    else if (stats.isDirectory() || found.has(target)) found.link(entry, target)
    else found.add(entry, stats, target)
  } catch {
    found.skip(entry, "link-dangling", "a symbolic link to nothing")
  }
}

/** What has been found so far. */
class Found {
  readonly notes = new Set<string>()
  readonly #files = new Map<string, DiscoveredFile>()
  /** The path under which each file that exists is read. */
  readonly #targets = new Map<string, string>()
  readonly #skipped = new Map<string, SkippedFile>()
  readonly #links = new Map<string, Link>()
  readonly #directories = new Map<string, string>()
  readonly #options: DiscoverOptions
  readonly #wanted: (absolute: string) => boolean

  constructor(options: DiscoverOptions, paths: readonly string[]) {
    this.#options = options
    this.#wanted = selection(options, paths)
  }

  /** A file, whose bytes are at `target`. */
  add(entry: Entry, stats: Stats, target: string, explicit = false): void {
    if (this.#files.has(entry.path) || !(explicit || this.#wanted(entry.absolute))) return
    const { maxFileSize } = this.#options
    // A pipe that was given by name, as `<(command)` does, is meant to be read.
    if (!stats.isFile() && !(explicit && stats.isFIFO())) this.skip(entry, "special", "neither a file nor a directory")
    else if (stats.size > maxFileSize) {
      this.skip(entry, "too-large", `${stats.size} bytes, more than the limit of ${maxFileSize}`, stats.size)
    } else {
      this.#files.set(entry.path, { ...entry, absolute: target, bytes: stats.size, modified: stats.mtimeMs, explicit })
      this.#targets.set(target, entry.path)
    }
  }

  skip(entry: Entry, reason: SkipReason, detail: string, bytes?: number): void {
    const { path, below, absolute } = entry
    // What is true of a PATH as a whole, no glob takes away.
    if (this.#skipped.has(path) || !(below === "" || this.#wanted(absolute))) return
    this.#skipped.set(path, { path, below, reason, detail, ...(bytes !== undefined && { bytes }) })
  }

  link({ path }: Entry, target: string): void {
    const { cwd } = this.#options
    this.#links.set(path, { path, target: this.#targets.get(target) ?? shownPath(realPath(cwd), target) })
  }

  has(target: string): boolean {
    return this.#targets.has(target)
  }

  /** The real path of something that is no link itself: one question to the file system for each directory. */
  real(absolute: string): string {
    const end = absolute.lastIndexOf(sep)
    const directory = absolute.slice(0, end)
    let real = this.#directories.get(directory)
    if (real === undefined) {
      real = realPath(directory)
      this.#directories.set(directory, real)
    }
    return real + absolute.slice(end)
  }

  sorted(): Discovery {
    return {
      files: [...this.#files.values()].sort(byPath),
      skipped: [...this.#skipped.values()].sort(byPath),
      links: [...this.#links.values()].sort(byPath),
      notes: [...this.notes],
    }
  }
}

function byPath(a: { readonly path: string }, b: { readonly path: string }): number {
  return byCodePoint(a.path, b.path)
}

/** Which files the globs of the options leave, and those of PATHs that begin with `!`. */
export function selection(
  { cwd, include, exclude }: Pick<DiscoverOptions, "cwd" | "include" | "exclude">,
  paths: readonly string[],
): (absolute: string) => boolean {
  const included = include.filter(({ globs }) => globs.length > 0).map(rooted)
  const excluded = [...exclude, { base: cwd, globs: negationsOf(paths, cwd) }]
    .filter(({ globs }) => globs.length > 0)
    .map(rooted)
  return (absolute) =>
    (included.length === 0 || included.some((matches) => matches(absolute))) &&
    !excluded.some((matches) => matches(absolute))
}

function rooted({ base, globs }: Globs): (absolute: string) => boolean {
  const matches = pathMatcher(globs)
  return (absolute) => matches(shownPath(base, absolute))
}

function statRoot(root: string, given: string, { cwd, hint }: DiscoverOptions): Stats {
  try {
    return statSync(root)
  } catch (error) {
    const code = errorCode(error)
    if (code !== "ENOENT" && code !== "ENOTDIR") throw new UsageError({ message: `cannot open ${given} (${code})` })
    throw new UsageError({
      message: `there is no file or directory ${given}`,
      hint: hint?.(given) ?? `PATHs are relative to the current directory, ${cwd}`,
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

function realPath(path: string): string {
  try {
    return realpathSync.native(path)
  } catch {
    return path
  }
}

function errorCode(error: unknown): string {
  return error instanceof Error && "code" in error ? `${error.code}` : "unreadable"
}
