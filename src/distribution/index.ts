import type { Inventory } from "../join/inventory.ts"
import type { BundleFact } from "../model/facts.ts"
import { type Stage, stagesOf } from "./images.ts"
import { cloudConfig, machineConfig, provisioned, scriptUnits } from "./machines.ts"
import { playsOf } from "./plays.ts"
import { contentOf, mostSteps, type Unit } from "./unit.ts"

/** Everything in a repository that puts trust anchors onto machines and into images. */
export interface Distribution {
  readonly units: readonly Unit[]
  readonly dockerfiles: readonly (readonly Stage[])[]
}

const remembered = new WeakMap<Inventory, Distribution>()

/** How certificates reach nodes and images, read once per inventory. */
export function distributionOf(inventory: Inventory): Distribution {
  const known = remembered.get(inventory)
  if (known !== undefined) return known
  const dockerfiles = inventory.documents("dockerfile").map((document) => stagesOf(document, inventory))
  const others: readonly Unit[] = [
    ...inventory.documents("cloud-init").flatMap((document) => cloudConfig(document, inventory) ?? []),
    ...inventory
      .documents("kubernetes")
      .filter(({ resource }) => clusterApi.test(resource?.kind ?? ""))
      .flatMap((document) => machineConfig(document, inventory) ?? []),
    ...inventory.documents("terraform").flatMap((document) => provisioned(document, inventory) ?? []),
    ...inventory.documents("ansible").flatMap((document) => playsOf(document, inventory)),
    ...scriptUnits(inventory),
  ]
  const units = [...dockerfiles.flat(), ...others.map(bounded)]
  const distribution = { units, dockerfiles }
  remembered.set(inventory, distribution)
  return distribution
}

function bounded(unit: Unit): Unit {
  const { steps, after } = unit
  if (steps.length <= mostSteps && after.length <= mostSteps) return unit
  return { ...unit, steps: steps.slice(0, mostSteps), after: after.slice(0, mostSteps), cut: true }
}

const stored = new WeakMap<Inventory, ReadonlySet<BundleFact>>()

/** The bundles that steps put into trust stores, wherever in the repository they stand. */
export function storedBundles(inventory: Inventory): ReadonlySet<BundleFact> {
  const known = stored.get(inventory)
  if (known !== undefined) return known
  const bundles = new Set(
    distributionOf(inventory).units.flatMap((unit) =>
      unit.steps.flatMap((step) =>
        step.does === "place" && step.store !== undefined ? contentOf(unit, step, inventory) : [],
      ),
    ),
  )
  stored.set(inventory, bundles)
  return bundles
}

/** Objects that list files and commands for a machine; an OpenShift node updates its store by itself. */
const clusterApi = /^(Kubeadm|RKE2|K3s|KThrees|Eks|Microk8s)\w*$/

export type { Stage } from "./images.ts"
export type { Placement, Step, Update } from "./steps.ts"
export type { Unit } from "./unit.ts"
