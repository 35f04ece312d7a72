import type { DocumentFact } from "../model/facts.ts"
import { commonFolder, folderOf, foldersAbove } from "../model/folders.ts"
import { grouped } from "../model/grouped.ts"
import { byCodePoint } from "../model/order.ts"
import { clusterFolder, deliveriesOf } from "./deliveries.ts"
import { closureOf, type Kustomization } from "./kustomize.ts"
import { Groups } from "./scope-groups.ts"

/** Whether two files of a repository end up in the same cluster, as far as the repository shows it. */
export interface Scopes {
  joined(a: string, b: string): boolean
}

/**
 * A repository is not a cluster. Two files belong together when a Flux or Argo CD root, a Kustomize overlay with its
 * bases, or a chart holds both; where nothing of that kind holds either, when their nearest common directory defines no
 * object twice, and they are not below folders of two clusters or environments.
 */
export function scopesOf(
  documents: readonly DocumentFact[],
  paths: ReadonlySet<string>,
  graph: ReadonlyMap<string, Kustomization>,
): Scopes {
  const chartOf = outermostChart(paths)
  const groups = new Groups(graph)
  for (const folder of tops(graph)) groups.addUnits(groups.next(), folder)
  addDeliveries(groups, documents, foldersOf(paths))
  const twice = foldersWithDuplicates(documents)

  return {
    joined(a, b) {
      if (a === b) return true
      const chart = chartOf(a)
      if (chart !== undefined || chartOf(b) !== undefined) return chart === chartOf(b)
      const [left, right] = [groups.of(a), groups.of(b)]
      if (left.size + right.size > 0) return [...left].some((group) => right.has(group))
      return !apart(a, b) && !twice.has(commonFolder(a, b))
    },
  }
}

/** The kustomizations that no other takes in; of those that take in one another, all. */
function tops(graph: ReadonlyMap<string, Kustomization>): string[] {
  const taken = new Set([...graph.values()].flatMap(({ targets }) => targets))
  const free = [...graph.keys()].filter((folder) => !taken.has(folder))
  const held = new Set(free.flatMap((folder) => [...closureOf(folder, graph)]))
  return [...free, ...[...graph.keys()].filter((folder) => !held.has(folder))]
}

/** All that the objects of one cluster's folder deploy, and what the objects among that deploy in turn. */
function addDeliveries(
  groups: Groups,
  documents: readonly DocumentFact[],
  tree: ReadonlyMap<string, readonly string[]>,
) {
  const deliveries = deliveriesOf(documents, new Set(tree.keys()))
  const byFolder = grouped(deliveries, ({ path }) => folderOf(path))
  for (const first of grouped(deliveries, ({ cluster }) => cluster).values()) {
    const group = groups.next()
    const seen = new Set<string>()
    const open = [...first]
    for (const { path } of first) {
      const cluster = clusterFolder(path)
      if (cluster === undefined) groups.addFolder(group, folderOf(path))
      else groups.addTree(group, cluster)
    }
    for (let delivery = open.pop(); delivery !== undefined; delivery = open.pop()) {
      if (seen.has(delivery.folder)) continue
      seen.add(delivery.folder)
      for (const folder of groups.deliver(group, delivery.folder, tree)) open.push(...(byFolder.get(folder) ?? []))
    }
  }
}

/** Every folder of the repository, with the folders in it. */
function foldersOf(paths: ReadonlySet<string>): Map<string, string[]> {
  const tree = new Map<string, string[]>([["", []]])
  for (const path of paths) {
    let below: string | undefined
    for (const folder of foldersAbove(path)) {
      const known = tree.get(folder)
      if (known === undefined) tree.set(folder, below === undefined ? [] : [below])
      else if (below !== undefined) known.push(below)
      if (known !== undefined) break
      below = folder
    }
  }
  return tree
}

/** The outermost chart that holds a path: what it depends on is rendered with it. */
function outermostChart(paths: ReadonlySet<string>): (path: string) => string | undefined {
  const charts = new Set([...paths].filter((path) => /(^|\/)Chart\.ya?ml$/.test(path)).map(folderOf))
  const known = new Map<string, string | undefined>()
  return (path) => {
    if (charts.size === 0) return undefined
    const own = folderOf(path)
    if (!known.has(own))
      known.set(
        own,
        [...foldersAbove(path)].findLast((folder) => charts.has(folder)),
      )
    return known.get(own)
  }
}

/** The folders below which an object is defined twice, in one file or in two. */
function foldersWithDuplicates(documents: readonly DocumentFact[]): Set<string> {
  const twice = new Set<string>()
  const last = new Map<string, string>()
  const named = documents.filter(
    ({ resource, inner }) => resource !== undefined && resource.name !== "" && inner.length === 0,
  )
  // Of paths in order, the deepest folder that two of them share is shared by two neighbours.
  for (const { resource, path } of named.sort((a, b) => byCodePoint(a.path, b.path))) {
    const { apiVersion, kind, namespace = "", name } = resource!
    const key = `${groupOf(apiVersion)}/${kind}/${namespace}/${name}`
    const before = last.get(key)
    last.set(key, path)
    if (before === undefined) continue
    const common = commonFolder(before, path)
    for (const folder of [common, ...foldersAbove(common)]) {
      if (twice.has(folder)) break
      twice.add(folder)
    }
  }
  return twice
}

function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf("/")
  return slash === -1 ? "" : apiVersion.slice(0, slash)
}

/** `clusters/one/…` and `clusters/two/…`, `dev/…` and `prod/…`: by their names, two clusters. */
function apart(a: string, b: string): boolean {
  const common = commonFolder(a, b)
  const [one = "", two = ""] = [a, b].map((path) => path.slice(common === "" ? 0 : common.length + 1))
  const [left, right] = [one, two].map((rest) => (rest.includes("/") ? rest.slice(0, rest.indexOf("/")) : undefined))
  if (left === undefined || right === undefined || left === right || isShared(left) || isShared(right)) return false
  return clusterFolders.test(common) || (stage.test(left) && stage.test(right))
}

function isShared(name: string): boolean {
  return /^_|^(bases?|commons?|shared|all|globals?|cores?|defaults?|components?)$/.test(name)
}

const clusterFolders = /(^|\/)(clusters?|environments?|envs?|overlays|stages?|sites?|regions?)$/
const stage =
  /(^|[-_.])(prod|production|prd|live|stag|staging|stage|stg|dev|devel|develop|development|test|testing|tst|qa|uat|int|integration|preprod|preview|sandbox|demo|canary|dr)([-_.]|\d*$)/
