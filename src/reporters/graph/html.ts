import type { Connection, TrustGraph } from "../../graph/index.ts"
import { html } from "../escape.ts"
import { style } from "../html/style.ts"
import { endsOf } from "./ends.ts"
import type { GraphView } from "./view.ts"
import { verdictText, whyText } from "./view.ts"

/** One page without anything from elsewhere: a picture of who talks to whom, and a table of why. */
export function htmlText(graph: TrustGraph, { at }: GraphView): string {
  const { connections } = graph
  const failing = connections.filter(({ outcome }) => outcome.verdict === "fails").length
  const title = failing === 0 ? "No connection fails" : `${failing} of ${connections.length} connections fail`
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${html(title)}</title>
<style>${style}${own}</style>
</head>
<body>
<header class="verdict${failing > 0 ? " blocked" : ""}"><div>
<h1>${html(title)}</h1>
<ul class="facts">${counts(connections)}<li>judged at ${html(new Date(at).toISOString().slice(0, 10))}</li></ul>
</div></header>
<main>
<h2>Who talks to whom</h2>
<div class="scroll">${picture(graph)}</div>
<h2>Connections</h2>
<div class="scroll">${table(connections)}</div>
</main>
</body>
</html>
`
}

const order = ["fails", "unknown", "unverified", "succeeds"] as const

function counts(connections: readonly Connection[]): string {
  return order
    .map((verdict) => [verdict, connections.filter(({ outcome }) => outcome.verdict === verdict).length] as const)
    .filter(([, count]) => count > 0)
    .map(([verdict, count]) => `<li>${count} ${verdict}</li>`)
    .join("")
}

const rowHeight = 30
const width = 1040
const column = 400

/** Clients on the left, hosts on the right, each near the middle of what it is connected with. */
function picture(graph: TrustGraph): string {
  const { nodes, edges } = endsOf(graph)
  const clients = nodes.filter(({ kind }) => kind === "client")
  const rows = new Map(clients.map(({ id }, index) => [id, index]))
  const middle = (id: string) => {
    const met = edges.filter(({ to }) => to === id).map(({ from }) => rows.get(from) ?? 0)
    return met.reduce((sum, row) => sum + row, 0) / Math.max(1, met.length)
  }
  const middles = new Map(nodes.filter(({ kind }) => kind === "server").map(({ id }) => [id, middle(id)]))
  const servers = nodes
    .filter(({ kind }) => kind === "server")
    .sort((a, b) => (middles.get(a.id) ?? 0) - (middles.get(b.id) ?? 0))
  const gap = servers.length === 0 ? 1 : Math.max(1, clients.length / servers.length)
  for (const [index, { id }] of servers.entries()) rows.set(id, (index + 0.5) * gap - 0.5)
  const height = (Math.max(clients.length, servers.length * gap) + 0.5) * rowHeight
  const y = (id: string) => ((rows.get(id) ?? 0) + 0.75) * rowHeight
  const lines = edges.map(({ from, to, connection }) => {
    const [start, end] = [y(from), y(to)]
    const path = `M${column} ${start}C${width / 2} ${start} ${width / 2} ${end} ${width - column} ${end}`
    const words = `${connection.client} → ${connection.host}:${connection.port}: ${verdictText(connection)}`
    return `<path class="${connection.outcome.verdict}" d="${path}"><title>${html(words)}</title></path>`
  })
  const texts = nodes.map(({ id, label, kind }) =>
    kind === "client"
      ? `<text x="${column - 8}" y="${y(id) + 5}" text-anchor="end">${html(shortened(label))}<title>${html(label)}</title></text>`
      : `<text x="${width - column + 8}" y="${y(id) + 5}">${html(shortened(label))}<title>${html(label)}</title></text>`,
  )
  return `<svg viewBox="0 0 ${width} ${Math.ceil(height)}" width="${width}" role="img" aria-label="The connections; the table below says the same">${lines.join("")}${texts.join("")}</svg>`
}

function shortened(text: string): string {
  return text.length <= 52 ? text : `${text.slice(0, 24)}…${text.slice(-26)}`
}

function table(connections: readonly Connection[]): string {
  const rows = order
    .flatMap((verdict) => connections.filter(({ outcome }) => outcome.verdict === verdict))
    .map((connection) => {
      const { client, host, port, at, outcome } = connection
      const because = outcome.verdict === "fails" ? ` (${outcome.because.at.path}:${outcome.because.at.line})` : ""
      const cells = [
        verdictText(connection),
        client,
        `${host}:${port}`,
        `${at.path}:${at.line}`,
        `${whyText(connection)}${because}`,
      ]
      return `<tr class="${outcome.verdict}">${cells.map((cell) => `<td>${html(cell)}</td>`).join("")}</tr>`
    })
  return `<table><thead><tr><th>Verdict</th><th>From</th><th>To</th><th>Where</th><th>Why</th></tr></thead><tbody>${rows.join("")}</tbody></table>`
}

const own = `
svg { font: 13px system-ui, sans-serif; max-width: none; }
svg text { fill: var(--text); }
svg path { fill: none; stroke: var(--good); stroke-width: 1.5; }
svg path.fails { stroke: var(--error); stroke-width: 2.5; }
svg path.unverified { stroke: var(--warning); }
svg path.unknown { stroke: var(--soft); stroke-dasharray: 4 4; }
td { padding: .3rem .6rem .3rem 0; vertical-align: top; border-top: 1px solid var(--line); overflow-wrap: anywhere; }
th { text-align: left; padding: .3rem .6rem .3rem 0; }
tr.fails td:first-child { color: var(--error); font-weight: 600; }
`
