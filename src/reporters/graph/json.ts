import type { TrustGraph } from "../../graph/index.ts"
import type { GraphView } from "./view.ts"
import { placeOf } from "./view.ts"

/** `tlsgate/graph/v1`. */
export function jsonText(
  { identities, servers, trustStores, clients, connections }: TrustGraph,
  view: GraphView,
): string {
  const placed = <T extends { readonly at: Parameters<typeof placeOf>[0] }>({ at, ...rest }: T) => ({
    ...rest,
    location: placeOf(at),
  })
  const graph = {
    schema: "tlsgate/graph/v1",
    evaluatedAt: new Date(view.at).toISOString(),
    identities: identities.map(placed),
    servers: servers.map(placed),
    trustStores: trustStores.map(placed),
    clients: clients.map(placed),
    connections: connections.map(({ at, outcome, ...connection }) => ({
      client: connection.client,
      server: connection.server,
      host: connection.host,
      port: connection.port,
      location: placeOf(at),
      verdict: outcome.verdict,
      ...(outcome.verdict === "fails" && {
        reason: outcome.reason,
        because: { file: outcome.because.at.path, line: outcome.because.at.line, message: outcome.because.message },
      }),
      ...(outcome.verdict === "unknown" && { missing: outcome.missing }),
      profile: connection.profile,
      findings: view.findings
        .filter(({ location }) => outcome.verdict === "fails" && isAt(location, [at, outcome.because.at]))
        .map(({ rule }) => rule),
    })),
  }
  return `${JSON.stringify(graph, null, 2)}\n`
}

function isAt(
  location: GraphView["findings"][number]["location"],
  places: readonly GraphView["findings"][number]["location"][],
): boolean {
  return places.some(({ path, line }) => path === location.path && line === location.line)
}
