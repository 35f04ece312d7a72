import { posix } from "node:path"
import type { DocumentFact } from "../model/facts.ts"
import { itemsAt, textAt } from "../model/tree.ts"

/** Whether two files of a repository end up in the same cluster, as far as the repository shows it. */
export interface Scopes {
  joined(a: string, b: string): boolean
}

/**
 * A repository is not a cluster. Two files belong together when a Flux or Argo CD root, a Kustomize overlay with its
 * bases, or a chart holds both; where nothing of that kind holds either, when their nearest common directory defines no
 * object twice, and they are not below folders of two clusters or environments.
 */
export function scopesOf(documents: readonly DocumentFact[], paths: ReadonlySet<string>): Scopes {
  const graph = kustomizations(documents)
  const closures = [...graph.keys()].map((folder) => closure(folder, graph))
  const roots = [...delivered(documents, paths)].map(
    (folders) => new Set([...folders].flatMap((folder) => [...closureBelow(folder, graph)])),
  )
  const charts = new Set([...paths].filter((path) => /(^|\/)Chart\.ya?ml$/.test(path)).map(folderOf))
  const twice = duplicates(documents)
  const groups = [...closures, ...roots]
  const holders = remembered((path) => groups.filter((group) => within(path, group)))
  const chartAt = remembered((path) => chartOf(path, charts))

  return {
    joined(a, b) {
      if (a === b) return true
      const chart = chartAt(a)
      if (chart !== undefined || chartAt(b) !== undefined) return chart === chartAt(b)
      const holding = holders(a)
      const others = holders(b)
      if (holding.length + others.length > 0) return holding.some((group) => others.includes(group))
      return !apart(a, b) && !twice(common(a, b))
    },
  }
}

/** The same function, asked once for each path: rules compare every file with every other. */
function remembered<T>(find: (path: string) => T): (path: string) => T {
  const known = new Map<string, T>()
  return (path) => {
    if (known.has(path)) return known.get(path)!
    const found = find(path)
    known.set(path, found)
    return found
  }
}

/** From the folder of a kustomization to the folders and files it takes in. */
function kustomizations(documents: readonly DocumentFact[]): Map<string, readonly string[]> {
  const graph = new Map<string, readonly string[]>()
  for (const { kind, path, root, inner } of documents) {
    if (kind !== "kustomization" || inner.length > 0) continue
    const folder = folderOf(path)
    const taken = ["resources", "bases", "components", "crds"].flatMap((key) => itemsAt(root, key))
    const targets = taken.flatMap((item) =>
      item.kind === "scalar" && !item.value.includes("://") ? [posix.join(folder, item.value)] : [],
    )
    graph.set(folder, targets)
  }
  return graph
}

function closure(folder: string, graph: ReadonlyMap<string, readonly string[]>): Set<string> {
  const reached = new Set([folder])
  for (const current of reached) for (const target of graph.get(current) ?? []) reached.add(target)
  return reached
}

/** Flux applies every manifest below a path when no kustomization stands there. */
function closureBelow(folder: string, graph: ReadonlyMap<string, readonly string[]>): Set<string> {
  const reached = new Set([folder])
  for (const current of reached) {
    for (const target of graph.get(current) ?? []) reached.add(target)
    for (const below of graph.keys()) if (below.startsWith(`${current}/`)) reached.add(below)
  }
  return reached
}

/** The sets of folders that one Flux or Argo CD root delivers: all that the objects of one folder point at. */
function* delivered(documents: readonly DocumentFact[], paths: ReadonlySet<string>): Generator<Set<string>> {
  const byRoot = new Map<string, Set<string>>()
  for (const { resource, path, root } of documents) {
    if (resource === undefined) continue
    const target =
      resource.kind === "Kustomization" && resource.apiVersion.startsWith("kustomize.toolkit.fluxcd.io/")
        ? textAt(root, "spec", "path")
        : resource.kind === "Application" && resource.apiVersion.startsWith("argoproj.io/")
          ? textAt(root, "spec", "source", "path")
          : undefined
    if (target === undefined) continue
    const key = clusterOf(path)
    const folders = byRoot.get(key) ?? new Set([folderOf(path)])
    const folder = posix.normalize(target.replace(/^\.?\//, "").replace(/\/$/, ""))
    folders.add(rooted(folder, path, paths))
    byRoot.set(key, folders)
  }
  // What a root delivers may hold roots itself (app of apps): they are the same cluster.
  for (const folders of byRoot.values()) {
    for (const folder of folders)
      for (const [key, others] of byRoot)
        if (key === folder || key.startsWith(`${folder}/`)) for (const other of others) folders.add(other)
    yield folders
  }
}

/** Flux repositories keep a folder for each cluster: `clusters/<name>/…`. */
function clusterOf(path: string): string {
  return /^(.*?clusters?\/[^/]+)\//.exec(path)?.[1] ?? folderOf(path)
}

/** A delivered path counts from the root of its repository, which may stand below the root of the scan. */
function rooted(folder: string, from: string, paths: ReadonlySet<string>): string {
  const parts = from.split("/")
  for (let depth = 0; depth < parts.length; depth++) {
    const candidate = posix.join(...parts.slice(0, depth), folder)
    for (const path of paths) if (path.startsWith(`${candidate}/`)) return candidate
  }
  return folder
}

function within(path: string, group: ReadonlySet<string>): boolean {
  if (group.has(path)) return true
  for (let folder = folderOf(path); ; folder = folderOf(folder)) {
    if (group.has(folder)) return true
    if (folder === "") return false
  }
}

function chartOf(path: string, charts: ReadonlySet<string>): string | undefined {
  let found: string | undefined
  for (let folder = folderOf(path); folder !== ""; folder = folderOf(folder)) if (charts.has(folder)) found = folder
  return found
}

/** Whether any object is defined twice in the files below a folder. */
function duplicates(documents: readonly DocumentFact[]): (folder: string) => boolean {
  const answers = new Map<string, boolean>()
  const objects = documents.filter(({ resource }) => resource !== undefined && resource.name !== "")
  return (folder) => {
    const known = answers.get(folder)
    if (known !== undefined) return known
    const seen = new Set<string>()
    const prefix = folder === "" ? "" : `${folder}/`
    const twice = objects.some(({ path, resource, inner }) => {
      if (!path.startsWith(prefix) || inner.length > 0 || resource === undefined) return false
      const key = `${resource.apiVersion.split("/")[0]}/${resource.kind}/${resource.namespace ?? ""}/${resource.name}`
      if (seen.has(key)) return true
      seen.add(key)
      return false
    })
    answers.set(folder, twice)
    return twice
  }
}

/** `clusters/one/…` and `clusters/two/…`: by their names, two clusters. */
function apart(a: string, b: string): boolean {
  const [, above, one] = environment.exec(a) ?? []
  const [, other, two] = environment.exec(b) ?? []
  if (above === undefined || above !== other || one === two) return false
  return ![one, two].some((name) => /^_|^(base|common|shared|all|global|core|default)s?$/.test(name ?? ""))
}

const environment = /^(.*?(?:^|\/)(?:clusters?|environments?|envs?|overlays|stages?|sites?|regions?))\/([^/]+)\//

function common(a: string, b: string): string {
  const left = folderOf(a).split("/")
  const right = folderOf(b).split("/")
  let depth = 0
  while (depth < left.length && left[depth] === right[depth]) depth++
  return left.slice(0, depth).join("/")
}

function folderOf(path: string): string {
  const slash = path.lastIndexOf("/")
  return slash === -1 ? "" : path.slice(0, slash)
}
