import type { Inventory } from "../join/inventory.ts"
import type { CertificateEntry, CertificateSummary } from "../model/report.ts"
import { usersOf } from "../usage/index.ts"
import { type Certificate, isSelfIssued } from "../x509/certificate.ts"
import { nameText } from "../x509/name.ts"
import { isAuthority } from "./roles.ts"
import { iso } from "./words.ts"

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
  const entries = inventory.bundles.flatMap((bundle) => {
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
  return onceEach(entries)
}

/** An alias of YAML shows one text in two places of the document; it is one certificate all the same. */
function onceEach(entries: readonly CertificateEntry[]): CertificateEntry[] {
  const places = new Map<string, CertificateEntry>()
  for (const [index, entry] of entries.entries()) {
    const { path, start, end } = entry.location
    const key = start < end && entry.form.endsWith("pem") ? `${path} ${start} ${end} ${entry.sha256}` : `${index}`
    const before = places.get(key)
    const usedBy = [...new Set([...(before?.usedBy ?? []), ...entry.usedBy])]
    places.set(key, before === undefined ? entry : { ...before, usedBy })
  }
  return [...places.values()]
}

function roleIn(certificate: Certificate): CertificateEntry["role"] {
  if (!isAuthority(certificate)) return "end-entity"
  return isSelfIssued(certificate) ? "root" : "intermediate"
}
