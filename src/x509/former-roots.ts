import type { Certificate } from "./certificate.ts"
import { leavingRoots, publishedKeys, removedRoots } from "./former-roots.data.ts"
import { attributeTypes, attributeValues, type Name } from "./name.ts"

/** A root that Mozilla took out of its set, or will. */
export interface FormerRoot {
  readonly sha256: string
  /** The day, `2026-04-15`. */
  readonly date: string
  readonly name: string
  readonly organisation: string
}

/** The root that Mozilla has removed that a certificate is. */
export function removedRootOf({ sha256 }: Pick<Certificate, "sha256">): FormerRoot | undefined {
  removed ??= indexOf(removedRoots)
  return removed.get(sha256)
}

/** The root that a certificate is, if Mozilla plans to take it out. */
export function leavingRootOf({ sha256 }: Pick<Certificate, "sha256">): FormerRoot | undefined {
  leaving ??= indexOf(leavingRoots)
  return leaving.get(sha256)
}

/** The removed root with a name, where only the name is at hand: the issuer of the last certificate of a chain. */
export function removedRootNamed(name: Name): FormerRoot | undefined {
  const common = attributeValues(name, attributeTypes.commonName)[0]
  if (common === undefined) return undefined
  const organisation = attributeValues(name, "2.5.4.10")[0] ?? ""
  named ??= new Map(
    removedRoots.map(([sha256, date, own, of]) => [`${own}\n${of}`, { sha256, date, name: own, organisation: of }]),
  )
  return named.get(`${common}\n${organisation}`)
}

/** The name of the CA whose private key is public, where a certificate has that key. */
export function publishedKeyOf({
  subjectPublicKeyInfo,
}: Pick<Certificate, "subjectPublicKeyInfo">): string | undefined {
  keys ??= new Map(publishedKeys.map(([spkiSha256, , name]) => [spkiSha256, name]))
  return keys.get(subjectPublicKeyInfo.spkiSha256)
}

let removed: ReadonlyMap<string, FormerRoot> | undefined
let leaving: ReadonlyMap<string, FormerRoot> | undefined
let named: ReadonlyMap<string, FormerRoot> | undefined
let keys: ReadonlyMap<string, string> | undefined

function indexOf(rows: typeof removedRoots): ReadonlyMap<string, FormerRoot> {
  return new Map(rows.map(([sha256, date, name, organisation]) => [sha256, { sha256, date, name, organisation }]))
}
