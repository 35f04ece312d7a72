import { type Class, type Controllers, classesAt, controllerNamed } from "../../controllers/controllers.ts"
import { controllerOfName } from "../../controllers/names.ts"
import type { Inventory } from "../../join/inventory.ts"
import type { DocumentFact } from "../../model/facts.ts"
import { type Entry, entryAt, itemsAt, type Scalar, scalarAt, textAt } from "../../model/tree.ts"
import { isTemplated } from "../levels.ts"

/** A host name that an object has served, and by whom. */
export interface Route {
  readonly document: DocumentFact
  readonly host: Scalar
  /** Of an Ingress: its class, by field or annotation, or the default class where it has none. */
  readonly className?: string
  readonly classNode?: Scalar
  /** The controller, where classes or Gateways in the repository tell it. */
  readonly controller?: string
}

/** Every host name that an Ingress, a route of the Gateway API, Traefik or Istio serves. */
export function routesOf(inventory: Inventory, controllers: Controllers): readonly Route[] {
  const routes = known.get(inventory) ?? find(inventory, controllers)
  known.set(inventory, routes)
  return routes
}

function find(inventory: Inventory, controllers: Controllers): readonly Route[] {
  return [
    ...inventory.objects("Ingress").flatMap((document) => ingressRoutes(document, inventory, controllers)),
    ...["HTTPRoute", "GRPCRoute", "TLSRoute"].flatMap((kind) =>
      inventory.objects(kind).flatMap((document) => gatewayRoutes(document, inventory, controllers)),
    ),
    ...["IngressRoute", "IngressRouteTCP"].flatMap((kind) => inventory.objects(kind).flatMap(traefikRoutes)),
    ...inventory.objects("VirtualService").flatMap(istioRoutes),
  ]
}

/** The class of an Ingress: its field, or the annotation that came before it. */
export function ingressClass({ root }: DocumentFact): Entry | undefined {
  const entry =
    entryAt(root, "spec", "ingressClassName") ?? entryAt(root, "metadata", "annotations", "kubernetes.io/ingress.class")
  return entry?.value.kind === "scalar" && entry.value.type !== "null" && entry.value.value !== "" ? entry : undefined
}

function ingressRoutes(document: DocumentFact, inventory: Inventory, { classes }: Controllers): Route[] {
  if (!/^(networking\.k8s\.io|extensions)\//.test(document.resource?.apiVersion ?? "")) return []
  const near = classesAt(classes, document.path, inventory)
  const written = ingressClass(document)?.value
  if (written?.kind === "scalar" && isTemplated(written)) return []
  const name = written?.kind === "scalar" ? written.value : defaultOf(near)
  const controller = name === undefined ? undefined : controllerNamed(near, name)
  return hosts(itemsAt(document.root, "spec", "rules").flatMap((rule) => scalarAt(rule, "host") ?? [])).map((host) => ({
    document,
    host,
    ...(name !== undefined && { className: name }),
    ...(written?.kind === "scalar" && { classNode: written }),
    ...(controller !== undefined && { controller }),
  }))
}

function defaultOf(classes: readonly Class[]): string | undefined {
  const defaults = classes.filter(({ isDefault }) => isDefault)
  return defaults.length === 1 ? defaults[0]!.name : undefined
}

function gatewayRoutes(document: DocumentFact, inventory: Inventory, controllers: Controllers): Route[] {
  if (!document.resource?.apiVersion.startsWith("gateway.networking.k8s.io/")) return []
  const controller = itemsAt(document.root, "spec", "parentRefs")
    .map((parent) => gatewayNamed(textAt(parent, "name"), textAt(parent, "namespace"), document, inventory))
    .map((gateway) => (gateway === undefined ? undefined : controllerOfGateway(gateway, inventory, controllers)))
    .find((name) => name !== undefined)
  return hosts(itemsAt(document.root, "spec", "hostnames")).map((host) => ({
    document,
    host,
    ...(controller !== undefined && { controller }),
  }))
}

/** The Gateway that a `parentRef` of an object names, where the object is deployed. */
export function gatewayNamed(
  name: string | undefined,
  namespace: string | undefined,
  from: DocumentFact,
  inventory: Inventory,
): DocumentFact | undefined {
  const wanted = namespace ?? from.resource?.namespace
  return inventory
    .objects("Gateway")
    .find(
      ({ resource, path }) =>
        resource?.apiVersion.startsWith("gateway.networking.k8s.io/") &&
        resource.name === name &&
        (wanted === undefined || resource.namespace === undefined || resource.namespace === wanted) &&
        inventory.joined(path, from.path),
    )
}

/** The controller of a Gateway, by its class. */
export function controllerOfGateway(
  { root, path }: DocumentFact,
  inventory: Inventory,
  { gatewayClasses }: Controllers,
): string | undefined {
  const name = textAt(root, "spec", "gatewayClassName")
  if (name === undefined) return undefined
  return controllerNamed(classesAt(gatewayClasses, path, inventory), name) ?? controllerOfName(name)
}

function traefikRoutes(document: DocumentFact): Route[] {
  if (!/^traefik\.(io|containo\.us)\//.test(document.resource?.apiVersion ?? "")) return []
  return itemsAt(document.root, "spec", "routes").flatMap((route) => {
    const match = scalarAt(route, "match")
    if (match === undefined || isTemplated(match)) return []
    return [...match.value.matchAll(/\bHost(?:SNI)?\(([^)]{1,1000})\)/g)].flatMap(([, list = ""]) =>
      list
        .split(",")
        .map((host) => host.trim().replace(/^[`'"]|[`'"]$/g, ""))
        .filter((host) => host !== "" && host !== "*")
        .map((host) => ({ document, host: { ...match, value: host }, controller: "traefik" })),
    )
  })
}

function istioRoutes(document: DocumentFact): Route[] {
  if (!document.resource?.apiVersion.startsWith("networking.istio.io/")) return []
  const gateways = itemsAt(document.root, "spec", "gateways")
  // Without a gateway, or with the reserved name, it is about traffic inside the mesh.
  if (!gateways.some((gateway) => gateway.kind === "scalar" && gateway.value !== "mesh")) return []
  return hosts(itemsAt(document.root, "spec", "hosts")).map((host) => ({ document, host, controller: "istio" }))
}

function hosts(nodes: readonly { readonly kind: string }[]): Scalar[] {
  return nodes.filter(
    (node): node is Scalar => node.kind === "scalar" && !isTemplated(node as Scalar) && (node as Scalar).value !== "",
  )
}

/** Classes and Gateways are the inventory's: the addresses of a configuration change no route. */
const known = new WeakMap<Inventory, readonly Route[]>()
