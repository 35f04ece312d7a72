import type { BundleFact, CertificateFact } from "../model/facts.ts"
import type { Certificate } from "../x509/certificate.ts"
import type { Inventory } from "./inventory.ts"

/** A certificate of a chain, with its place. */
export interface Link {
  readonly certificate: Certificate
  readonly fact: CertificateFact
}

/** The certificates of a bundle that decode, each with its place. */
export function linksOf(bundle: BundleFact, inventory: Inventory): Link[] {
  return bundle.certificates.flatMap((fact) => {
    const result = fact.list ? undefined : inventory.certificate(fact.sha256)
    return result?.ok ? [{ certificate: result.value, fact }] : []
  })
}

/** What a server presents of a bundle: its certificates, and those that its object has it send after them. */
export function presentedLinks(bundle: BundleFact, inventory: Inventory): Link[] {
  return [...linksOf(bundle, inventory), ...completing(bundle, inventory)]
}

/** The router of OpenShift sends what stands in `caCertificate` after the certificate (route/v1, TLSConfig). */
function completing({ owner, location }: BundleFact, inventory: Inventory): Link[] {
  if (owner?.pointer.join(".") !== "spec.tls.certificate") return []
  const others = inventory.files.get(location.path)?.bundles ?? []
  return others
    .filter(
      (other) => other.owner?.document === owner.document && other.owner.pointer.join(".") === "spec.tls.caCertificate",
    )
    .flatMap((other) => linksOf(other, inventory))
}
