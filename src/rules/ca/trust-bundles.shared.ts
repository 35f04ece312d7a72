import { type Dated, dated } from "../../chains/validity.ts"
import type { BundleFact } from "../../model/facts.ts"
import type { Context } from "../rule.ts"

/** Certificates that somebody trusts, with how their validity lies to the instant of evaluation. */
export interface TrustBundle {
  readonly bundle: BundleFact
  readonly members: readonly [Dated, ...Dated[]]
}

/** From this size on a bundle is a collection that somebody else maintains: Mozilla's, a distribution's. */
export const largeBundle = 50

/** The bundles that are read as trust anchors. */
export function trustBundles(context: Context): TrustBundle[] {
  const found = new Map<BundleFact, [Dated, ...Dated[]]>()
  for (const member of dated(context)) {
    if (member.role !== "trust") continue
    const members = found.get(member.bundle)
    if (members === undefined) found.set(member.bundle, [member])
    else members.push(member)
  }
  return [...found].map(([bundle, members]) => ({ bundle, members }))
}

/** One finding for the same members, wherever they stand. */
export function causeOf(members: readonly Dated[]): string {
  return members.map(({ fact }) => fact.sha256).join()
}
