import type { Inventory } from "../join/inventory.ts"
import type { BundleFact, CertificateFact } from "../model/facts.ts"
import type { Certificate } from "../x509/certificate.ts"

/** A certificate of a chain, with its place. */
export interface Link {
  readonly certificate: Certificate
  readonly fact: CertificateFact
}

/** The certificates of a bundle that decode, each with its place. */
export function linksOf(bundle: BundleFact, inventory: Inventory): Link[] {
  const links: Link[] = []
  for (const fact of bundle.certificates) {
    const result = fact.list ? undefined : inventory.certificate(fact.sha256)
    if (result?.ok) links.push({ certificate: result.value, fact })
  }
  return links
}
