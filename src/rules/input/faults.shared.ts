import { placeRole } from "../../chains/roles.ts"
import type { Inventory } from "../../join/inventory.ts"
import type { BundleDefect, BundleFact } from "../../model/facts.ts"
import type { Location } from "../../model/place.ts"
import type { Defect, DefectReason } from "../../x509/der.ts"

/** Something in a bundle that no consumer can load, said for people: "is cut off: …". */
export interface BundleFault {
  readonly location: Location
  readonly says: string
  /** Strict clients refuse the certificate, others load it. */
  readonly isLax: boolean
  /** What stands in for a certificate that somebody will put there. */
  readonly standsIn: boolean
  /** The certificate is whole, but encoded once too often or not at all. */
  readonly isEncoding: boolean
}

/** What of a bundle cannot be loaded at all; lay-out that some clients trip over is the business of other rules. */
export function faultsOf(bundle: BundleFact, inventory: Inventory): BundleFault[] {
  const isTrust = hasRuleOfItsOwn(bundle, inventory)
  const written = bundle.defects.flatMap(({ reason, location, detail }): BundleFault[] => {
    const says = sayings[reason] ?? (isTrust ? undefined : layers[reason])
    if (says === undefined) return []
    return [
      {
        location,
        says: `${says}: ${detail}`,
        isEncoding: reason in layers,
        standsIn: reason === "empty",
        isLax: false,
      },
    ]
  })
  const encoded = bundle.certificates.flatMap(({ sha256, list, location }): BundleFault[] => {
    const result = list ? undefined : inventory.certificate(sha256)
    if (result === undefined || result.ok) return []
    const isLax = inventory.lenientCertificate(sha256) !== undefined
    const says = `is not encoded as X.509 asks: ${inWords(result.defect)}`
    return [{ location, says, isEncoding: false, standsIn: false, isLax }]
  })
  return [...written, ...encoded].sort((a, b) => a.location.start - b.location.start)
}

/** What is read as a CA from there is judged by cm-secret-ca-content, webhook-cabundle-invalid or kubeconfig-ca-invalid. */
function hasRuleOfItsOwn(bundle: BundleFact, inventory: Inventory): boolean {
  if (placeRole(bundle, inventory) !== "trust") return false
  const document = inventory.ownerOf(bundle)
  if (document?.kind === "kubeconfig") return true
  return bundle.carrier !== undefined || calledByApi.test(document?.resource?.kind ?? "")
}

const calledByApi =
  /^(ValidatingWebhookConfiguration|MutatingWebhookConfiguration|CustomResourceDefinition|APIService)$/

/** A defect of an encoding in words: `a field ends too early in tbsCertificate`. */
export function inWords({ reason, detail }: Defect): string {
  return detail === undefined ? reasons[reason] : `${reasons[reason]} in ${detail}`
}

const sayings: Readonly<Partial<Record<BundleDefect["reason"], string>>> = {
  unterminated: "is never ended",
  "not-base64": "is not base64",
  "not-a-certificate": "is not a certificate",
  truncated: "is cut off",
  empty: "is empty",
  "damaged-store": "is damaged",
}

const layers: Readonly<Partial<Record<BundleDefect["reason"], string>>> = {
  "pem-in-data": "is not encoded",
  "double-base64": "is encoded once too often",
  "no-boundaries": "is no PEM",
  der: "is not in the form that is read there",
}

const reasons: Readonly<Record<DefectReason, string>> = {
  truncated: "a field ends too early",
  "trailing-data": "bytes are left over",
  "length-indefinite": "a length is indefinite, which DER forbids",
  "length-not-minimal": "a length is not written in its shortest form",
  "length-too-large": "a length is larger than any certificate",
  "tag-too-high": "a tag is not one that X.509 uses",
  "tag-unexpected": "another field stands where one is due",
  "boolean-not-canonical": "a boolean is neither 00 nor FF",
  "integer-empty": "a number has no digits",
  "integer-not-minimal": "a number has needless leading bytes",
  "integer-out-of-range": "a number is out of range",
  "null-not-empty": "a NULL has content",
  "oid-malformed": "an object identifier is malformed",
  "bit-string-malformed": "a bit string is malformed",
  "string-malformed": "a text has bytes that its type does not allow",
  "time-malformed": "a time is not written as RFC 5280 asks",
  "set-not-sorted": "the members of a set are not in order",
  empty: "a list that needs members has none",
  "value-malformed": "a value is malformed",
  "size-over-budget": "it is larger than 1 MiB",
  "count-over-budget": "it has more fields than any real certificate",
}
