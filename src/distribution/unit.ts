import { posix } from "node:path"
import type { Inventory } from "../join/inventory.ts"
import type { BundleFact } from "../model/facts.ts"
import type { Location, Span } from "../model/place.ts"
import type { ResourceRef } from "../model/source.ts"
import type { Family } from "./distros.ts"
import type { Placement, Step } from "./steps.ts"

/** Steps that run one after the other on one machine or in one image: a stage, a script, a play, a cloud-config. */
export interface Unit {
  readonly kind: "image" | "script" | "pipeline" | "container" | "cloud-init" | "machine" | "ansible" | "terraform"
  readonly path: string
  readonly inner: readonly string[]
  /** For people: `stage "build"`, `the script`. */
  readonly name: string
  readonly family?: Family
  readonly image?: string
  /** Whether every step is seen. */
  readonly whole: boolean
  readonly steps: readonly Step[]
  /** Steps of units that go on from this one (stages built on it, handlers, other files of the role). */
  readonly after: readonly Step[]
  readonly resource?: ResourceRef
  /** The names of the handlers that its tasks can notify. */
  readonly handlers?: readonly string[]
  /** Whether there are more steps than are looked at. */
  readonly cut?: boolean
  /** Whether the machine is a node that pulls images, as the unit itself shows. */
  readonly node: boolean
}

/** How many steps of a unit are looked at: what is asked of each looks at all others. */
export const mostSteps = 1000

/** The steps that follow one, in its unit and in those that go on from it. */
export function following(unit: Unit, step: Step): Step[] {
  return [...unit.steps.slice(unit.steps.indexOf(step) + 1), ...unit.after]
}

/** The steps before one. */
export function preceding(unit: Unit, step: Step): readonly Step[] {
  return unit.steps.slice(0, Math.max(0, unit.steps.indexOf(step)))
}

/** The complete place of a step. */
export function placeOfStep({ path, inner }: Unit, at: Span, inventory: Inventory): Location {
  return inventory.locate(path, at, inner)
}

/** The bundles that a placement puts in place: those it carries, else the file of the repository that it copies. */
export function contentOf(unit: Unit, { inline, sources, target }: Placement, inventory: Inventory): BundleFact[] {
  const own = inventory.files.get(unit.path)?.bundles ?? []
  if (inline !== undefined)
    return onceEach(own.filter(({ location }) => location.start >= inline.start && location.end <= inline.end))
  const named = own.filter(({ name, carrier }) => name === target && carrier?.kind === "heredoc")
  if (named.length > 0) return named
  return sources.flatMap((source) => {
    const path = repositoryPath(source, unit.path, inventory)
    return path === undefined ? [] : bundlesOf(path, inventory)
  })
}

/** A heredoc is read as a part of its file and as a file of its own; its certificates are there once. */
function onceEach(bundles: readonly BundleFact[]): BundleFact[] {
  const seen = new Set<number>()
  return bundles.filter(({ certificates, commented }) => {
    const start = certificates[0]?.location.start ?? -1
    if (commented || (start !== -1 && seen.has(start))) return false
    seen.add(start)
    return true
  })
}

/** The bundles of a file that is nothing but certificates. */
function bundlesOf(path: string, inventory: Inventory): BundleFact[] {
  return (inventory.files.get(path)?.bundles ?? []).filter(
    ({ carrier, commented }) => carrier === undefined && !commented,
  )
}

/** The file or directory of the repository that a relative path in another file means; undefined where there is none. */
export function repositoryPath(source: string, from: string, inventory: Inventory): string | undefined {
  if (source.startsWith("/") || /^[a-z]+:\/\/|[*?[\]{}$~<>]/.test(source)) return undefined
  const names = [source, `files/${source}`, `templates/${source}`]
  for (let folder = posix.dirname(from); ; folder = posix.dirname(folder)) {
    for (const name of names) {
      const path = posix.normalize(posix.join(folder, name))
      if (inventory.paths.has(path)) return path
    }
    if (folder === "." || folder === "/" || folder === "") return undefined
  }
}

/** The files of the repository that a directory or a pattern of a `COPY` means. */
export function repositoryFiles(source: string, from: string, inventory: Inventory): string[] {
  const known = remembered.get(inventory) ?? new Map<string, string[]>()
  remembered.set(inventory, known)
  const key = `${posix.dirname(from)}\0${source}`
  const found = known.get(key) ?? filesOf(source, from, inventory)
  known.set(key, found)
  return found
}

const remembered = new WeakMap<Inventory, Map<string, string[]>>()

function filesOf(source: string, from: string, inventory: Inventory): string[] {
  const clean = source.replace(/^\.\//, "").replace(/\/\.?$/, "")
  if (source.startsWith("/") || /^[a-z]+:\/\/|[{}$~<>]/.test(source)) return []
  const pattern = new RegExp(
    `^${clean
      .replaceAll(/[.+^()|\\]/g, "\\$&")
      .replaceAll(/\*+/g, "[^/]*")
      .replaceAll("?", "[^/]")}${/[*?]/.test(clean) ? "" : "/.+"}$`,
  )
  for (let folder = posix.dirname(from); ; folder = posix.dirname(folder)) {
    const prefix = folder === "." ? "" : `${folder}/`
    const fixed = clean.slice(0, Math.max(0, clean.search(/[*?[]|$/)))
    const files = pathsFrom(`${prefix}${fixed}`, inventory).filter((path) => pattern.test(path.slice(prefix.length)))
    if (files.length > 0) return files
    if (folder === "." || folder === "/" || folder === "") return []
  }
}

/** The paths that begin with a text, of all in the order of their code units. */
function pathsFrom(prefix: string, inventory: Inventory): string[] {
  const paths = sorted.get(inventory) ?? [...inventory.paths].sort()
  sorted.set(inventory, paths)
  let low = 0
  let high = paths.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (paths[middle]! < prefix) low = middle + 1
    else high = middle
  }
  let end = low
  while (end < paths.length && paths[end]!.startsWith(prefix)) end++
  return paths.slice(low, end)
}

const sorted = new WeakMap<Inventory, readonly string[]>()
