import { at, type Node } from "../../model/tree.ts"
import type { Inventory } from "../inventory.ts"
import { argoSources, fluxRelease, k3sChart } from "./gitops.ts"
import type { Release } from "./release.ts"
import { commandReleases, dependencies, helmfileReleases, kustomizeCharts, terraformReleases } from "./tools.ts"

export type { Release } from "./release.ts"

/** Every chart that is installed: Flux, Argo CD, k3s, Kustomize, helmfile, Terraform, charts of charts, scripts. */
export function releasesOf(inventory: Inventory): readonly Release[] {
  const known = remembered.get(inventory)
  if (known !== undefined) return known
  const releases = !installsCharts(inventory)
    ? []
    : [
        ...inventory.objects("HelmRelease").flatMap((document) => fluxRelease(document, inventory)),
        ...["HelmChart", "HelmChartConfig"].flatMap((kind) =>
          inventory.objects(kind).flatMap((document) => k3sChart(document, inventory)),
        ),
        ...["Application", "ApplicationSet"].flatMap((kind) =>
          inventory.objects(kind).flatMap((document) => argoSources(document, inventory)),
        ),
        ...inventory.documents("helm-chart").flatMap((document) => dependencies(document, inventory)),
        ...inventory.documents("helmfile").flatMap((document) => helmfileReleases(document, inventory)),
        ...inventory.documents("kustomization").flatMap((document) => kustomizeCharts(document, inventory)),
        ...inventory.documents("terraform").flatMap((document) => terraformReleases(document, inventory)),
        ...commandReleases(inventory),
      ]
  remembered.set(inventory, releases)
  return releases
}

/** Whether anything in the repository installs a chart; much sooner known than which. */
export function installsCharts(inventory: Inventory): boolean {
  return (
    installers.some((kind) => inventory.objects(kind).length > 0) ||
    (["helm-chart", "helmfile", "terraform"] as const).some((kind) => inventory.documents(kind).length > 0) ||
    inventory.documents("kustomization").some(({ root }) => at(root, "helmCharts") !== undefined) ||
    inventory
      .filesWith("scripts")
      .some(({ scripts }) => scripts.some(({ commands }) => commands.some(({ tool }) => tool === "helm")))
  )
}

const installers = ["HelmRelease", "HelmChart", "HelmChartConfig", "Application", "ApplicationSet"]

/** The node under a path of a release's values: of the last tree that has it. */
export function releaseValue({ layers }: Release, ...path: readonly string[]): Node | undefined {
  return layers.map(({ root }) => at(root, ...path)).findLast((node) => node !== undefined)
}

const remembered = new WeakMap<Inventory, readonly Release[]>()
