import { anchorsFrom, decodeCertificate, decodeCertificateList, nameText, validatePath } from "../../src/x509/index.ts"
import { reencode } from "./reencode.ts"

/** Puts one damaged input through everything; says whether it was accepted, and throws if it should not have been. */
export function tryCertificate(der: Uint8Array): boolean {
  const decoded = decodeCertificate(der)
  if (!decoded.ok) return offsetIsInside(decoded.defect.offset, der)
  const certificate = decoded.value
  const damaged = certificate.malformedExtensions
  for (const { defect } of damaged) offsetIsInside(defect.offset, der)
  nameText(certificate.subject)
  const result = validatePath(certificate, {
    candidates: [certificate],
    anchors: anchorsFrom([certificate]),
    at: certificate.notBefore,
    name: "a.example.com",
  })
  if (result.kind === "invalid" && result.reason === undefined) throw new Error("invalid without a reason")
  mustBeCanonical(der)
  for (const extension of certificate.extensions) {
    if (extension.name === undefined) continue
    if (!damaged.some((other) => other.extension === extension)) mustBeCanonical(extension.value)
  }
  return true
}

export function tryCertificateList(der: Uint8Array): boolean {
  const decoded = decodeCertificateList(der)
  if (!decoded.ok) return offsetIsInside(decoded.defect.offset, der)
  mustBeCanonical(der)
  return true
}

function offsetIsInside(offset: number, { length }: Uint8Array): false {
  if (!(offset >= 0 && offset <= length)) throw new Error(`a defect at ${offset} of ${length}`)
  return false
}

function mustBeCanonical(der: Uint8Array): void {
  if (Buffer.compare(reencode(der), der) !== 0) throw new Error("accepted an encoding that is not canonical")
}
