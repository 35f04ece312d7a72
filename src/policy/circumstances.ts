import type { Level } from "../model/report.ts"
import type { Circumstance, Weight } from "../model/weight.ts"

/** A level, and what moved it, in words: `because` of the JSON report. */
export interface Judgement {
  readonly level: Level
  readonly because: readonly string[]
}

/** What a circumstance makes of a level: at most a notice or a warning, or one step less. */
type Effect = "notice" | "warning" | "one-less"

/** How much each circumstance counts. */
const circumstances: Readonly<Record<Circumstance, { readonly effect: Effect; readonly says: string }>> = {
  template: { effect: "notice", says: "its value is only known once a template is rendered" },
  "local-host": { effect: "notice", says: "the host is the machine itself" },
  "documentation-host": { effect: "notice", says: "the host is kept for documentation" },
  "cluster-host": { effect: "warning", says: "the host is a Service of the cluster" },
  "short-host": { effect: "warning", says: "the host has a short name, of its own network" },
  neighbour: { effect: "notice", says: "the host is a container beside it" },
  "open-host": { effect: "warning", says: "where it goes is only known when it runs" },
  "open-value": { effect: "warning", says: "whoever starts it can give another value" },
  narrow: { effect: "warning", says: "it reaches one command or one build" },
  "development-cluster": { effect: "one-less", says: "it is for a development cluster" },
  unused: { effect: "warning", says: "nothing shows that anybody uses it" },
  vendored: { effect: "notice", says: "somebody else wrote the chart it stands in" },
  condition: { effect: "notice", says: "a condition decides whether it is written" },
  "condition-met": { effect: "warning", says: "whoever installs the chart may decide its condition otherwise" },
  "chart-unsure": { effect: "notice", says: "what the template makes of it is not sure" },
  "chart-values": { effect: "warning", says: "whoever installs the chart may give other values" },
}

/** The level of a fault in its circumstances. */
export function levelOf({ severity, circumstances: known }: Weight): Judgement {
  let level = severity
  const because: string[] = []
  for (const one of known) {
    const { effect, says } = circumstances[one]
    const next = lowered(level, effect)
    if (next !== level && !because.includes(says)) because.push(says)
    level = next
  }
  return { level, because }
}

export function lowered(level: Level, effect: Effect): Level {
  if (effect === "notice") return "notice"
  if (effect === "one-less") return level === "error" ? "warning" : "notice"
  return level === "error" ? "warning" : level
}
