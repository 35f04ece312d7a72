import type { Inventory } from "../join/inventory.ts"
import type { Release } from "../join/releases/index.ts"
import type { DocumentFact } from "../model/facts.ts"
import type { Location } from "../model/place.ts"
import { at, isTrue, itemsAt, type Node, type Scalar, scalarAt, textAt, walk } from "../model/tree.ts"
import { type IpRange, includes, ipRangeOf, sizeOf } from "./ip-range.ts"
import { controllerOfService } from "./names.ts"

/** Where requests reach a controller: at an address, at any of a pool, or at a port of every node. */
export interface Address {
  readonly controller: string
  /** What shows it, for people: `Service ingress-nginx-controller`. */
  readonly by: string
  /** The file; empty where the configuration says it. */
  readonly path: string
  readonly at?: Location
  /** As it is written; a port of all nodes begins with a colon. */
  readonly address: string
  readonly range?: IpRange
  /** Open at every node. */
  readonly nodePort?: number
  /** The ports at the address, where they are known. */
  readonly ports?: readonly number[]
  /** Whether it shows that the controller takes traffic from outside, as an address of a load balancer does. */
  readonly outside: boolean
}

/** An address as the manifests of one source write it, before it is known whose it is. */
interface Written {
  readonly address: string
  readonly node: Node
  readonly outside: boolean
}

/** The addresses of controllers that Services, Gateways, charts and the pods themselves show. */
export function addressesOf(
  inventory: Inventory,
  releases: readonly { readonly release: Release; readonly controller: string }[],
  controllerOfGateway: (gateway: DocumentFact) => string | undefined,
): Address[] {
  return [
    ...inventory.objects("Service").flatMap((document) => ofService(document, inventory)),
    ...inventory.objects("Gateway").flatMap((document) => ofGateway(document, controllerOfGateway, inventory)),
    ...releases.flatMap(({ release, controller }) => ofRelease(release, controller)),
    ...["DaemonSet", "Deployment", "StatefulSet"].flatMap((kind) =>
      inventory.objects(kind).flatMap((document) => ofWorkload(document, inventory)),
    ),
  ]
}

/** What stands behind an address and a port, as far as anything shows it; the narrowest pool, and no guess between two. */
export function addressee(
  addresses: readonly Address[],
  host: string,
  port: number,
  near: (path: string) => boolean,
): Address | undefined {
  const wanted = ipRangeOf(host)
  const exact = addresses.filter(({ address }) => address === host.toLowerCase())
  const found = only(exact.length > 1 ? atPort(exact, port) : exact, near)
  if (found !== undefined || exact.length > 0) return found
  if (wanted !== undefined) {
    const around = addresses.filter(({ range }) => range !== undefined && includes(range, wanted))
    const narrowest = around.reduce((best, { range }) => (sizeOf(range!) < best ? sizeOf(range!) : best), everything)
    const pool = only(
      around.filter(({ range }) => sizeOf(range!) === narrowest),
      near,
    )
    if (pool !== undefined || around.length > 0) return pool
  }
  return only(
    addresses.filter(({ nodePort }) => nodePort === port),
    near,
  )
}

/** The first of addresses that are all of one controller, those of the same cluster before others. */
function only(candidates: readonly Address[], near: (path: string) => boolean): Address | undefined {
  const here = candidates.filter(({ path }) => path === "" || near(path))
  const list = here.length > 0 ? here : candidates
  return list.every(({ controller }) => controller === list[0]!.controller) ? list[0] : undefined
}

function atPort(candidates: readonly Address[], port: number): readonly Address[] {
  const open = candidates.filter(({ ports }) => ports?.includes(port))
  return open.length > 0 ? open : candidates
}

/** The controller that a Service leads to, by what it selects and what it is called. */
export function controllerBehind({ root, resource }: DocumentFact): string | undefined {
  if (resource === undefined) return undefined
  const istio = textAt(root, "spec", "selector", "istio") ?? ""
  return controllerOfService([
    textAt(root, "spec", "selector", "app.kubernetes.io/name") ?? textAt(root, "spec", "selector", "app") ?? "",
    istio === "" ? "" : "istio",
    textAt(root, "metadata", "labels", "app.kubernetes.io/name") ?? "",
    resource.name,
    resource.namespace ?? "",
  ])
}

function ofService(document: DocumentFact, inventory: Inventory): Address[] {
  const { root, resource, path, inner } = document
  const controller = controllerBehind(document)
  if (resource === undefined || controller === undefined) return []
  const by = `Service ${resource.name}`
  const place = (node: Node) => inventory.locate(path, node, inner)
  const ports = itemsAt(root, "spec", "ports")
  const open = ports.flatMap((port) => numberAt(port, "port") ?? [])
  const external: Address[] = writtenAddresses(root).map(({ address, node, outside }) => ({
    ...addressOf(address),
    outside,
    controller,
    by,
    path,
    at: place(node),
    ports: open,
  }))
  const names = ["", ".svc", ".svc.cluster.local"].map((domain) => `${resource.name}.${resource.namespace}${domain}`)
  const inside: Address[] = (resource.name === "" || resource.namespace === undefined ? [] : names).map((address) => ({
    address,
    outside: false,
    controller,
    by,
    path,
    at: place(scalarAt(root, "metadata", "name") ?? root),
    ports: open,
  }))
  const ofNodes = ports.flatMap((port) => portOfNodes(scalarAt(port, "nodePort"), controller, by, path, place))
  return [...external, ...ofNodes, ...inside]
}

function ofGateway(
  document: DocumentFact,
  controllerOfGateway: (gateway: DocumentFact) => string | undefined,
  inventory: Inventory,
): Address[] {
  const { root, resource, path, inner } = document
  if (!resource?.apiVersion.startsWith("gateway.networking.k8s.io/")) return []
  const controller = controllerOfGateway(document)
  if (controller === undefined) return []
  const listed = [...itemsAt(root, "spec", "addresses"), ...itemsAt(root, "status", "addresses")].flatMap(
    (item) => scalarAt(item, "value") ?? [],
  )
  const written = [...listed.map((node) => ({ address: node.value, node, outside: true })), ...writtenAddresses(root)]
  return written.map(({ address, node, outside }) => ({
    ...addressOf(address),
    outside,
    controller,
    by: `Gateway ${resource.name}`,
    path,
    at: inventory.locate(path, node, inner),
  }))
}

function ofRelease({ chart, layers, path, at: place }: Release, controller: string): Address[] {
  const by = `chart ${chart}`
  return layers.flatMap(({ root: tree }) => [
    ...writtenAddresses(tree).map(({ address, outside }) => ({
      ...addressOf(address),
      outside,
      controller,
      by,
      path,
      at: place,
    })),
    ...portsOfNodes(tree).flatMap((node) => portOfNodes(node, controller, by, path, () => place)),
  ])
}

/** The ports that pods open at the nodes that they run on. */
function ofWorkload(document: DocumentFact, inventory: Inventory): Address[] {
  const { root, resource, path, inner } = document
  const pod = at(root, "spec", "template", "spec")
  const containers = itemsAt(pod, "containers")
  const onHost = isTrue(at(pod, "hostNetwork"))
  const ports = containers.flatMap((container) =>
    itemsAt(container, "ports").flatMap(
      (port) => scalarAt(port, "hostPort") ?? (onHost ? (scalarAt(port, "containerPort") ?? []) : []),
    ),
  )
  if (resource === undefined || ports.length === 0) return []
  const images = containers.map((container) => textAt(container, "image") ?? "")
  const controller = controllerOfService([
    textAt(root, "metadata", "labels", "app.kubernetes.io/name") ?? "",
    resource.name,
    ...images.map((image) => image.replace(/[:@].*$/s, "").replace(/^.*\/(?=[^/]*\/[^/]*$)/, "")),
  ])
  if (controller === undefined) return []
  const place = (node: Node) => inventory.locate(path, node, inner)
  return ports.flatMap((port) => portOfNodes(port, controller, `${resource.kind} ${resource.name}`, path, place))
}

function portOfNodes(
  node: Scalar | undefined,
  controller: string,
  by: string,
  path: string,
  place: (node: Node) => Location,
): Address[] {
  const nodePort = node === undefined ? Number.NaN : Number(node.value)
  if (node === undefined || !Number.isInteger(nodePort) || nodePort < 1) return []
  const outside = nodePort === 80 || nodePort === 443
  return [{ address: `:${nodePort}`, nodePort, outside, controller, by, path, at: place(node) }]
}

/** `nodePort`, `hostPort` and their like in the values of charts. */
function portsOfNodes(tree: Node): Scalar[] {
  const found: Scalar[] = []
  for (const visit of walk(tree, 20_000)) {
    const { step, node } = visit
    if (node.kind !== "scalar" || !/^\d+$/.test(node.value)) continue
    const above = /^(http|https|web|websecure|tls)$/.test(step) ? visit.path.slice(-3, -1) : []
    const inGroup = portGroups.has(above.at(-1) ?? "")
    const ofHost = above.join(".") === "hostPort.ports"
    if (inGroup || ofHost || portKeys.has(step)) found.push(node)
  }
  return found
}

/** The addresses that a load balancer has or is asked for, in an object or in the values of a chart that makes one. */
function writtenAddresses(root: Node): Written[] {
  const found: Written[] = []
  for (const visit of walk(root, 20_000)) {
    const { step, node } = visit
    if (node.kind !== "scalar") continue
    const list = /^\d+$/.test(step) ? visit.path.at(-2) : undefined
    const isStatus = /^(ip|hostname)$/.test(step) && visit.path.slice(-4, -2).join(".") === "loadBalancer.ingress"
    const inside = step === "clusterIP" || list === "clusterIPs"
    if (!(inside || isStatus || list === "externalIPs" || step === "loadBalancerIP" || addressAnnotations.has(step)))
      continue
    for (const address of node.value.split(",").map((part) => part.trim()))
      if (isStatus || ipRangeOf(address) !== undefined) found.push({ address, node, outside: !inside })
  }
  return found
}

/** An address as it is compared: one is itself, several are a range. */
export function addressOf(text: string): Pick<Address, "address" | "range"> {
  const range = ipRangeOf(text)
  return { address: text.toLowerCase(), ...(range !== undefined && { range }) }
}

function numberAt(node: Node, key: string): number | undefined {
  const value = Number(scalarAt(node, key)?.value ?? Number.NaN)
  return Number.isInteger(value) ? value : undefined
}

/** Annotations that ask for the addresses of a load balancer: MetalLB, Cilium, kube-vip. */
const addressAnnotations: ReadonlySet<string> = new Set([
  "metallb.io/loadBalancerIPs",
  "metallb.universe.tf/loadBalancerIPs",
  "lbipam.cilium.io/ips",
  "io.cilium/lb-ipam-ips",
  "kube-vip.io/loadbalancerIPs",
])

/** Ports of nodes in the values of charts: traefik and kong, Cilium's ingress, Bitnami, contour. */
const portKeys: ReadonlySet<string> = new Set(["nodePort", "hostPort", "insecureNodePort", "secureNodePort"])
const portGroups: ReadonlySet<string> = new Set(["nodePorts", "hostPorts"])

const everything = 1n << 130n
