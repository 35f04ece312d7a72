import type { Certificate } from "./certificate.ts"
import type { Name } from "./name.ts"
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
  return anchorsOf(description, (subject) => certificatesBySubject(certificates).get(subject.key) ?? [])
}

/** Several sets as one. */
export function anchorsOfAll(...sets: readonly TrustAnchors[]): TrustAnchors {
  const description = sets.map((set) => set.description).join(" and ")
  return anchorsOf(description, (subject) => sets.flatMap((set) => set.find(subject)))
}

export function anchorsOf(description: string, find: TrustAnchors["find"]): TrustAnchors {
  const has = (certificate: Certificate) =>
    find(certificate.subject).some((anchor) => anchor === certificate || sameBytes(anchor.der, certificate.der))
  return { description, find, has }
}

const indexes = new WeakMap<readonly Certificate[], ReadonlyMap<string, readonly Certificate[]>>()

/** Certificates by the comparable form of their subject; made once for each list. */
export function certificatesBySubject(
  certificates: readonly Certificate[],
): ReadonlyMap<string, readonly Certificate[]> {
  let index = indexes.get(certificates)
  if (index === undefined) {
    const bySubject = new Map<string, Certificate[]>()
    for (const certificate of certificates) {
      const siblings = bySubject.get(certificate.subject.key)
      if (siblings === undefined) bySubject.set(certificate.subject.key, [certificate])
      else siblings.push(certificate)
    }
    index = bySubject
    indexes.set(certificates, index)
  }
  return index
}
