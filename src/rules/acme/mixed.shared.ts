import { type Address, addressee } from "../../controllers/addresses.ts"
import { type Controllers, classesAt, controllerNamed } from "../../controllers/controllers.ts"
import { controllerOfName } from "../../controllers/names.ts"
import { holdsActions } from "../../formats/templates.ts"
import type { Inventory } from "../../join/inventory.ts"
import { itemsAt, type Node, textAt } from "../../model/tree.ts"
import type { Backend, Server } from "./balancers.shared.ts"
import { classOf, issuersOf } from "./issuers.shared.ts"
import { controllerOfGateway, gatewayNamed } from "./routes.shared.ts"

/** How the HTTP-01 solvers of a repository choose their controllers. */
export interface Solvers {
  /** The controllers that the repository's HTTP-01 solvers answer through. */
  readonly controllers: ReadonlySet<string>
  readonly http01: boolean
  /** Whether HTTP-01 is in use, as far as is known: not where all issuers that are here prove names otherwise. */
  readonly known: boolean
  /** Whether the repository is about several ingress controllers at all. */
  readonly several: boolean
}

export function solversOf(inventory: Inventory, controllers: Controllers): Solvers {
  const issuers = issuersOf(inventory).filter(({ acme }) => acme !== undefined)
  const solvers = issuers.flatMap(({ solvers: list, document }) => list.map((solver) => ({ solver, document })))
  const found = new Set<string>()
  for (const { solver, document } of solvers) {
    const chosen = solver.ingress === undefined ? undefined : classOf(solver.ingress.value)?.value
    const name = chosen?.kind === "scalar" ? chosen.value : ""
    const controller = controllerNamed(classesAt(controllers.classes, document.path, inventory), name)
    if (controller !== undefined) found.add(controller)
    for (const parent of parentsOf(solver.gateway?.value)) {
      const gateway = gatewayNamed(parent.name, parent.namespace, document, inventory)
      const by = gateway === undefined ? undefined : controllerOfGateway(gateway, inventory, controllers)
      if (by !== undefined) found.add(by)
    }
  }
  const http01 = solvers.some(({ solver }) => solver.http01 !== undefined)
  const several = new Set(controllers.shown.map(({ controller }) => controller)).size > 1
  return { controllers: found, http01, known: http01 || issuers.length === 0, several }
}

function parentsOf(route: Node | undefined) {
  return itemsAt(route, "parentRefs").map((parent) => ({
    name: textAt(parent, "name"),
    namespace: textAt(parent, "namespace"),
  }))
}

interface Group {
  readonly text: string
  readonly servers: readonly Server[]
}

/** A backend whose servers are not all of one controller. */
export interface Mixed {
  /** The controller that has the route, or may have it, first. */
  readonly groups: readonly Group[]
  readonly wrong: Server
  /** The share of requests that get to the right one. */
  readonly reached: number
  readonly sticky?: Backend["sticky"]
  /** Whether manifests or the configuration say of each server whose it is; else names do. */
  readonly proven: boolean
  /** Whether nothing says it of some server. */
  readonly unknown: boolean
  readonly proofs: readonly (Address & { readonly server: Server })[]
}

/** How the servers of a backend belong to several controllers; undefined where they belong to one, or nobody can tell. */
export function mixed(
  { servers, sticky }: Backend,
  { addresses, shown }: Controllers,
  solver: Solvers,
  near: (path: string) => boolean,
): Mixed | undefined {
  if (servers.length < 2) return undefined
  const there = new Set(shown.map(({ controller }) => controller))
  const known = servers.map((server) => {
    const proof = addressee(addresses, server.address, server.port, near)
    const hint = controllerOfName(server.name) ?? controllerOfName(server.address)
    // Any node may have the port: what the server is called says more, where it says something else.
    const doubted =
      proof?.nodePort !== undefined && proof.nodePort < firstNodePort && (hint ?? proof.controller) !== proof.controller
    const controller = doubted ? hint : (proof?.controller ?? hint)
    return controller !== undefined && (proof !== undefined || there.has(controller))
      ? { server, controller, proof: doubted ? undefined : proof }
      : { server, controller: undefined, proof: undefined }
  })
  const names = new Set(known.map(({ controller }) => controller))
  if (names.has(undefined)) {
    // Nothing is known of one of them: worth a question only where challenges and several controllers are.
    const different = new Set(servers.map(({ address }) => address)).size > 1
    if (!solver.http01 || !solver.several || !different || servers.some(({ address }) => holdsActions(address)))
      return undefined
    const groups = servers.map((server) => ({ text: server.name, servers: [server] }))
    return { groups, wrong: servers[1]!, reached: 0.5, proven: false, unknown: true, proofs: [] }
  }
  if (names.size < 2) return undefined
  const groups = [...names].map((name) => ({
    text: `${name}`,
    servers: known.filter(({ controller }) => controller === name).map(({ server }) => server),
  }))
  const weights = groups.map(({ servers: of }) => of.reduce((sum, { weight }) => sum + weight, 0))
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const chosen = groups.findIndex(({ text }) => solver.controllers.has(text))
  const right = chosen === -1 ? weights.indexOf(Math.max(...weights)) : chosen
  const ordered = [groups[right]!, ...groups.filter((_, index) => index !== right)]
  return {
    groups: ordered,
    wrong: ordered[1]!.servers[0]!,
    reached: weights[right]! / total,
    ...(sticky !== undefined && { sticky }),
    proven: known.every(({ proof }) => proof !== undefined),
    unknown: false,
    proofs: known.flatMap(({ server, proof }) => (proof === undefined ? [] : [{ ...proof, server }])),
  }
}

/** `ingress-nginx (10.1.0.59) and cilium (10.1.0.61)`. */
export function groupsText({ groups }: Mixed): string {
  return groups
    .map(({ text, servers }) => `${text} (${[...new Set(servers.map(endpointText))].join(", ")})`)
    .join(" and ")
}

function endpointText({ address, port }: Server): string {
  return port === 80 || port === 443 ? address : `${address.includes(":") ? `[${address}]` : address}:${port}`
}

/** What comes of it for the self-check: five answers of 200 in a row, from one pod, for one URL. */
export function chancesText({ reached, sticky }: Mixed): string {
  const share = Math.round((1 - reached) * 100)
  if (sticky === undefined)
    return `with ${share} % of them going where the route is missing, the five checks that cert-manager makes in a row pass with a probability of ${Math.round(reached ** 5 * 100)} %`
  const stays = sticky === "client" ? "each client stays at one server" : "each URL stays at one server"
  return `${stays}, and ${share} % of them where the route is missing: the five checks that cert-manager makes pass all or none, with a probability of ${Math.round(reached * 100)} %, whatever the ACME server then sees`
}

const firstNodePort = 30_000
