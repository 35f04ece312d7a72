import { posix } from "node:path"
import type { DocumentFact } from "../../model/facts.ts"
import { folderOf } from "../../model/folders.ts"
import type { Location } from "../../model/place.ts"
import { type Node, type Scalar, textAt } from "../../model/tree.ts"
import type { Lender } from "../borrowed.ts"
import type { Inventory } from "../inventory.ts"

/** A Helm chart that the repository installs, by whatever tool, with the values that it gives to it. */
export interface Release {
  /** The chart's own name, without its repository. */
  readonly chart: string
  /** The folder of the chart, where the repository holds it. */
  readonly folder?: string
  /** The name of the release; empty where it is not known. */
  readonly name: string
  readonly version?: string
  /** Trees of values; a later one wins. */
  readonly layers: readonly Layer[]
  /** Whether it is given further values that the repository does not show. */
  readonly open: boolean
  readonly path: string
  readonly at: Location
}

/** One tree of values, and what it is written in. */
export interface Layer {
  readonly root: Node
  readonly lender: Lender
}

/** What a release is given: the layers that are known, and whether these are all. */
export interface Given {
  readonly layers: readonly Layer[]
  readonly open: boolean
}

export const nothing: Given = { layers: [], open: false }

/** All that several sources of values give, the last of them winning. */
export function together(...parts: readonly Given[]): Given {
  return { layers: parts.flatMap(({ layers }) => layers), open: parts.some(({ open }) => open) }
}

/** A release of the chart that a scalar names, unless a template does. */
export function release(
  user: Lender,
  inventory: Inventory,
  chart: Scalar | undefined,
  rest: {
    readonly name?: string | undefined
    readonly version?: string | undefined
    readonly folder?: string | undefined
    readonly given?: Given
  },
): Release[] {
  if (chart === undefined || chart.type === "template" || chart.value === "") return []
  const { name, version, folder, given = nothing } = rest
  const base = folder === undefined ? undefined : chartName(folder, inventory)
  return [
    {
      chart:
        base ??
        chart.value
          .replace(/(?<!\/)\/+$/, "")
          .split("/")
          .at(-1)!,
      name: name ?? "",
      ...(version !== undefined && { version }),
      ...(folder !== undefined && { folder }),
      ...given,
      path: user.path,
      at: inventory.locate(user.path, chart, user.inner),
    },
  ]
}

/** What a chart of the repository calls itself. */
function chartName(folder: string, { files }: Inventory): string | undefined {
  const facts = files.get(inFolder(folder, "Chart.yaml")) ?? files.get(inFolder(folder, "Chart.yml"))
  return textAt(facts?.documents[0]?.root, "name") ?? folder.slice(folder.lastIndexOf("/") + 1)
}

/**
 * The folder of a chart that a path means: counted from the folder of who names it, or from the root of its repository,
 * which may stand below the root of the scan.
 */
export function chartFolder(target: string, from: string, { paths }: Inventory): string | undefined {
  return candidates(target, from).find((folder) => paths.has(inFolder(folder, "Chart.yaml")))
}

/** The values that a file of the repository holds; what is not there, or rendered first, is not known. */
export function fileValues(target: string, from: string, inventory: Inventory): Given {
  const path = candidates(target, from).find((one) => inventory.paths.has(one))
  const document = path === undefined ? undefined : inventory.files.get(path)?.documents[0]
  // A file that no rule asks for has no facts: nothing in it matters, but what it switches off.
  if (document === undefined || document.language !== "yaml") return { layers: [], open: true }
  return { layers: [layer(document)], open: document.template }
}

/** A document as a layer. */
export function layer(document: DocumentFact): Layer {
  return { root: document.root, lender: document }
}

/** The values that stand as text, or as a part, within a node of a document. */
export function valuesWithin(node: Node | undefined, { path }: Lender, inventory: Inventory): DocumentFact[] {
  if (node === undefined) return []
  return (inventory.files.get(path)?.documents ?? []).filter(
    ({ kind, carrier, root }) =>
      kind === "helm-values" && carrier?.kind === "values" && node.start <= root.start && root.end <= node.end,
  )
}

function candidates(target: string, from: string): string[] {
  if (/\{\{|\$[({]|:\/\//.test(target)) return []
  const clean = target.replace(/(?<!\/)\/+$/, "") || "."
  const parts = folderOf(from) === "" ? [] : folderOf(from).split("/")
  const rest = clean.replace(/^\.?\//, "")
  const above = [...parts.keys(), parts.length].map((depth) => [...parts.slice(0, depth), rest])
  return [...(clean.startsWith("/") ? [] : [[...parts, clean]]), ...above]
    .map((way) => posix.normalize(way.join("/")))
    .filter((path) => !path.startsWith(".."))
    .map((path) => (path === "." ? "" : path))
}

function inFolder(folder: string, name: string): string {
  return folder === "" ? name : `${folder}/${name}`
}
