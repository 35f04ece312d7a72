import type { Inventory } from "../join/inventory.ts"
import type { DocumentFact } from "../model/facts.ts"
import { itemsAt, type Scalar, scalarAt, textAt } from "../model/tree.ts"
import type { Identities } from "./identities.ts"
import type { Host } from "./reference.ts"
import { scalarsAt } from "./ways.ts"

/** A route of the Gateway API that is attached to a listener. */
interface Attached {
  readonly document: DocumentFact
  readonly section: string | undefined
  readonly hosts: readonly Scalar[]
}

/** The routes that are attached to each Gateway, through `parentRefs`, as far as the namespaces allow. */
export function attachedRoutes(inventory: Inventory, identities: Identities): Map<DocumentFact, Attached[]> {
  const attached = new Map<DocumentFact, Attached[]>()
  const gateways = ["Gateway", "ListenerSet", "XListenerSet"].flatMap((kind) => inventory.objects(kind))
  if (gateways.length === 0) return attached
  for (const kind of ["HTTPRoute", "TLSRoute", "GRPCRoute"])
    for (const document of inventory.objects(kind)) {
      const hosts = scalarsAt(document.root, "spec.hostnames[]")
      for (const parent of itemsAt(document.root, "spec", "parentRefs")) {
        const name = textAt(parent, "name")
        const namespace = textAt(parent, "namespace") ?? document.resource?.namespace
        const section = textAt(parent, "sectionName")
        for (const gateway of gateways) {
          if (gateway.resource?.name !== name || (textAt(parent, "kind") ?? "Gateway") !== gateway.resource?.kind)
            continue
          const there = { path: gateway.path, namespace: gateway.resource?.namespace }
          if (!inventory.joined(gateway.path, document.path)) continue
          if (!identities.meet({ path: document.path, namespace }, there)) continue
          const known = attached.get(gateway)
          const route = { document, section, hosts }
          if (known === undefined) attached.set(gateway, [route])
          else known.push(route)
        }
      }
    }
  return attached
}

/** The names that a listener is asked for: its own where it is one name, else those of its routes that fit it. */
export function listenerHosts(
  gateway: DocumentFact,
  listener: string | undefined,
  own: readonly Scalar[],
  routes: readonly Attached[],
  identities: Identities,
): { hosts: Host[]; through: DocumentFact[] } {
  const [hostname] = own
  const item = itemsAt(gateway.root, "spec", "listeners").find((one) => textAt(one, "name") === listener)
  const from = scalarAt(item, "allowedRoutes", "namespaces", "from")?.value ?? "Same"
  const fitting = routes.filter(
    ({ document, section, hosts }) =>
      (section === undefined || section === listener) &&
      (from !== "Same" || identities.meet(placed(document), placed(gateway))) &&
      (hostname === undefined || hosts.length === 0 || hosts.some((host) => overlap(hostname.value, host.value))),
  )
  const through = [...new Set(fitting.map(({ document }) => document))]
  const named = hostname === undefined ? [] : [{ name: hostname, document: gateway }]
  if (hostname !== undefined && !hostname.value.startsWith("*.")) return { hosts: named, through }
  const routed = fitting.flatMap(({ document, hosts }) =>
    hosts
      .filter((host) => hostname === undefined || overlap(hostname.value, host.value))
      .map((name) => ({ name, document })),
  )
  return { hosts: routed.length > 0 ? routed : named, through }
}

function placed({ path, resource }: DocumentFact) {
  return { path, namespace: resource?.namespace }
}

/** Whether a listener's name and a route's meet; in the Gateway API `*.` stands for one label or more. */
function overlap(a: string, b: string): boolean {
  if (a === b) return true
  if (a.startsWith("*.") && b.endsWith(a.slice(1))) return true
  return b.startsWith("*.") && a.endsWith(b.slice(1))
}
