import type { Connection, TrustGraph } from "../../graph/index.ts"

/** A graph as pictures need it: clients on one side, hosts on the other. */
export interface Ends {
  readonly nodes: readonly { readonly id: string; readonly label: string; readonly kind: "client" | "server" }[]
  readonly edges: readonly { readonly from: string; readonly to: string; readonly connection: Connection }[]
}

export function endsOf({ connections }: TrustGraph): Ends {
  const clients = new Map<string, string>()
  const servers = new Map<string, string>()
  const idOf = (map: Map<string, string>, label: string, prefix: string) => {
    const known = map.get(label) ?? `${prefix}${map.size}`
    map.set(label, known)
    return known
  }
  const edges = connections.map((connection) => ({
    from: idOf(clients, connection.client, "c"),
    to: idOf(servers, `${connection.host}:${connection.port}`, "s"),
    connection,
  }))
  const nodes = [
    ...[...clients].map(([label, id]) => ({ id, label, kind: "client" as const })),
    ...[...servers].map(([label, id]) => ({ id, label, kind: "server" as const })),
  ]
  return { nodes, edges }
}
