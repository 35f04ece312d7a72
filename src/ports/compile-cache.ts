import { existsSync, lstatSync, mkdirSync } from "node:fs"
import { dirname, isAbsolute, join } from "node:path"
import type { Environment } from "./git/git.ts"
import { isWithin, repositoryRoot } from "./git/repository.ts"

/**
 * Where Node may keep what it has compiled: in the user's own folder, which a shared one is not, and never in the repository,
 * which some machines make the home: code that is found there would be run.
 */
export function compileCache(env: Environment, cwd: string): string | undefined {
  const home = env["HOME"] ?? ""
  const caches = env["LOCALAPPDATA"] || env["XDG_CACHE_HOME"] || (home === "" ? "" : join(home, ".cache"))
  const tree = repositoryRoot(cwd) ?? cwd
  if (!isAbsolute(caches) || isWithin(tree, caches)) return undefined
  const folder = join(caches, "tlsgate")
  return isOwn(folder) ? folder : undefined
}

/**
 * Makes the folder, step by step: asked for all of them at once in a file system that takes none (`/proc`), Node tries for
 * ever. Where somebody else may write, the code would be theirs.
 */
function isOwn(folder: string): boolean {
  try {
    for (const step of [dirname(folder), folder]) if (!existsSync(step)) mkdirSync(step, { mode: 0o700 })
    const stats = lstatSync(folder)
    if (process.getuid === undefined) return stats.isDirectory()
    return stats.isDirectory() && stats.uid === process.getuid() && (stats.mode & 0o022) === 0
  } catch {
    return false
  }
}
