import { resourceText } from "../collect/resources.ts"
import type { BundleFact, DocumentFact } from "../model/facts.ts"
import type { ResourceRef } from "../model/source.ts"
import type { Certificate } from "../x509/certificate.ts"
import { attributeTypes, attributeValues, type Name, nameText } from "../x509/name.ts"

/** What people call a certificate: its common name, else its first DNS name, else its whole subject. */
export function called(certificate: Certificate): string {
  return (
    short(certificate.subject) ??
    certificate.dnsNames[0] ??
    (nameText(certificate.subject) || `serial number ${certificate.serialNumber}`)
  )
}

/** What people call the issuer of a certificate. */
export function issuerCalled(certificate: Certificate): string {
  return short(certificate.issuer) ?? nameText(certificate.issuer)
}

function short(name: Name): string | undefined {
  return attributeValues(name, attributeTypes.commonName)[0]
}

/** Where a bundle stands, for people: `tls.crt of Secret web/tls`, `certs/server.pem`. */
export function placeOf({ carrier, name, location, owner }: BundleFact): string {
  const resource = carrier?.resource
  if (resource !== undefined) return `${carrier?.key ?? name} of ${resourceText(resource)}`
  if (carrier?.kind === "write-files" || carrier?.kind === "ignition") return `${name} (written by ${location.path})`
  const key = owner?.pointer.filter((step) => !/^\d+$/.test(step)).at(-1)
  return key === undefined ? location.path : `${key} in ${location.path}`
}

/** What people call a document: `Ingress web/shop`, `prometheus.yml of ConfigMap web/config`, else its file. */
export function objectText({ resource, carrier, path }: Pick<DocumentFact, "resource" | "carrier" | "path">): string {
  if (resource !== undefined) return resourceText(resource)
  if (carrier?.kind === "heredoc" && carrier.key !== undefined && carrier.key !== "") return carrier.key
  return carrier?.resource === undefined ? path : `${carrier.key ?? "a part"} of ${resourceText(carrier.resource)}`
}

/** The name of an object as a command takes it; NAME where only a template gives it. */
export function nameIn({ resource }: { readonly resource?: ResourceRef | undefined }): string {
  return resource?.name || "NAME"
}

/** The object that a bundle belongs to, in the shape of a report. */
export function resourceOf({ carrier, owner }: BundleFact) {
  if (carrier?.resource === undefined) return {}
  const path = owner?.pointer.map((step) => step.replaceAll(".", "\\.")).join(".")
  return { resource: { ...carrier.resource, ...(path !== undefined && { path }) } }
}

/** A path as a shell takes it. */
export function quoted(path: string): string {
  return /^[\w./@:+-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`
}

/** `1A:2B:3C`, as OpenSSL prints a key identifier; of one longer than SHA-1's twenty octets, the first twenty. */
export function keyIdentifierText(identifier: string): string {
  const octets = identifier.toUpperCase().match(/../g) ?? []
  return octets.slice(0, 20).join(":") + (octets.length > 20 ? "…" : "")
}

/** `2026-11-20 23:59 UTC`: the instant that certificates are about. */
export function instant(milliseconds: number): string {
  return `${iso(milliseconds).slice(0, 16).replace("T", " ")} UTC`
}

/** ISO 8601 in UTC; instants beyond what a Date holds are told as what they are. */
export function iso(milliseconds: number): string {
  return Math.abs(milliseconds) <= 8.64e15
    ? new Date(milliseconds).toISOString()
    : milliseconds < 0
      ? "-271821-04-20T00:00:00.000Z"
      : "+275760-09-13T00:00:00.000Z"
}

/** Whole days between two instants, rounded towards zero, in words. */
export function days(from: number, to: number): string {
  const count = Math.floor(Math.abs(to - from) / 86_400_000)
  if (count === 0) return "less than a day"
  return count === 1 ? "1 day" : `${count.toLocaleString("en-US")} days`
}

/** "a, b and c"; a long list ends with how many more there are. */
export function listed(items: readonly string[], most = 5): string {
  const shown = items.slice(0, most)
  if (items.length > most) return `${shown.join(", ")} and ${items.length - most} more`
  return shown.length < 2 ? shown.join("") : `${shown.slice(0, -1).join(", ")} and ${shown.at(-1)}`
}

/** With a capital, as a sentence begins. */
export function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
