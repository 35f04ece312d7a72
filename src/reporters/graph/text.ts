import type { Connection, TrustGraph } from "../../graph/index.ts"
import { log } from "../escape.ts"
import { verdictText, whyText } from "./view.ts"

const order = ["fails", "unknown", "unverified", "succeeds"] as const

/** What fails first, each with its place and why. */
export function plainText({ connections }: TrustGraph): string {
  if (connections.length === 0) return "No connection over TLS is known in what was read.\n"
  const parts = order.flatMap((verdict) => connections.filter(({ outcome }) => outcome.verdict === verdict).map(partOf))
  const counts = order
    .map((verdict) => [verdict, connections.filter(({ outcome }) => outcome.verdict === verdict).length] as const)
    .filter(([, count]) => count > 0)
    .map(([verdict, count]) => `${count} ${verdict}`)
  const total = `${connections.length} ${connections.length === 1 ? "connection" : "connections"}: ${counts.join(", ")}`
  return `${log([...parts, total].join("\n\n"))}\n`
}

function partOf(connection: Connection): string {
  const { client, host, port, at, outcome } = connection
  const lines = [
    `${verdictText(connection)}  ${host}:${port}`,
    `  from ${client}`,
    `  at ${at.path}:${at.line}:${at.column}`,
  ]
  const why = whyText(connection)
  if (why !== "") lines.push(`  ${outcome.verdict === "unknown" ? "missing: " : ""}${why}`)
  if (outcome.verdict === "fails") lines.push(`  because of ${outcome.because.at.path}:${outcome.because.at.line}`)
  return lines.join("\n")
}
