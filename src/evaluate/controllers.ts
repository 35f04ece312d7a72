import type { DocumentFact } from "../model/facts.ts"
import type { Location } from "../model/place.ts"
import { at, entryAt, isFalse, isTrue, itemsAt, type Node, scalarAt, textAt, walk } from "../model/tree.ts"
import { controllerOf, controllerOfChart, controllerOfClassName, controllerOfName } from "./controller-names.ts"
import type { Inventory } from "./inventory.ts"
import { type Release, releasesOf, releaseValue } from "./releases/index.ts"

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

export interface Address extends Shown {
  readonly address: string
}

/** The controllers of a repository. `mapping` is what the configuration says of addresses that no manifest names. */
export function controllersOf(inventory: Inventory, mapping: Readonly<Record<string, readonly string[]>>): Controllers {
  const found = remembered.get(inventory) ?? find(inventory)
  remembered.set(inventory, found)
  const configured = Object.entries(mapping).flatMap(([name, addresses]) =>
    addresses.map((address) => ({
      address,
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
  const addresses = [
    ...inventory.objects("Service").flatMap((document) => serviceAddresses(document, inventory)),
    ...inventory.objects("Gateway").flatMap((document) => gatewayAddresses(document, gatewayClasses, inventory)),
    ...releases.flatMap(releaseAddresses),
  ]
  const installed = releases.flatMap((release): Shown[] => {
    const controller = installs(release)
    return controller === undefined
      ? []
      : [{ controller, by: `chart ${release.chart}`, path: release.path, at: release.at }]
  })
  return { classes, gatewayClasses, addresses, shown: [...classes, ...gatewayClasses, ...installed, ...addresses] }
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

function serviceAddresses(document: DocumentFact, inventory: Inventory): Address[] {
  const { root, resource, path, inner } = document
  if (resource === undefined) return []
  const label = textAt(root, "metadata", "labels", "app.kubernetes.io/name") ?? ""
  const selector = textAt(root, "spec", "selector", "app.kubernetes.io/name") ?? ""
  const gateway = textAt(root, "spec", "selector", "istio") ?? ""
  const controller = [selector, gateway === "" ? "" : "istio", label, resource.name, resource.namespace ?? ""]
    .map(controllerOfName)
    .find((name) => name !== undefined)
  if (controller === undefined) return []
  return addressNodes(root).map(({ address, node }) => ({
    address,
    controller,
    by: `Service ${resource.name}`,
    path,
    at: inventory.locate(path, node, inner),
  }))
}

function gatewayAddresses(document: DocumentFact, classes: readonly Class[], inventory: Inventory): Address[] {
  const { root, resource, path, inner } = document
  if (resource === undefined || !resource.apiVersion.startsWith("gateway.networking.k8s.io/")) return []
  const className = textAt(root, "spec", "gatewayClassName") ?? ""
  const known = classesAt(classes, path, inventory)
  const controller = controllerNamed(known, className) ?? controllerOfName(className)
  if (controller === undefined) return []
  const listed = itemsAt(root, "spec", "addresses").flatMap((item) => scalarAt(item, "value") ?? [])
  const annotated = addressNodes(at(root, "spec", "infrastructure") ?? root)
  return [...listed.map((node) => ({ address: node.value, node })), ...annotated].map(({ address, node }) => ({
    address,
    controller,
    by: `Gateway ${resource.name}`,
    path,
    at: inventory.locate(path, node, inner),
  }))
}

function releaseAddresses(release: Release): Address[] {
  const controller = installs(release)
  if (controller === undefined) return []
  return release.layers.flatMap(({ root }) =>
    addressNodes(root).map(({ address }) => ({
      address,
      controller,
      by: `chart ${release.chart}`,
      path: release.path,
      at: release.at,
    })),
  )
}

/** The addresses that a load balancer is asked for, in a Service or in the values of a chart that makes one. */
function addressNodes(root: Node): { readonly address: string; readonly node: Node }[] {
  const found: { address: string; node: Node }[] = []
  for (const { path, node } of walk(root, 20_000)) {
    const key = path.at(-1) ?? ""
    const isItem = /^\d+$/.test(key) && path.at(-2) === "externalIPs"
    if (node.kind !== "scalar" || !(isItem || key === "loadBalancerIP" || addressAnnotations.has(key))) continue
    for (const address of node.value.split(",").map((part) => part.trim()))
      if (/^[\d.]+$|^[0-9a-f:]+:[0-9a-f:]*$/i.test(address)) found.push({ address, node })
  }
  return found
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

/** Annotations that ask for the addresses of a load balancer: MetalLB, Cilium, kube-vip. */
const addressAnnotations: ReadonlySet<string> = new Set([
  "metallb.io/loadBalancerIPs",
  "metallb.universe.tf/loadBalancerIPs",
  "lbipam.cilium.io/ips",
  "io.cilium/lb-ipam-ips",
  "kube-vip.io/loadbalancerIPs",
])

const remembered = new WeakMap<Inventory, Controllers>()
