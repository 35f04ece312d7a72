import type { TrustGraph } from "../../graph/index.ts"
import { endsOf } from "./ends.ts"
import { verdictText } from "./view.ts"

/** For Graphviz. */
export function dotText(graph: TrustGraph): string {
  const { nodes, edges } = endsOf(graph)
  const lines = ["digraph tls {", "  rankdir=LR;", '  node [fontname="sans-serif"];']
  for (const { id, label, kind } of nodes)
    lines.push(`  ${id} [label=${quoted(label)}, shape=${kind === "client" ? "box" : "ellipse"}];`)
  for (const { from, to, connection } of edges)
    lines.push(`  ${from} -> ${to} [label=${quoted(verdictText(connection))}${styles[connection.outcome.verdict]}];`)
  return `${[...lines, "}"].join("\n")}\n`
}

const styles = {
  fails: ', color="#c62828", penwidth=2',
  unknown: ", style=dashed",
  unverified: ', color="#b26a00"',
  succeeds: "",
} as const

function quoted(text: string): string {
  return `"${text.replaceAll(/[\\"]/g, "\\$&").replaceAll(/\p{Cc}/gu, " ")}"`
}
