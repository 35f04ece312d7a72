import type { Inventory } from "../join/inventory.ts"
import type { BundleFact } from "../model/facts.ts"
import { byCodePoint } from "../model/order.ts"
import { Usage } from "./graph.ts"

export type { Usage } from "./graph.ts"
export type { Host, Purpose, Reference } from "./reference.ts"

const known = new WeakMap<Inventory, Usage>()

/** The graph of an inventory, made once. */
export function usageOf(inventory: Inventory): Usage {
  const before = known.get(inventory)
  if (before !== undefined) return before
  const usage = new Usage(inventory)
  known.set(inventory, usage)
  return usage
}

/** Who uses a bundle, for people: `Ingress web/shop`. */
export function usersOf(bundle: BundleFact, inventory: Inventory): string[] {
  const usage = usageOf(inventory)
  const labels = usage
    .usesOf(bundle)
    .flatMap(({ label, through }) => [
      label,
      ...through.flatMap((route) =>
        route.resource === undefined ? [] : usage.identities.label(route, route.resource),
      ),
    ])
  return [...new Set(labels)].sort(byCodePoint)
}
