import { type TrustGraph, trustGraphOf } from "../graph/index.ts"
import type { Inventory } from "../join/inventory.ts"
import { check } from "../policy/check.ts"
import { graphText } from "../reporters/graph/index.ts"
import type { GraphView } from "../reporters/graph/view.ts"
import { settingsOf } from "./config-of.ts"
import { type ExitStatus, exitStatus } from "./exit.ts"
import type { GraphOptions, Invocation } from "./options.ts"
import { inventoryOfPaths, type World } from "./scan.ts"
import type { Settings } from "./settings.ts"
import { trustOf } from "./trust.ts"

interface Place extends World {
  readonly out: (text: string) => Promise<void>
}

/** Prints the trust graph. The exit status is 0 whatever it shows. */
export async function runGraph(
  { paths, options, ...shown }: Extract<Invocation, { command: "graph" }>,
  place: Place,
): Promise<ExitStatus> {
  const settings = settingsOf(options, place)
  const inventory = await inventoryOfPaths(paths, settings, place)
  const graph = narrowed(trustGraphOf(inventory, settings.at), shown)
  const findings = shown.format === "json" ? await findingsOf(inventory, settings) : []
  await place.out(graphText(shown.format, graph, { at: settings.at, findings, color: settings.color }))
  return exitStatus.passed
}

/** What the rules say, for the connections that it explains. */
async function findingsOf(inventory: Inventory, settings: Settings): Promise<GraphView["findings"]> {
  const { rules } = await import("../rules/index.ts")
  const context = { at: settings.at, options: settings.check, trust: trustOf(settings.trust) }
  return check(rules, inventory, context).map(({ rule, at }) => ({ rule: rule.id, location: at }))
}

/** Only what was asked for. */
function narrowed(graph: TrustGraph, { host, from, fails }: GraphOptions): TrustGraph {
  if (host === undefined && from === undefined && !fails) return graph
  const connections = graph.connections.filter(
    (one) =>
      (host === undefined || one.host.toLowerCase() === host.toLowerCase()) &&
      (from === undefined || one.client.toLowerCase().includes(from.toLowerCase())) &&
      (!fails || one.outcome.verdict === "fails"),
  )
  const clients = graph.clients.filter(({ id }) => connections.some(({ client }) => client === id))
  const servers = graph.servers.filter(({ id }) => connections.some(({ server }) => server === id))
  const identities = new Set([
    ...servers.flatMap((one) => one.identities),
    ...clients.flatMap((one) => one.identity ?? []),
  ])
  const stores = new Set(clients.map(({ trustStore }) => trustStore))
  return {
    connections,
    clients,
    servers,
    identities: graph.identities.filter(({ id }) => identities.has(id)),
    trustStores: graph.trustStores.filter(({ id }) => stores.has(id)),
  }
}
