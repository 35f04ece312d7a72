import type { TrustGraph } from "../../graph/index.ts"
import { dotText } from "./dot.ts"
import { htmlText } from "./html.ts"
import { jsonText } from "./json.ts"
import { mermaidText } from "./mermaid.ts"
import { plainText } from "./text.ts"
import type { GraphView } from "./view.ts"

const writers = { text: plainText, json: jsonText, mermaid: mermaidText, dot: dotText, html: htmlText } as const

/** A graph in one of its formats. */
export function graphText(format: keyof typeof writers, graph: TrustGraph, view: GraphView): string {
  return writers[format](graph, view)
}
