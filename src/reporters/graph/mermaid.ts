import type { TrustGraph } from "../../graph/index.ts"
import { endsOf } from "./ends.ts"
import { verdictText } from "./view.ts"

/** A flow chart that GitHub and GitLab draw. */
export function mermaidText(graph: TrustGraph): string {
  const { nodes, edges } = endsOf(graph)
  const lines = ["flowchart LR"]
  for (const { id, label, kind } of nodes)
    lines.push(kind === "client" ? `  ${id}["${safe(label)}"]` : `  ${id}(["${safe(label)}"])`)
  edges.forEach(({ from, to, connection }, index) => {
    lines.push(`  ${from} -->|"${safe(verdictText(connection))}"| ${to}`)
    const style = styles[connection.outcome.verdict]
    if (style !== undefined) lines.push(`  linkStyle ${index} ${style}`)
  })
  return `${lines.join("\n")}\n`
}

const styles: Readonly<Record<string, string>> = {
  fails: "stroke:#c62828,stroke-width:2px",
  unknown: "stroke-dasharray:4",
  unverified: "stroke:#b26a00",
}

function safe(text: string): string {
  return text.replaceAll(/["<>&#;|[\]{}()\\\p{Cc}]/gu, (character) => `#${character.codePointAt(0)};`)
}
