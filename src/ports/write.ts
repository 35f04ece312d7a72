import { lstatSync, realpathSync, writeFileSync } from "node:fs"
import { basename, dirname, join, sep } from "node:path"
import { isWithin } from "./git/repository.ts"

/**
 * Writes a file, whole; says why where it could not. What lies in a tree that may be hostile stays there: no link in it
 * leads the text somewhere else, and none into git's own folder. A path outside of the tree is taken at its word.
 */
export function writeText(file: string, text: string, tree: string): string | undefined {
  try {
    const why = isWithin(tree, file) ? astray(file, tree) : undefined
    if (why !== undefined) return why
    writeFileSync(file, text)
    return undefined
  } catch (error) {
    return error instanceof Error && "code" in error ? `${error.code}` : "unknown fault"
  }
}

function astray(file: string, tree: string): string | undefined {
  if (lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink()) return "it is a symbolic link"
  const real = join(realpathSync.native(dirname(file)), basename(file))
  const root = realpathSync.native(tree)
  if (!isWithin(root, real)) return "a symbolic link on the way leads out of the tree"
  return real.slice(root.length).split(sep).includes(".git") ? "it is in the folder of git" : undefined
}
