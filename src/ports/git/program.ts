import { accessSync, constants, realpathSync, statSync } from "node:fs"
import { delimiter, isAbsolute, join, sep } from "node:path"
import type { Environment } from "./git.ts"
import { isWithin } from "./repository.ts"

/** Where git is, and a PATH for what it starts itself. */
export interface Program {
  readonly file: string
  readonly path: string
}

/**
 * The first git of PATH that the repository does not bring along: npx puts `node_modules/.bin` in front, a shell may have
 * `.` in it, and Windows looks in the current directory first.
 */
export function gitProgram(root: string, env: Environment): Program | undefined {
  const places = pathOf(env).filter((place) => isForeign(place, root))
  const names = process.platform === "win32" ? ["git.exe"] : ["git"]
  for (const place of places) {
    for (const name of names) {
      const file = join(place, name)
      if (isProgram(file) && isForeign(realPath(file), root)) return { file, path: places.join(delimiter) }
    }
  }
  return undefined
}

/** Windows has one variable under any spelling, but a copy of the environment has not. */
export function isPathVariable(name: string): boolean {
  return process.platform === "win32" ? /^path$/i.test(name) : name === "PATH"
}

function pathOf(env: Environment): readonly string[] {
  const [, path = ""] = Object.entries(env).find(([name]) => isPathVariable(name)) ?? []
  return path.split(delimiter)
}

function isForeign(place: string, root: string): boolean {
  return isAbsolute(place) && !isWithin(root, realPath(place)) && !place.split(sep).includes("node_modules")
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return statSync(file).isFile()
  } catch {
    return false
  }
}

function realPath(path: string): string {
  try {
    return realpathSync.native(path)
  } catch {
    return path
  }
}
