import type { Certificate } from "./certificate.ts"
import { type Name, sameName } from "./name.ts"
import { sameBytes } from "./primitives.ts"

/** Where paths may begin (RFC 5280 §6.1.1 (d)). */
export interface TrustAnchors {
  /** For people: "Mozilla's set of 2026-11-02", "ca.pem". */
  readonly description: string
  find(subject: Name): readonly Certificate[]
  has(certificate: Certificate): boolean
}

export const noAnchors: TrustAnchors = { description: "no trust anchors", find: () => [], has: () => false }

export function anchorsFrom(certificates: readonly Certificate[], description = "given trust anchors"): TrustAnchors {
  return anchorsOf(description, (subject) => certificatesOf(subject, certificates))
}

/** Several sets as one. */
export function anchorsOfAll(...sets: readonly TrustAnchors[]): TrustAnchors {
  return {
    ...anchorsOf("", (subject) => sets.flatMap((set) => set.find(subject))),
    get description() {
      return sets.map((set) => set.description).join(" and ")
    },
  }
}

export function anchorsOf(description: string, find: TrustAnchors["find"]): TrustAnchors {
  const has = (certificate: Certificate) =>
    find(certificate.subject).some((anchor) => anchor === certificate || sameBytes(anchor.der, certificate.der))
  return { description, find, has }
}

const indexes = new WeakMap<readonly Certificate[], ReadonlyMap<string, readonly Certificate[]>>()
/** Up to here looking through a list beats making an index of it. */
const few = 8

/** Those with a name as their subject; of a long list, by an index that is made once. */
export function certificatesOf(subject: Name, certificates: readonly Certificate[]): readonly Certificate[] {
  if (certificates.length <= few) return certificates.filter((certificate) => sameName(certificate.subject, subject))
  const index = indexes.get(certificates) ?? indexOf(certificates)
  indexes.set(certificates, index)
  return index.get(subject.key) ?? []
}

function indexOf(certificates: readonly Certificate[]): ReadonlyMap<string, readonly Certificate[]> {
  const bySubject = new Map<string, Certificate[]>()
  for (const certificate of certificates) {
    const siblings = bySubject.get(certificate.subject.key)
    if (siblings === undefined) bySubject.set(certificate.subject.key, [certificate])
    else siblings.push(certificate)
  }
  return bySubject
}
