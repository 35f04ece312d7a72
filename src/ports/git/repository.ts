import { type Dirent, existsSync, readdirSync, type Stats, statSync } from "node:fs"
import { delimiter, dirname, join, relative, sep } from "node:path"
import type { Environment } from "./git.ts"

/**
 * The root of the repository that a directory belongs to: the nearest with a `.git` in it that git would take, and none
 * above GIT_CEILING_DIRECTORIES. Git itself is not asked: from within, it takes a folder with HEAD, objects and refs for a
 * repository, and obeys the configuration there.
 */
export function repositoryRoot(directory: string, env: Environment = {}): string | undefined {
  const ceilings = (env["GIT_CEILING_DIRECTORIES"] ?? "").split(delimiter)
  for (let current = directory; ; current = dirname(current)) {
    if (holdsRepository(current)) return current
    const above = dirname(current)
    if (above === current || ceilings.includes(above)) return undefined
  }
}

/** The repository that decides what is scanned at a place: the one around the current directory, or else the outermost. */
export function repositoryAround(place: string, cwd: string, env: Environment): string | undefined {
  const own = repositoryRoot(cwd, env)
  if (own !== undefined && isWithin(own, place)) return own
  let outermost: string | undefined
  for (let root = repositoryRoot(place, env); root !== undefined; ) {
    outermost = root
    const above = dirname(root)
    root = above === root ? undefined : repositoryRoot(above, env)
  }
  return outermost
}

/** The first directory on the way from a root down to a place, without the root, that is marked as a repository of its own. */
export function innerRepository(root: string, place: string): string | undefined {
  let current = root
  for (const step of relative(root, place).split(sep).filter(Boolean)) {
    current = join(current, step)
    if (existsSync(join(current, ".git"))) return current
  }
  return undefined
}

/** Whether a path is a directory or lies somewhere below it; both absolute. */
export function isWithin(directory: string, path: string): boolean {
  return path === directory || path.startsWith(directory.endsWith(sep) ? directory : directory + sep)
}

/** Git takes a `.git` that is a file, and dies where it makes no sense; one that is a directory has to look like one of its own. */
function holdsRepository(directory: string): boolean {
  const marker = join(directory, ".git")
  const stats = statOf(marker)
  if (stats?.isFile()) return true
  if (!stats?.isDirectory()) return false
  const names = new Map(entriesOf(marker).map((entry) => [entry.name, entry]))
  if (!names.has("HEAD")) return false
  if (names.has("commondir")) return true
  return statOf(join(marker, "objects"))?.isDirectory() === true && statOf(join(marker, "refs"))?.isDirectory() === true
}

function statOf(path: string): Stats | undefined {
  try {
    return statSync(path)
  } catch {
    return undefined
  }
}

function entriesOf(directory: string): readonly Dirent[] {
  try {
    return readdirSync(directory, { withFileTypes: true })
  } catch {
    return []
  }
}
