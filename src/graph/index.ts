import type { Inventory } from "../join/inventory.ts"
import { grouped } from "../model/grouped.ts"
import type { Location } from "../model/place.ts"
import { groupOf } from "./clients/common.ts"
import { dialsOf } from "./clients/index.ts"
import type { Found } from "./contents.ts"
import type { Dial } from "./dial.ts"
import { describe } from "./entries.ts"
import { judge } from "./judge.ts"
import type { Because, FailureReason, Outcome, TrustGraph } from "./model.ts"
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
  const judged = distinct(dialsOf(world)).flatMap((dial): Judged[] => {
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

/** What a container is told to run, and its image says again, is one connection. */
function distinct(dials: readonly Dial[]): readonly Dial[] {
  const seen = new Set<string>()
  return dials.filter(({ client, program, host, port, at: { path, start } }) => {
    const key = [client, program, host, port, path, start].join("\0")
    return !seen.has(key) && seen.add(key)
  })
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

/** What makes connections fail, with all that it breaks. */
export interface Failure {
  readonly reason: FailureReason
  readonly because: Because
  readonly connections: readonly Judged[]
  /** Where the certificates stand that have to do with it. */
  readonly evidence: readonly Location[]
}

export function failuresOf(inventory: Inventory, at: number): Failure[] {
  const failed = judgedConnections(inventory, at).flatMap((judged) =>
    judged.outcome.verdict === "fails" ? [{ judged, outcome: judged.outcome }] : [],
  )
  const causes = grouped(failed, ({ outcome: { reason, because } }) =>
    [reason, because.at.path, because.at.start, because.message].join("\0"),
  )
  return [...causes.values()].map((alike) => {
    const { reason, because } = alike[0]!.outcome
    const connections = alike.map(({ judged }) => judged)
    return { reason, because, connections, evidence: connections.flatMap(evidenceOf) }
  })
}

/** The certificates of both sides, where they stand. */
function evidenceOf({ dial, answer }: Judged): Location[] {
  const sites =
    answer.kind === "listeners"
      ? answer.listeners.flatMap(({ listener: { service } }) => (service.kind === "tls" ? service.sites : []))
      : []
  const found: readonly (Found | undefined)[] = [
    ...sites.map(({ pair }) => pair.certificate),
    ...dial.trust.parts.map((part) => (part.kind === "file" ? part.found : undefined)),
    dial.identity?.certificate,
  ]
  const bundles = found.flatMap((one) => (one?.kind === "content" ? one.content.bundles : []))
  return bundles.flatMap(({ certificates, defects, location }) => [
    location,
    ...[...certificates, ...defects].map((each) => each.location),
  ])
}

/** The trust graph of a repository at an instant, as plain data. */
export function trustGraphOf(inventory: Inventory, at: number): TrustGraph {
  return describe(judgedConnections(inventory, at), inventory)
}
