import type { Inventory } from "../join/inventory.ts"
import type { BundleFact, CertificateFact } from "../model/facts.ts"
import type { Certificate } from "../x509/certificate.ts"
import { signed } from "../x509/certifies.ts"
import { linksOf } from "./links.ts"
import { isAuthority } from "./roles.ts"

/** A certificate elsewhere in the repository that certifies the last one at hand. */
export interface KnownIssuer {
  readonly certificate: Certificate
  readonly fact: CertificateFact
  readonly bundle: BundleFact
}

/** A CA of the repository, with every place that it stands in. */
interface Authority {
  readonly certificate: Certificate
  readonly places: Place[]
}

/** A place and its number among those of all CAs, in the order of the files. */
interface Place {
  readonly known: KnownIssuer
  readonly rank: number
}

interface Index {
  /** The CAs in the order of the files, by the name that they issue under. */
  readonly bySubject: ReadonlyMap<string, readonly Authority[]>
  /** What was asked before. */
  readonly over: Map<Certificate, readonly Authority[]>
}

const indexes = new WeakMap<Inventory, Index>()

/** The CAs of the repository that certify a certificate, each once. */
export function authoritiesOver(certificate: Certificate, inventory: Inventory): Certificate[] {
  return certifying(certificate, inventory).map((authority) => authority.certificate)
}

/** The places elsewhere in the repository of certificates that certify one, the nearest first. */
export function issuersOf(certificate: Certificate, bundle: BundleFact, inventory: Inventory): KnownIssuer[] {
  return certifying(certificate, inventory)
    .flatMap(({ places }) => places)
    .filter(({ known }) => known.bundle !== bundle)
    .map(({ known, rank }) => ({ known, rank, nearness: nearness(known, bundle.location.path) }))
    .sort((a, b) => b.nearness - a.nearness || a.rank - b.rank)
    .map(({ known }) => known)
}

function certifying(certificate: Certificate, inventory: Inventory): readonly Authority[] {
  const index = indexes.get(inventory) ?? { bySubject: authoritiesOf(inventory), over: new Map() }
  indexes.set(inventory, index)
  const known = index.over.get(certificate)
  if (known !== undefined) return known
  const found = (index.bySubject.get(certificate.issuer.key) ?? []).filter(
    (authority) => authority.certificate.sha256 !== certificate.sha256 && signed(authority.certificate, certificate),
  )
  index.over.set(certificate, found)
  return found
}

/** How many directories a certificate's file shares with another; a file of its own beats a part of a manifest. */
function nearness({ bundle }: KnownIssuer, path: string): number {
  const own = bundle.location.path
  let shared = 0
  for (let index = 0; index < own.length && own[index] === path[index]; index++) if (own[index] === "/") shared++
  return shared * 2 + (bundle.owner === undefined ? 1 : 0)
}

function authoritiesOf(inventory: Inventory): Map<string, Authority[]> {
  const known = new Map<string, Authority>()
  let rank = 0
  const index = new Map<string, Authority[]>()
  for (const bundle of inventory.bundles) {
    if (bundle.commented) continue
    for (const { certificate, fact } of linksOf(bundle, inventory)) {
      if (!isAuthority(certificate)) continue
      let authority = known.get(certificate.sha256)
      if (authority === undefined) {
        authority = { certificate, places: [] }
        known.set(certificate.sha256, authority)
        const key = certificate.subject.key
        index.set(key, [...(index.get(key) ?? []), authority])
      }
      authority.places.push({ known: { certificate, fact, bundle }, rank: rank++ })
    }
  }
  return index
}
