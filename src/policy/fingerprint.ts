import { createHash } from "node:crypto"
import type { Located } from "./judged.ts"

/**
 * Gives each finding an identity that survives a shift of lines: what it is about, never where in the file it stands. Behind
 * it, those that it had when its rule was called otherwise. Users keep these: `test/policy/judge.test.ts` pins them.
 */
export function fingerprinter(): (located: Located) => readonly [own: string, ...former: readonly string[]] {
  const seen = new Map<string, number>()
  return (located) => {
    const key = identityOf(located)
    // Equals are told apart by their order.
    const ordinal = (seen.get(key) ?? 0) + 1
    seen.set(key, ordinal)
    const hashed = (text: string) =>
      createHash("sha256")
        .update(ordinal === 1 ? text : `${text}#${ordinal}`)
        .digest("hex")
        .slice(0, 32)
    return [hashed(key), ...(located.rule.aliases ?? []).map((alias) => hashed(identityOf(located, alias)))]
  }
}

/** What a problem is about, as text. */
export function identityOf({ rule, problem, location }: Located, id: string = rule.id): string {
  const { resource, identity, certificate, cause } = problem
  const object = resource && [resource.kind, resource.namespace, resource.name, resource.path]
  return JSON.stringify([id, location.path, object, identity, certificate, cause])
}
