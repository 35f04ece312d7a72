import type { DocumentFact } from "../../model/facts.ts"
import { folderOf, foldersAbove } from "../../model/folders.ts"
import { at, type Mapping, type Node, type Scalar } from "../../model/tree.ts"
import { moved } from "../borrowed.ts"
import type { Inventory } from "../inventory.ts"
import { releasesOf } from "../releases/index.ts"
import { mergedLayers, mergedNodes } from "../releases/merged.ts"
import { type Layer, layer } from "../releases/release.ts"
import type { ChartValues } from "./render.ts"

/**
 * The values that a chart of the repository is rendered with: its own, and over them those of each release of it that the
 * repository installs. A chart within another is given its part of the other's. Empty where its own cannot be read.
 */
export function valuesOfChart(folder: string, inventory: Inventory): readonly ChartValues[] {
  const own = defaultsOf(folder, inventory)
  if (own === undefined) return []
  const chart = described(folder, inventory)
  const parent = parentOf(folder, inventory)
  if (parent !== undefined) {
    const name = folder.slice(folder.lastIndexOf("/") + 1)
    return valuesOfChart(parent, inventory).map(({ values, deployed }) => {
      const below = merged(own, inventory)
      const given = [at(values, name), globals(values)].filter((node) => node?.kind === "mapping")
      return { values: given.reduce<Node>((tree, node) => mergedNodes(tree, node!), below), chart, deployed }
    })
  }
  const releases = releasesOf(inventory).filter((release) => release.folder === folder)
  if (releases.length === 0) return [{ values: merged(own, inventory), chart, deployed: false }]
  return releases.slice(0, most).map(({ layers, open }) => ({
    values: merged([...own, ...layers], inventory),
    chart,
    deployed: !open,
  }))
}

/** `.Chart.AppVersion` is `appVersion` of Chart.yaml. */
function described(folder: string, { files, borrowed }: Inventory): Node {
  const path = folder === "" ? "Chart.yaml" : `${folder}/Chart.yaml`
  const document = files.get(path)?.documents[0]
  if (document?.root.kind !== "mapping") return empty
  const root = moved(document.root, borrowed.stretchOf(document))
  if (root.kind !== "mapping") return empty
  const entries = root.entries.map(({ key, value }) => ({
    key: { ...key, value: key.value.slice(0, 1).toUpperCase() + key.value.slice(1) },
    value,
  }))
  return { ...root, entries }
}

function merged(layers: readonly Layer[], { borrowed }: Inventory): Node {
  const tree = mergedLayers(layers, borrowed)
  return tree?.kind === "mapping" ? tree : empty
}

/** The values of the chart itself: none where it has no file of them; undefined where the file is not readable. */
function defaultsOf(folder: string, { files, paths }: Inventory): Layer[] | undefined {
  const path = ["values.yaml", "values.yml"]
    .map((name) => (folder === "" ? name : `${folder}/${name}`))
    .find((one) => paths.has(one))
  if (path === undefined) return []
  const document: DocumentFact | undefined = files.get(path)?.documents[0]
  return document === undefined || document.root.kind !== "mapping" ? undefined : [layer(document)]
}

/** The chart that a chart is a part of: `charts/x` of another. */
function parentOf(folder: string, { paths }: Inventory): string | undefined {
  const above = folderOf(folder)
  if (!/(^|\/)charts$/.test(above)) return undefined
  const parent = folderOf(above)
  return paths.has(parent === "" ? "Chart.yaml" : `${parent}/Chart.yaml`) ? parent : undefined
}

function globals(values: Node): Node | undefined {
  const global = at(values, "global")
  if (global === undefined) return undefined
  const key: Scalar = {
    kind: "scalar",
    value: "global",
    type: "string",
    style: "plain",
    start: global.start,
    end: global.start,
  }
  return { kind: "mapping", entries: [{ key, value: global }], start: global.start, end: global.end }
}

/** The folder of the chart whose template a path is. */
export function chartOfTemplate(path: string, charts: ReadonlySet<string>): string | undefined {
  for (const folder of foldersAbove(path))
    if (charts.has(folder))
      return path.slice(folder === "" ? 0 : folder.length + 1).startsWith("templates/") ? folder : undefined
  return undefined
}

const empty: Mapping = { kind: "mapping", entries: [], start: 0, end: 0 }
/** Releases of one chart that are looked at. */
const most = 50
