import { type Address, addressee } from "../../controllers/addresses.ts"
import { type Controllers, controllersOf } from "../../controllers/controllers.ts"
import type { Inventory } from "../../join/inventory.ts"
import type { DocumentFact, DocumentKind } from "../../model/facts.ts"
import { nginx, plain } from "../../model/help.ts"
import { at, type Node, type Scalar, type Sequence, scalarAt, walk } from "../../model/tree.ts"
import { type Problem, rule } from "../rule.ts"
import { endpointOf, type Reached } from "./balancers.shared.ts"
import { challengedProxies } from "./caddy.shared.ts"
import { about, certManagerCode, verifyChallenge } from "./issuers.shared.ts"
import { virtualServers } from "./keepalived.shared.ts"
import { chancesText, groupsText, mixed, solversOf } from "./mixed.shared.ts"
import { challengedUpstreams } from "./nginx.shared.ts"

export const lbSharedControllersGeneric = rule({
  id: "lb-shared-controllers-generic",
  family: "acme",
  level: "notice",
  summary: "A balancer or a DNS record has the addresses of two controllers",
  citations: [
    certManagerCode(
      "pkg/issuer/acme/http/http.go",
      "Check",
      "The self-check passes after five answers of 200 in a row (requiredPasses).",
    ),
  ],
  why: "A challenge that one controller has is not found at the other, so HTTP-01 fails for a share of the requests.",
  fix: "Balance over one controller, or send /.well-known/acme-challenge/ to that of the solver alone.",

  on: ["kubernetes", "traefik", "plain", "nginx", "keepalived", "caddy"],
  *check(document, { inventory, options }) {
    if (!isBalancer(document)) return
    const controllers = controllersOf(inventory, options.controllers)
    if (controllers.shown.length < 2) return
    const configuration = configurations[document.kind]
    if (configuration === undefined) yield* ofLists(document, controllers, inventory)
    else yield* ofConfiguration(document, configuration(document.root), controllers, inventory)
  },
})

function isBalancer({ kind, resource, root }: DocumentFact): boolean {
  if (kind === "kubernetes") return /^(Endpoints|EndpointSlice|DNSEndpoint)$/.test(resource?.kind ?? "")
  // Envoy's own configuration.
  return kind !== "plain" || at(root, "static_resources") !== undefined
}

function* ofConfiguration(
  document: DocumentFact,
  reached: readonly Reached[],
  controllers: Controllers,
  inventory: Inventory,
): Generator<Problem> {
  const solver = solversOf(inventory, controllers)
  const near = (path: string) => inventory.joined(path, document.path)
  const told = new Set<string>()
  for (const { backend, frontend, at: place } of reached) {
    const shared = told.has(backend.name) ? undefined : mixed(backend, controllers, solver, near)
    if (shared === undefined || shared.unknown) continue
    told.add(backend.name)
    const [group] = shared.groups
    const server = group!.servers[0]!.at.value
    const path =
      document.kind === "keepalived"
        ? {
            do: "It balances connections and sees no path: give port 80 to the servers of the solver's controller alone, or prove the names over DNS-01.",
          }
        : {
            do: `Send the path of challenges to ${group!.text} alone, or prove the names over DNS-01:`,
            copy:
              document.kind === "nginx"
                ? nginx(`location ^~ /.well-known/acme-challenge/ { proxy_pass http://${server}; }`)
                : plain(`reverse_proxy /.well-known/acme-challenge/* ${server}`),
          }
    yield {
      message: `${backend.name} spreads challenges over ${groupsText(shared)}: ${chancesText(shared)}.`,
      help: [{ ...path, verify: verifyChallenge }],
      at: shared.wrong.at,
      level: shared.proven && solver.http01 ? "warning" : "notice",
      related: [
        { message: `${frontend} leads here`, at: inventory.locate(document.path, place, document.inner) },
        ...shared.proofs.flatMap(({ by, at: proof, address }) =>
          proof === undefined ? [] : [{ message: `${address} is the address of ${by}`, at: proof }],
        ),
      ],
      identity: backend.name,
    }
  }
}

function* ofLists(document: DocumentFact, controllers: Controllers, inventory: Inventory): Generator<Problem> {
  const near = (path: string) => inventory.joined(path, document.path)
  for (const list of lists(document)) {
    const members = list.items.flatMap((item) => memberOf(item, controllers.addresses, near) ?? [])
    const [first] = members
    const other = members.find(({ proof }) => proof.controller !== first?.proof.controller)
    if (first === undefined || other === undefined) continue
    yield {
      message: `Traffic is spread over ${first.proof.controller} (${first.host}) and ${other.proof.controller} (${other.host}): an HTTP-01 challenge that one has is not found at the other.`,
      help: [{ do: "Spread it over one of them, or prove the names over DNS-01.", verify: verifyChallenge }],
      at: other.node,
      related: [first.proof, other.proof].flatMap(({ at: place, by, address }) =>
        place === undefined ? [] : [{ message: `${address} is the address of ${by}`, at: place }],
      ),
      ...about(document),
      identity: `${first.host} ${other.host}`,
    }
  }
}

/** The lists of a document whose items are addresses, or say one each. */
function* lists({ root }: DocumentFact): Generator<Sequence> {
  for (const { node } of walk(root, 20_000)) if (node.kind === "sequence" && node.items.length > 1) yield node
}

interface Member {
  readonly node: Scalar
  readonly host: string
  readonly proof: Address
}

/** The one address of an item; items with lists of their own are looked at through those. */
function memberOf(item: Node, addresses: readonly Address[], near: (path: string) => boolean): Member | undefined {
  const socket = at(item, "endpoint", "address", "socket_address")
  const scalars =
    item.kind === "scalar" ? [item] : item.kind === "mapping" ? item.entries.map(({ value }) => value) : []
  for (const node of [scalarAt(socket, "address") ?? [], ...scalars].flat()) {
    if (node.kind === "sequence" && node.items.length === 1) {
      const inner = memberOf(node.items[0]!, addresses, near)
      if (inner !== undefined && item.kind === "mapping" && item.entries.some(({ key }) => key.value === "addresses"))
        return inner
    }
    if (node.kind !== "scalar") continue
    const text = /^(?:[a-z]+:\/\/)?([^/\s]+)(?:\/.*)?$/i.exec(node.value)?.[1]
    if (text === undefined) continue
    const usual = Number(scalarAt(socket, "port_value")?.value ?? 80)
    const { address: host, port } = endpointOf(text, usual)
    const proof = addressee(addresses, host, port, near)
    if (proof !== undefined) return { node, host, proof }
  }
  return undefined
}

const configurations: Partial<Record<DocumentKind, (root: Node) => Reached[]>> = {
  nginx: challengedUpstreams,
  keepalived: virtualServers,
  caddy: challengedProxies,
}
