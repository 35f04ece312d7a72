import type { Inventory } from "../join/inventory.ts"
import { type Definition, definitionsOf } from "./definitions.ts"
import type { Reference } from "./index.ts"
import { lookupOf } from "./lookups.ts"

/** What a reference finds, where the repository says all that is in it. */
export interface Resolved {
  /** Of all that define it, in the order of the files. */
  readonly keys: readonly string[]
  readonly definitions: readonly Definition[]
  /** Whether the manifests are in the repository, and not only what they are made from. */
  readonly complete: boolean
}

/** The keys of what a reference finds; undefined where it finds nothing, or what the repository does not tell in full. */
export function resolved(reference: Reference, inventory: Inventory): Resolved | undefined {
  const { user, kind, name, namespace } = reference
  if (user.template || user.carrier?.kind === "patch") return undefined
  const spaces =
    lookupOf(reference, inventory)?.namespaces ?? (namespace === undefined ? undefined : new Set([namespace]))
  const found = definitionsOf(inventory)
    .of(kind, name)
    .filter(
      ({ document, namespaces }) =>
        inventory.joined(user.path, document.path) &&
        (spaces === undefined || namespaces.has("") || [...namespaces].some((one) => spaces.has(one))),
    )
  if (found.length === 0 || definitionsOf(inventory).mayBeMade(name)) return undefined
  const keys = found.map((one) => one.keys)
  if (keys.some((known) => known === undefined)) return undefined
  // Of several namespaces, nobody knows which is meant.
  if (spaces === undefined && new Set(found.map(({ document }) => document.path)).size > 1) return undefined
  return {
    keys: [...new Set(keys.flatMap((known) => known ?? []))],
    definitions: found,
    complete: found.every(({ complete }) => complete),
  }
}
