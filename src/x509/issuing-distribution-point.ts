import { malformed, type Reader, tags } from "./der.ts"
import { type DistributionPoint, readDistributionPointName } from "./extensions.ts"
import type { GeneralName } from "./general-name.ts"
import { type Name, relativeNameKey } from "./name.ts"
import { readNamedBits } from "./primitives.ts"

/** RFC 5280 §5.2.5: what a CRL is about. */
export interface IssuingDistributionPoint extends Pick<DistributionPoint, "fullName" | "relativeName"> {
  readonly onlyUserCertificates: boolean
  readonly onlyCaCertificates: boolean
  readonly onlySomeReasons: ReadonlySet<number> | undefined
  readonly indirect: boolean
  readonly onlyAttributeCertificates: boolean
  readonly der: Uint8Array
}

export function readIssuingDistributionPoint(reader: Reader, detail: string): IssuingDistributionPoint {
  const sequence = reader.enter(tags.sequence, detail)
  const der = reader.encoding
  const name = sequence.peek === 0xa0 ? readDistributionPointName(sequence, detail) : undefined
  const onlyUserCertificates = readImplicitFlag(sequence, 0x81, detail)
  const onlyCaCertificates = readImplicitFlag(sequence, 0x82, detail)
  const onlySomeReasons = sequence.peek === 0x83 ? readNamedBits(sequence, detail, 0x83) : undefined
  const indirect = readImplicitFlag(sequence, 0x84, detail)
  const onlyAttributeCertificates = readImplicitFlag(sequence, 0x85, detail)
  sequence.finish(detail)
  return {
    ...{ fullName: name?.fullName, relativeName: name?.relativeName, onlyUserCertificates, onlyCaCertificates },
    ...{ onlySomeReasons, indirect, onlyAttributeCertificates, der },
  }
}

function readImplicitFlag(reader: Reader, tag: number, detail: string): boolean {
  if (reader.peek !== tag) return false
  const [value, ...rest] = reader.next(detail).content
  if (rest.length > 0 || (value !== 0 && value !== 0xff)) malformed("boolean-not-canonical", reader.start, detail)
  return value === 0xff
}

/** The names of a distribution point in comparable form; a relative one is below the issuer of the CRL. */
export function distributionPointKeys(
  { fullName, relativeName }: Pick<DistributionPoint, "fullName" | "relativeName">,
  crlIssuer: Name,
): readonly string[] {
  if (relativeName !== undefined)
    return [`directory ${[...crlIssuer.relativeKeys, relativeNameKey(relativeName)].join("\0")}`]
  return (fullName ?? []).flatMap(generalNameKey)
}

export function generalNameKey(name: GeneralName): string | readonly string[] {
  if (name.kind === "directory") return `directory ${name.name.key}`
  if (name.kind === "uri" || name.kind === "dns" || name.kind === "email") return `${name.kind} ${name.value}`
  return []
}
