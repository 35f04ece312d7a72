import type { Inventory } from "../join/inventory.ts"
import type { DocumentFact } from "../model/facts.ts"
import { entriesAt, itemsAt, type Node, scalarAt, textAt } from "../model/tree.ts"
import { usageOf } from "../usage/index.ts"
import { absent, type Found, unknown } from "./contents.ts"
import { type ClientDemand, type Listener, type Site, usualVersions } from "./listener.ts"
import { namespaceOf, objectNamed } from "./objects.ts"

/** A host name that a controller of the cluster answers for. */
export interface Edge {
  /** As it is written; `*.` stands for one label. */
  readonly host: string
  readonly listener: Listener
  readonly id: string
  /** What chooses among edges of one host: they are one if this is one. */
  readonly secret: string
}

/** The hosts of Ingresses and of the listeners of Gateways. */
export function edgesOf(inventory: Inventory): Edge[] {
  return [
    ...inventory.objects("Ingress").flatMap((document) => ofIngress(document, inventory)),
    ...inventory.objects("Gateway").flatMap((document) => ofGateway(document, inventory)),
  ]
}

function ofIngress(document: DocumentFact, inventory: Inventory): Edge[] {
  if (document.template || document.carrier?.kind === "patch") return []
  const annotation = (name: string) =>
    entriesAt(document.root, "metadata", "annotations").find(({ key }) => key.value.endsWith(`/${name}`))?.value
  const through = annotation("ssl-passthrough")
  const clients = annotation("auth-tls-secret")
  return itemsAt(document.root, "spec", "tls").flatMap((item) => {
    const secret = scalarAt(item, "secretName")
    const place = inventory.locate(document.path, secret ?? item, document.inner)
    const why =
      through !== undefined ? "it passes TLS through" : secret === undefined ? "it names no Secret" : undefined
    return itemsAt(item, "hosts").flatMap((host): Edge[] => {
      if (host.kind !== "scalar" || host.type === "template") return []
      const demand: ClientDemand =
        clients?.kind === "scalar" ? clientsOf(clients.value, document, inventory) : { mode: "none", at: place }
      return [edge(host.value, 443, document, secret?.value, place, demand, why, inventory)]
    })
  })
}

function clientsOf(name: string, document: DocumentFact, inventory: Inventory): ClientDemand {
  const [namespace, secret] = name.includes("/") ? name.split("/") : [namespaceOf(document, inventory), name]
  const object = objectNamed("Secret", secret ?? "", { path: document.path, namespace }, inventory)
  const trust = "why" in object ? unknown(object.why) : object.key("ca.crt")
  return { mode: "required", trust, depth: 1, at: inventory.locate(document.path, document.span, document.inner) }
}

function ofGateway(document: DocumentFact, inventory: Inventory): Edge[] {
  if (document.template || !/^gateway\.networking\.k8s\.io\//.test(document.resource?.apiVersion ?? "")) return []
  return itemsAt(document.root, "spec", "listeners").flatMap((listener): Edge[] => {
    const port = Number(textAt(listener, "port"))
    const protocol = textAt(listener, "protocol") ?? ""
    if (!/^(HTTPS|TLS)$/.test(protocol) || !Number.isInteger(port)) return []
    const references = itemsAt(listener, "tls", "certificateRefs")
    const name = scalarAt(references[0], "name")
    const place = inventory.locate(document.path, name ?? listener, document.inner)
    const foreign = textAt(references[0], "namespace")
    const why =
      textAt(listener, "tls", "mode") === "Passthrough"
        ? "it passes TLS through"
        : references.length !== 1 || (foreign !== undefined && foreign !== namespaceOf(document, inventory))
          ? "it has no certificate of its own namespace, or more than one"
          : undefined
    return hostsOf(listener, document, inventory).map((host) =>
      edge(host, port, document, name?.value, place, { mode: "none", at: place }, why, inventory),
    )
  })
}

/** The host of a listener, or those of the routes that are attached to it. */
function hostsOf(listener: Node, document: DocumentFact, inventory: Inventory): string[] {
  const own = textAt(listener, "hostname")
  const routed = ["HTTPRoute", "GRPCRoute"]
    .flatMap((kind) => inventory.objects(kind))
    .filter(
      (route) =>
        inventory.joined(route.path, document.path) &&
        itemsAt(route.root, "spec", "parentRefs").some(
          (parent) =>
            textAt(parent, "name") === document.resource?.name &&
            (textAt(parent, "sectionName") ?? textAt(listener, "name")) === textAt(listener, "name"),
        ),
    )
    .flatMap((route) => itemsAt(route.root, "spec", "hostnames"))
    .flatMap((host) => (host.kind === "scalar" ? [host.value] : []))
  return own === undefined ? routed : [own]
}

function edge(
  host: string,
  port: number,
  document: DocumentFact,
  secret: string | undefined,
  at: Listener["at"],
  clients: ClientDemand,
  why: string | undefined,
  inventory: Inventory,
): Edge {
  const namespace = namespaceOf(document, inventory)
  const object =
    secret === undefined ? undefined : objectNamed("Secret", secret, { path: document.path, namespace }, inventory)
  const key = (name: string): Found =>
    object === undefined ? absent("no Secret is named") : "why" in object ? unknown(object.why) : object.key(name)
  const site: Site = {
    names: [host],
    isDefault: true,
    pair: { certificate: key("tls.crt"), key: key("tls.key"), at },
    clients,
    versions: usualVersions,
  }
  const label = usageOf(inventory).identities.label(document, document.resource!)
  return {
    host: host.toLowerCase(),
    id: label,
    secret: `${namespace}/${secret} ${why ?? ""}`,
    listener: {
      port,
      program: document.resource!.kind === "Gateway" ? "the gateway" : "the ingress controller",
      engine: "unknown",
      at,
      service: why === undefined ? { kind: "tls", sites: [site] } : { kind: "unknown", why },
    },
  }
}
