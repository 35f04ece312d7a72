import type { DocumentFact } from "../../model/facts.ts"
import { at, itemsAt, type Node, scalarAt, textAt } from "../../model/tree.ts"
import type { Inventory } from "../inventory.ts"
import { type Assignment, assigned, keyedAssignments, namedAssignments } from "./assignments.ts"
import {
  chartFolder,
  fileValues,
  type Given,
  layer,
  nothing,
  type Release,
  release,
  together,
  valuesWithin,
} from "./release.ts"

/** Flux: what `valuesFrom` names comes first, the release's own values win. */
export function fluxRelease(document: DocumentFact, inventory: Inventory): Release[] {
  const { root, resource, path } = document
  if (!resource?.apiVersion.startsWith("helm.toolkit.fluxcd.io/")) return []
  const chart = scalarAt(root, "spec", "chart", "spec", "chart") ?? scalarAt(root, "spec", "chartRef", "name")
  const own = at(root, "spec", "values")
  const isLocal = textAt(root, "spec", "chart", "spec", "sourceRef", "kind") !== "HelmRepository"
  return release(document, inventory, chart, {
    name: textAt(root, "spec", "releaseName") ?? resource.name,
    version: textAt(root, "spec", "chart", "spec", "version"),
    folder: isLocal && chart?.value.includes("/") ? chartFolder(chart.value, path, inventory) : undefined,
    given: together(
      ...itemsAt(root, "spec", "valuesFrom").map((item) => referred(item, document, inventory)),
      ...valuesWithin(own, document, inventory).map(only),
    ),
  })
}

function only(document: DocumentFact): Given {
  return { layers: [layer(document)], open: false }
}

/** `{kind: ConfigMap, name, valuesKey, targetPath}`: an object of the repository, or one that a generator makes. */
function referred(item: Node, { path, resource }: DocumentFact, inventory: Inventory): Given {
  const name = textAt(item, "name") ?? ""
  const key = textAt(item, "valuesKey") ?? "values.yaml"
  const unknown: Given = { layers: [], open: true }
  if (textAt(item, "kind") !== "ConfigMap" || textAt(item, "targetPath") !== undefined) return unknown
  const objects = inventory
    .named("ConfigMap", name)
    .filter((other) => inventory.joined(path, other.path) && sameSpace(resource?.namespace, other.resource?.namespace))
  const carried = objects.flatMap((object) =>
    (inventory.files.get(object.path)?.documents ?? []).filter(
      ({ carrier }) =>
        carrier?.kind === "config-map" && carrier.key === key && carrier.resource?.name === object.resource?.name,
    ),
  )
  if (carried.length > 0) return { layers: carried.slice(0, 1).map(layer), open: false }
  for (const { generators, document } of inventory.kustomizations.values()) {
    const file = generators
      .filter((one) => one.kind === "ConfigMap" && one.name === name)
      .flatMap(({ files }) => files)
      .find((one) => one.key === key)
    if (file !== undefined && inventory.joined(path, document.path)) return fileValues(file.path, "", inventory)
  }
  return unknown
}

function sameSpace(a: string | undefined, b: string | undefined): boolean {
  return a === undefined || b === undefined || a === b
}

/** k3s' own charts: a HelmChartConfig changes the values of a chart that k3s brings along. */
export function k3sChart(document: DocumentFact, inventory: Inventory): Release[] {
  const { root, resource } = document
  if (!resource?.apiVersion.startsWith("helm.cattle.io/")) return []
  const chart = scalarAt(root, "spec", "chart") ?? scalarAt(root, "metadata", "name")
  return release(document, inventory, chart, {
    name: resource.name,
    version: textAt(root, "spec", "version"),
    given: together(
      ...["valuesContent", "values"].flatMap((key) =>
        valuesWithin(at(root, "spec", key), document, inventory).map(only),
      ),
      assignedIn(keyedAssignments(at(root, "spec", "set")), document),
    ),
  })
}

/** Argo CD: files, then `values` or, instead of it, `valuesObject`, then parameters. */
export function argoSources(document: DocumentFact, inventory: Inventory): Release[] {
  const { root, resource } = document
  if (!resource?.apiVersion.startsWith("argoproj.io/")) return []
  const spec = resource.kind === "ApplicationSet" ? at(root, "spec", "template", "spec") : at(root, "spec")
  return [at(spec, "source"), ...itemsAt(spec, "sources")].flatMap((source) => {
    const target = scalarAt(source, "path")
    const folder =
      target === undefined || target.type === "template"
        ? undefined
        : chartFolder(target.value, document.path, inventory)
    const chart = scalarAt(source, "chart") ?? (folder === undefined ? undefined : target)
    return release(document, inventory, chart, {
      name: textAt(source, "helm", "releaseName") ?? resource.name,
      version: textAt(source, "targetRevision"),
      folder,
      given: argoValues(at(source, "helm"), folder, document, inventory),
    })
  })
}

function argoValues(
  helm: Node | undefined,
  folder: string | undefined,
  document: DocumentFact,
  inventory: Inventory,
): Given {
  const files = itemsAt(helm, "valueFiles").map((item): Given => {
    if (item.kind !== "scalar") return nothing
    // `$ref/path` is a file of another source, counted from its root; others stand beside the chart.
    const [, path] = /^\$[\w-]+\/(.+)$/.exec(item.value) ?? []
    if (path !== undefined) return fileValues(`/${path}`, document.path, inventory)
    return folder === undefined ? { layers: [], open: true } : fileValues(item.value, `${folder}/_`, inventory)
  })
  const inline = [at(helm, "valuesObject"), at(helm, "values")].find((node) => node !== undefined)
  return together(
    ...files,
    ...valuesWithin(inline, document, inventory).map(only),
    assignedIn(namedAssignments(itemsAt(helm, "parameters")), document),
  )
}

/** Assignments as what a release is given. */
export function assignedIn(assignments: readonly Assignment[], lender: DocumentFact): Given {
  const root = assigned(assignments)
  return root === undefined ? nothing : { layers: [{ root, lender }], open: false }
}
