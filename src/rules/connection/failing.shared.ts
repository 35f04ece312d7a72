import { failuresOf, type Judged } from "../../graph/index.ts"
import type { FailureReason } from "../../graph/model.ts"
import type { Inventory } from "../../join/inventory.ts"
import { isLocalHost } from "../../model/hosts.ts"
import type { Location } from "../../model/place.ts"
import type { Context, Problem } from "../rule.ts"

/** The connections that fail for some reasons: one problem a cause, with all that it breaks. */
export function* failing(
  reasons: readonly FailureReason[],
  help: string,
  inventory: Inventory,
  { at }: Context,
): Iterable<Problem> {
  for (const { reason, because, connections, evidence } of failuresOf(inventory, at)) {
    const [first, ...others] = connections
    if (first === undefined || !reasons.includes(reason)) continue
    const { host, port, program, client } = first.dial
    const more = others.length === 0 ? "" : `; it breaks ${connections.length} connections`
    yield {
      message: `${capital(client)}: ${program} cannot connect to ${host}:${port}, since ${because.message}${more}.`,
      help: [{ do: help, verify: "tlsgate graph --fails lists nothing more of it." }],
      at: because.at,
      level: connections.every(({ dial }) => isLocalHost(dial.host)) ? "warning" : "error",
      identity: `${host}:${port}`,
      related: connections.map(({ dial }) => ({
        at: dial.at,
        message: `${dial.client} asks for ${dial.host}:${dial.port}`,
      })),
      unless: [because.at, ...evidence, ...connections.flatMap(placesOf)],
    }
  }
}

function placesOf({ dial }: Judged): Location[] {
  return [dial.at, dial.trust.at]
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1)
}
