import type { Inventory } from "../join/inventory.ts"
import { grouped } from "../model/grouped.ts"
import { groupOf } from "./clients/common.ts"
import { dialsOf } from "./clients/index.ts"
import type { Dial } from "./dial.ts"
import { describe } from "./entries.ts"
import { judge } from "./judge.ts"
import type { Outcome, TrustGraph } from "./model.ts"
import { type Answer, resolve } from "./resolve.ts"
import { worldOf } from "./world.ts"

export type { Connection, Outcome, TrustGraph } from "./model.ts"

/** A dial with who answers and what comes of it. */
export interface Judged {
  readonly dial: Dial
  readonly answer: Answer
  readonly outcome: Outcome
}

const known = new WeakMap<Inventory, { readonly at: number; readonly judged: readonly Judged[] }>()

/** Every connection of a repository at an instant, judged once. */
export function judgedConnections(inventory: Inventory, at: number): readonly Judged[] {
  const before = known.get(inventory)
  if (before?.at === at) return before.judged
  const world = worldOf(inventory)
  const groups = grouped(world.processes, groupOf)
  const judged = dialsOf(world).flatMap((dial): Judged[] => {
    const { host, port, network, through } = dial
    const beside = dial.group === undefined ? [] : (groups.get(dial.group) ?? [])
    const answer = resolve({ host: through?.host ?? host, port: through?.port ?? port, network, beside }, world)
    // Plain text to somewhere else is no connection of trust.
    if (dial.speaks === "plain" && answer.kind !== "listeners") return []
    if (dial.profiles.length === 0 && answer.kind === "elsewhere") return []
    const outcome = outcomeOf(dial, answer, at, inventory)
    if (dial.speaks === "plain" && outcome.verdict !== "fails" && dial.program !== "libpq") return []
    return [{ dial, answer, outcome }]
  })
  known.set(inventory, { at, judged })
  return judged
}

function outcomeOf(dial: Dial, answer: Answer, at: number, inventory: Inventory): Outcome {
  if (dial.refused !== undefined) return { verdict: "fails", reason: "other", because: dial.refused }
  if (answer.kind !== "listeners") {
    const sure =
      dial.verify === "none" && dial.speaks === "tls" && answer.kind === "elsewhere" && dial.open === undefined
    return sure ? { verdict: "unverified" } : { verdict: "unknown", missing: dial.open ?? answer.why }
  }
  const outcomes = answer.listeners.map(({ listener }) => judge(dial, listener, at, inventory))
  const [first] = outcomes
  if (outcomes.every(({ verdict }) => verdict === first!.verdict)) return first!
  return { verdict: "unknown", missing: `${dial.host} is served by several that differ` }
}

/** The trust graph of a repository at an instant, as plain data. */
export function trustGraphOf(inventory: Inventory, at: number): TrustGraph {
  return describe(judgedConnections(inventory, at), inventory)
}
