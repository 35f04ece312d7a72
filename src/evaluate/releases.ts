import type { DocumentFact } from "../model/facts.ts"
import type { Location } from "../model/place.ts"
import { at, entriesAt, isFalse, itemsAt, type Node, type Scalar, scalarAt, textAt } from "../model/tree.ts"
import type { Inventory } from "./inventory.ts"
import { valuesFromMaps, valuesOfCommand, valuesOfFiles, valuesOfTerraform } from "./release-values.ts"

/** A Helm chart that the repository installs, by whatever tool, with the values that it gives to it. */
export interface Release {
  /** The chart's own name, without its repository. */
  readonly chart: string
  /** The name of the release; empty where it is not known. */
  readonly name: string
  readonly version?: string
  /** Trees of values; a later one wins. */
  readonly values: readonly Node[]
  readonly path: string
  readonly at: Location
}

/** Every chart that is installed: Flux, Argo CD, k3s, Kustomize, helmfile, Terraform, charts of charts, scripts. */
export function releasesOf(inventory: Inventory): readonly Release[] {
  const known = remembered.get(inventory)
  if (known !== undefined) return known
  const releases = [
    ...inventory.objects("HelmRelease").flatMap((document) => fluxRelease(document, inventory)),
    ...["HelmChart", "HelmChartConfig"].flatMap((kind) =>
      inventory.objects(kind).flatMap((document) => k3sChart(document, inventory)),
    ),
    ...["Application", "ApplicationSet"].flatMap((kind) =>
      inventory.objects(kind).flatMap((document) => argoSources(document, inventory)),
    ),
    ...inventory.documents("helm-chart").flatMap((document) => dependencies(document, inventory)),
    ...inventory.documents("helmfile").flatMap((document) => listed(document, ["releases"], inventory)),
    ...inventory.documents("kustomization").flatMap((document) => listed(document, ["helmCharts"], inventory)),
    ...inventory.documents("terraform").flatMap((document) => terraform(document, inventory)),
    ...commands(inventory),
  ]
  remembered.set(inventory, releases)
  return releases
}

/** The node under a path of a release's values: of the last tree that has it. */
export function releaseValue({ values }: Release, ...path: readonly string[]): Node | undefined {
  return values.map((tree) => at(tree, ...path)).findLast((node) => node !== undefined)
}

function release(
  document: DocumentFact,
  inventory: Inventory,
  chart: Scalar | undefined,
  rest: {
    readonly name?: string | undefined
    readonly version?: string | undefined
    readonly values?: readonly Node[]
  },
): Release[] {
  if (chart === undefined || chart.type === "template" || chart.value === "") return []
  const name = chart.value.replace(/\/+$/, "").split("/").at(-1)!
  return [
    {
      chart: name,
      name: rest.name ?? "",
      ...(rest.version !== undefined && { version: rest.version }),
      values: rest.values ?? [],
      path: document.path,
      at: inventory.locate(document.path, chart, document.inner),
    },
  ]
}

function fluxRelease(document: DocumentFact, inventory: Inventory): Release[] {
  const { root, resource } = document
  if (!resource?.apiVersion.startsWith("helm.toolkit.fluxcd.io/")) return []
  const chart = scalarAt(root, "spec", "chart", "spec", "chart") ?? scalarAt(root, "spec", "chartRef", "name")
  const values = at(root, "spec", "values")
  return release(document, inventory, chart, {
    name: textAt(root, "spec", "releaseName") ?? resource.name,
    version: textAt(root, "spec", "chart", "spec", "version"),
    values: [...valuesFromMaps(document, inventory), ...(values === undefined ? [] : [values])],
  })
}

/** k3s' own charts: a HelmChartConfig changes the values of a chart that k3s brings along. */
function k3sChart(document: DocumentFact, inventory: Inventory): Release[] {
  const { root, resource } = document
  if (!resource?.apiVersion.startsWith("helm.cattle.io/")) return []
  const chart = scalarAt(root, "spec", "chart") ?? scalarAt(root, "metadata", "name")
  return release(document, inventory, chart, {
    name: resource.name,
    version: textAt(root, "spec", "version"),
    values: carriedValues(document, inventory),
  })
}

function argoSources(document: DocumentFact, inventory: Inventory): Release[] {
  const { root, resource } = document
  if (!resource?.apiVersion.startsWith("argoproj.io/")) return []
  const spec = resource.kind === "ApplicationSet" ? at(root, "spec", "template", "spec") : at(root, "spec")
  return [at(spec, "source"), ...itemsAt(spec, "sources")].flatMap((source) => {
    const values = at(source, "helm", "valuesObject")
    return release(document, inventory, scalarAt(source, "chart"), {
      name: textAt(source, "helm", "releaseName") ?? resource.name,
      version: textAt(source, "targetRevision"),
      values: [
        ...valuesOfFiles(itemsAt(source, "helm", "valueFiles"), document.path, inventory),
        ...carriedValues(document, inventory),
        ...(values === undefined ? [] : [values]),
      ],
    })
  })
}

/** Values that an object carries as text. */
function carriedValues({ path, resource }: DocumentFact, inventory: Inventory): Node[] {
  return inventory
    .documents("helm-values")
    .filter(
      ({ path: other, carrier }) =>
        other === path &&
        carrier?.kind === "values" &&
        carrier.resource?.kind === resource?.kind &&
        carrier.resource?.name === resource?.name,
    )
    .map(({ root }) => root)
}

/** The charts that a chart depends on, with their part of its own values. */
function dependencies(document: DocumentFact, inventory: Inventory): Release[] {
  const folder = document.path.slice(0, document.path.lastIndexOf("/") + 1)
  const values = inventory
    .documents("helm-values")
    .filter(({ path }) => path.startsWith(folder) && /^values[^/]*\.ya?ml$/.test(path.slice(folder.length)))
    .map(({ root }) => root)
  return itemsAt(document.root, "dependencies").flatMap((dependency) => {
    const condition = textAt(dependency, "condition")?.split(",")[0]?.trim().split(".")
    if (condition !== undefined && values.some((tree) => isFalse(at(tree, ...condition)))) return []
    const name = textAt(dependency, "alias") ?? textAt(dependency, "name") ?? ""
    return release(document, inventory, scalarAt(dependency, "name"), {
      name,
      version: textAt(dependency, "version"),
      values: values.flatMap((tree) => at(tree, name) ?? []),
    })
  })
}

/** The lists of helmfile (`chart`) and of Kustomize (`name`, `releaseName`). */
function listed(document: DocumentFact, path: readonly string[], inventory: Inventory): Release[] {
  return itemsAt(document.root, ...path).flatMap((item) => {
    const inline = at(item, "valuesInline")
    const files = [...itemsAt(item, "values"), scalarAt(item, "valuesFile"), ...itemsAt(item, "additionalValuesFiles")]
    const values = [
      ...valuesOfFiles(files, document.path, inventory),
      ...itemsAt(item, "values").filter(({ kind }) => kind === "mapping"),
      ...(inline === undefined ? [] : [inline]),
    ]
    return release(document, inventory, scalarAt(item, "chart") ?? scalarAt(item, "name"), {
      name: textAt(item, "releaseName") ?? textAt(item, "name"),
      version: textAt(item, "version"),
      values,
    })
  })
}

function terraform(document: DocumentFact, inventory: Inventory): Release[] {
  return entriesAt(document.root, "resource", "helm_release").flatMap(({ key, value }) =>
    (value.kind === "sequence" ? value.items : [value]).flatMap((block) =>
      release(document, inventory, scalarAt(block, "chart"), {
        name: textAt(block, "name"),
        version: textAt(block, "version"),
        values: valuesOfTerraform(block, key.value, document, inventory),
      }),
    ),
  )
}

/** `helm install NAME CHART` and `helm upgrade --install NAME CHART`. */
function commands(inventory: Inventory): Release[] {
  const found: Release[] = []
  for (const { scripts, path } of inventory.filesWith("scripts"))
    for (const { commands: list, inner } of scripts)
      for (const command of list) {
        const { tool, words } = command
        if (tool !== "helm" || !/^(install|upgrade)$/.test(words[0]?.value ?? "")) continue
        const chart = words.find(({ value, literal }) => literal && /^(oci:\/\/)?[\w.-]+(\/[\w.-]+)+$/.test(value))
        if (chart === undefined) continue
        const version = /^--version(?:=(.*))?$/
        const index = words.findIndex(({ value }) => version.test(value))
        const text = index === -1 ? undefined : (version.exec(words[index]!.value)?.[1] ?? words[index + 1]?.value)
        found.push({
          chart: chart.value.split("/").at(-1)!,
          name: words.slice(1).find(({ value }) => !value.startsWith("-"))?.value ?? "",
          ...(text !== undefined && { version: text }),
          values: valuesOfCommand(command, path, inventory),
          path,
          at: inventory.locate(path, chart, inner),
        })
      }
  return found
}

const remembered = new WeakMap<Inventory, readonly Release[]>()
