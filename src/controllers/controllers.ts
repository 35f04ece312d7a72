import type { Inventory } from "../join/inventory.ts"
import { type Release, releasesOf, releaseValue } from "../join/releases/index.ts"
import type { DocumentFact } from "../model/facts.ts"
import type { Location } from "../model/place.ts"
import { entryAt, isFalse, isTrue, itemsAt, scalarAt, textAt } from "../model/tree.ts"
import { type Address, addressesOf, addressOf } from "./addresses.ts"
import { controllerOf, controllerOfChart, controllerOfClassName, controllerOfName } from "./names.ts"
import { pooledAddresses } from "./pools.ts"

/** The ingress and gateway controllers that a repository shows, with their classes and addresses. */
export interface Controllers {
  readonly classes: readonly Class[]
  readonly gatewayClasses: readonly Class[]
  /** Each controller with what shows it: a class, a chart, an address. */
  readonly shown: readonly Shown[]
  readonly addresses: readonly Address[]
}

export interface Shown {
  readonly controller: string
  /** What shows it, for people: `IngressClass nginx`, `chart traefik`. */
  readonly by: string
  /** The file; empty where the configuration says it. */
  readonly path: string
  readonly at?: Location
}

export interface Class extends Shown {
  readonly name: string
  readonly isDefault: boolean
}

/** The controllers of a repository. `mapping` is what the configuration says of addresses that no manifest names. */
export function controllersOf(inventory: Inventory, mapping: Readonly<Record<string, readonly string[]>>): Controllers {
  const found = remembered.get(inventory) ?? find(inventory)
  remembered.set(inventory, found)
  const configured = Object.entries(mapping).flatMap(([name, addresses]) =>
    addresses.map((address) => ({
      ...addressOf(address),
      outside: true,
      controller: controllerOfClassName(name) ?? controllerOf(name),
      by: "the configuration",
      path: "",
    })),
  )
  return { ...found, addresses: [...found.addresses, ...configured] }
}

/** The controllers that run where a file is deployed, by name, each with the first thing that shows it. */
export function controllersAt({ shown }: Controllers, path: string, inventory: Inventory): ReadonlyMap<string, Shown> {
  const near = new Map<string, Shown>()
  for (const one of shown)
    if (!near.has(one.controller) && inventory.joined(one.path, path)) near.set(one.controller, one)
  return near
}

/** The classes of a list that exist where a file is deployed. */
export function classesAt<C extends Class>(classes: readonly C[], path: string, inventory: Inventory): C[] {
  return classes.filter((one) => inventory.joined(one.path, path))
}

/** The controller of a class by name: as its object says, else as the name usually means. */
export function controllerNamed(classes: readonly Class[], name: string): string | undefined {
  return classes.find((one) => one.name === name)?.controller ?? controllerOfClassName(name)
}

function find(inventory: Inventory): Controllers {
  const releases = releasesOf(inventory)
  const classes = [
    ...inventory.objects("IngressClass").flatMap((document) => classObject(document, "controller", inventory)),
    ...releases.flatMap(chartClasses),
  ]
  const gatewayClasses = inventory
    .objects("GatewayClass")
    .flatMap((document) => classObject(document, "controllerName", inventory))
  const installing = releases.flatMap((release) => {
    const controller = installs(release)
    return controller === undefined ? [] : [{ release, controller }]
  })
  const ofGateway = (document: DocumentFact) => {
    const name = textAt(document.root, "spec", "gatewayClassName") ?? ""
    return controllerNamed(classesAt(gatewayClasses, document.path, inventory), name) ?? controllerOfName(name)
  }
  const addresses = [
    ...addressesOf(inventory, installing, ofGateway),
    ...ingressAddresses(inventory, classes),
    ...pooledAddresses(inventory, installing, ofGateway),
  ]
  const installed = installing.map(
    ({ release: { chart, path, at }, controller }): Shown => ({ controller, by: `chart ${chart}`, path, at }),
  )
  return {
    classes,
    gatewayClasses,
    addresses,
    shown: [...classes, ...gatewayClasses, ...installed, ...addresses.filter(({ outside }) => outside)],
  }
}

function classObject(document: DocumentFact, field: string, inventory: Inventory): Class[] {
  const { root, resource, path, inner } = document
  const controller = textAt(root, "spec", field)
  if (controller === undefined || resource === undefined || resource.name === "") return []
  const flag = entryAt(root, "metadata", "annotations", defaultAnnotation)
  const isDefault = flag?.value.kind === "scalar" && flag.value.value === "true"
  return [
    {
      name: resource.name,
      controller: controllerOf(controller),
      isDefault,
      by: `${resource.kind} ${resource.name}`,
      path,
      at: inventory.locate(path, (isDefault ? flag?.value : scalarAt(root, "metadata", "name")) ?? root, inner),
    },
  ]
}

/** The class that a chart makes unless its values say otherwise. */
function chartClasses(release: Release): Class[] {
  const controller = installs(release)
  const shape = controller === undefined ? undefined : chartShapes[controller]
  if (controller === undefined || shape === undefined) return []
  const enabled = releaseValue(release, ...shape.enabled)
  if (isFalse(enabled) || (enabled === undefined && !shape.enabledByDefault)) return []
  const flag = releaseValue(release, ...shape.isDefault)
  const name = releaseValue(release, ...shape.name)
  return [
    {
      name: name?.kind === "scalar" && name.value !== "" ? name.value : shape.usualName(release),
      controller,
      isDefault: isTrue(flag) || (flag === undefined && shape.defaultByDefault),
      by: `chart ${release.chart}`,
      path: release.path,
      at: release.at,
    },
  ]
}

function installs(release: Release): string | undefined {
  if (release.chart !== "cilium") return controllerOfChart(release.chart)
  const on =
    isTrue(releaseValue(release, "ingressController", "enabled")) ||
    isTrue(releaseValue(release, "gatewayAPI", "enabled"))
  return on ? "cilium" : undefined
}

/** Where the Ingresses of a class were found to be reached, in manifests that were read from a cluster. */
function ingressAddresses(inventory: Inventory, classes: readonly Class[]): Address[] {
  return inventory.objects("Ingress").flatMap(({ root, resource, path, inner }) => {
    const name = textAt(root, "spec", "ingressClassName")
    const controller = name === undefined ? undefined : controllerNamed(classesAt(classes, path, inventory), name)
    if (controller === undefined) return []
    return itemsAt(root, "status", "loadBalancer", "ingress").flatMap((item): Address[] => {
      const node = scalarAt(item, "ip") ?? scalarAt(item, "hostname")
      if (node === undefined) return []
      const at = inventory.locate(path, node, inner)
      return [{ ...addressOf(node.value), outside: true, controller, by: `Ingress ${resource?.name ?? ""}`, path, at }]
    })
  })
}

/** The annotation that makes a class the default. */
export const defaultAnnotation = "ingressclass.kubernetes.io/is-default-class"

interface ChartShape {
  readonly enabled: readonly string[]
  readonly enabledByDefault: boolean
  readonly isDefault: readonly string[]
  readonly defaultByDefault: boolean
  readonly name: readonly string[]
  readonly usualName: (release: Release) => string
}

/** Where the charts of controllers say which class they make, and what they do when nothing is said. */
const chartShapes: Readonly<Record<string, ChartShape>> = {
  "ingress-nginx": {
    enabled: ["controller", "ingressClassResource", "enabled"],
    enabledByDefault: true,
    isDefault: ["controller", "ingressClassResource", "default"],
    defaultByDefault: false,
    name: ["controller", "ingressClassResource", "name"],
    usualName: () => "nginx",
  },
  "nginx-ingress": {
    enabled: ["controller", "ingressClass", "create"],
    enabledByDefault: true,
    isDefault: ["controller", "ingressClass", "setAsDefaultIngress"],
    defaultByDefault: false,
    name: ["controller", "ingressClass", "name"],
    usualName: () => "nginx",
  },
  // traefik-helm-chart values.yaml: ingressClass.enabled and isDefaultClass are true, the name is that of the release.
  traefik: {
    enabled: ["ingressClass", "enabled"],
    enabledByDefault: true,
    isDefault: ["ingressClass", "isDefaultClass"],
    defaultByDefault: true,
    name: ["ingressClass", "name"],
    usualName: ({ name }) => (name === "" || name.includes("traefik") ? name || "traefik" : `${name}-traefik`),
  },
  cilium: {
    enabled: ["ingressController", "enabled"],
    enabledByDefault: false,
    isDefault: ["ingressController", "default"],
    defaultByDefault: false,
    name: ["ingressController", "name"],
    usualName: () => "cilium",
  },
  "haproxy-ingress": {
    enabled: ["controller", "ingressClassResource", "enabled"],
    enabledByDefault: false,
    isDefault: ["controller", "ingressClassResource", "default"],
    defaultByDefault: false,
    name: ["controller", "ingressClass"],
    usualName: () => "haproxy",
  },
  "haproxy-kubernetes-ingress": {
    enabled: ["controller", "ingressClassResource", "enabled"],
    enabledByDefault: true,
    isDefault: ["controller", "ingressClassResource", "default"],
    defaultByDefault: false,
    name: ["controller", "ingressClassResource", "name"],
    usualName: () => "haproxy",
  },
  kong: {
    enabled: ["ingressController", "enabled"],
    enabledByDefault: true,
    isDefault: ["ingressController", "ingressClassAnnotations", defaultAnnotation],
    defaultByDefault: false,
    name: ["ingressController", "ingressClass"],
    usualName: () => "kong",
  },
}

const remembered = new WeakMap<Inventory, Controllers>()
