import { createHash } from "node:crypto"
import type { Located } from "./judged.ts"

/** Gives each finding an identity that survives a shift of lines: what it is about, never where in the file it stands. */
export function fingerprinter(): (located: Located) => string {
  const seen = new Map<string, number>()
  return (located) => {
    const key = identityOf(located)
    // Equals are told apart by their order.
    const ordinal = (seen.get(key) ?? 0) + 1
    seen.set(key, ordinal)
    const text = ordinal === 1 ? key : `${key}#${ordinal}`
    return createHash("sha256").update(text).digest("hex").slice(0, 32)
  }
}

/** What a problem is about, as text. */
export function identityOf({ rule, problem, location }: Located): string {
  const { resource, identity, certificate, cause } = problem
  const object = resource && [resource.kind, resource.namespace, resource.name, resource.path]
  return JSON.stringify([rule.id, location.path, object, identity, certificate, cause])
}
