import { type Dirent, readdirSync, readFileSync } from "node:fs"
import { join, relative, sep } from "node:path"
import ignore, { type Ignore } from "ignore"

/** What a walk found: every entry that is no directory, relative to its root with `/`, and what it could not open. */
export interface Walk {
  readonly paths: readonly string[]
  readonly unreadable: readonly { readonly path: string; readonly detail: string }[]
}

/**
 * Lists a tree without git. `.gitignore` files count from `top` (the repository) down, unless `all` is asked for; what
 * is above the root hides things in it, but never the root itself. Links to directories are not followed.
 */
export function walk(root: string, top: string, all: boolean): Walk {
  const paths: string[] = []
  const unreadable: { path: string; detail: string }[] = []
  const open: Directory[] = [{ path: "", layers: all ? [] : layersAbove(root, top) }]
  for (let directory = open.pop(); directory !== undefined; directory = open.pop()) {
    const entries = list(join(root, directory.path))
    if (typeof entries === "string") {
      unreadable.push({ path: directory.path, detail: entries })
      continue
    }
    const layers = all ? directory.layers : withOwnLayer(root, directory, entries)
    for (const entry of entries) {
      if (unwanted.has(entry.name)) continue
      const path = directory.path === "" ? entry.name : `${directory.path}/${entry.name}`
      const isDirectory = entry.isDirectory()
      if (isIgnored(path, isDirectory, layers)) continue
      if (isDirectory) open.push({ path, layers })
      else paths.push(path)
    }
  }
  return { paths, unreadable }
}

interface Directory {
  readonly path: string
  readonly layers: readonly Layer[]
}

/** The rules of one `.gitignore`. `prefix` is the way from the walk's root to its directory, or the other way round. */
interface Layer {
  readonly rules: Ignore
  readonly below: string
  readonly above: string
}

const unwanted: ReadonlySet<string> = new Set([".git", "node_modules"])

function list(directory: string): Dirent[] | string {
  try {
    return readdirSync(directory, { withFileTypes: true })
  } catch (error) {
    return error instanceof Error && "code" in error ? `${error.code}` : "unreadable"
  }
}

function withOwnLayer(root: string, { path, layers }: Directory, entries: readonly Dirent[]): readonly Layer[] {
  if (!entries.some((entry) => entry.name === ".gitignore" && entry.isFile())) return layers
  const rules = readRules(join(root, path))
  return rules === undefined ? layers : [{ rules, below: path, above: "" }, ...layers]
}

function layersAbove(root: string, top: string): Layer[] {
  const layers: Layer[] = []
  const way = relative(top, root).split(sep).filter(Boolean)
  if (way[0] === "..") return layers
  for (let depth = 0; depth < way.length; depth++) {
    const rules = readRules(join(top, ...way.slice(0, depth)))
    const above = way.slice(depth).join("/")
    if (rules !== undefined && !rules.ignores(`${above}/`)) layers.unshift({ rules, below: "", above })
  }
  return layers
}

function readRules(directory: string): Ignore | undefined {
  try {
    return ignore({ ignorecase: false }).add(readFileSync(join(directory, ".gitignore"), "utf8"))
  } catch {
    return undefined
  }
}

/** The innermost `.gitignore` that has something to say decides. */
function isIgnored(path: string, isDirectory: boolean, layers: readonly Layer[]): boolean {
  for (const { rules, below, above } of layers) {
    const own = above === "" ? path.slice(below === "" ? 0 : below.length + 1) : `${above}/${path}`
    const { ignored, unignored } = rules.test(isDirectory ? `${own}/` : own)
    if (ignored || unignored) return ignored
  }
  return false
}
