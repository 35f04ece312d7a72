import type { CertificateEntry, CertificateSummary } from "../model/report.ts"
import { iso } from "../rules/words.ts"
import { type Certificate, isSelfIssued } from "../x509/certificate.ts"
import { nameText } from "../x509/name.ts"
import type { Inventory } from "./inventory.ts"
import { isAuthority } from "./roles.ts"
import { usersOf } from "./usage/index.ts"

/** A certificate in the words of a report. */
export function summaryOf(certificate: Certificate): CertificateSummary {
  return {
    sha256: certificate.sha256,
    subject: nameText(certificate.subject),
    issuer: nameText(certificate.issuer),
    notBefore: iso(certificate.notBefore),
    notAfter: iso(certificate.notAfter),
  }
}

/** Every certificate where it was found, by path and place. Those in comments are illustrations, and left out. */
export function entriesOf(inventory: Inventory): CertificateEntry[] {
  return inventory.bundles.flatMap((bundle) => {
    const usedBy = usersOf(bundle, inventory)
    return bundle.certificates.flatMap(({ sha256, form, location, list }): CertificateEntry[] => {
      const certificate = list ? undefined : inventory.lenientCertificate(sha256)
      if (certificate === undefined) return []
      return [
        {
          ...summaryOf(certificate),
          location,
          form,
          role: roleIn(certificate),
          serialNumber: certificate.serialNumber,
          dnsNames: certificate.dnsNames,
          usedBy,
        },
      ]
    })
  })
}

function roleIn(certificate: Certificate): CertificateEntry["role"] {
  if (!isAuthority(certificate)) return "end-entity"
  return isSelfIssued(certificate) ? "root" : "intermediate"
}
