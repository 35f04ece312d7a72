import { UsageError } from "../model/failure.ts"
import { disk, type Shelf } from "../ports/shelf.ts"
import { anchorsFrom, anchorsOfAll, noAnchors, type TrustAnchors } from "../x509/anchors.ts"
import { decodeCertificate } from "../x509/certificate.ts"
import { mozillaAnchors } from "../x509/mozilla-anchors.ts"
import type { TrustSetting } from "./settings.ts"

/** The trust anchors that were asked for: Mozilla's, files, both or none. */
export function trustOf({ mozilla, files }: TrustSetting, shelf: Shelf = disk): TrustAnchors {
  const sets = [...(mozilla ? [mozillaAnchors()] : []), ...files.map((file) => anchorsOfFile(file, shelf))]
  const [only] = sets
  if (only === undefined) return noAnchors
  return sets.length === 1 ? only : anchorsOfAll(...sets)
}

function anchorsOfFile(file: string, shelf: Shelf): TrustAnchors {
  const text = read(file, shelf)
  const blocks = [...text.matchAll(/-----BEGIN CERTIFICATE-----([\s\S]*?)-----END CERTIFICATE-----/g)]
  const certificates = blocks.flatMap(([, body = ""]) => {
    const result = decodeCertificate(Buffer.from(body, "base64"))
    return result.ok ? [result.value] : []
  })
  if (certificates.length === 0)
    throw new UsageError({
      message: `there is no certificate in the trust file ${file}`,
      hint: "give a PEM file of trust anchors",
    })
  return anchorsFrom(certificates, file)
}

function read(file: string, shelf: Shelf): string {
  const bytes = shelf.read(file)
  if (!("code" in bytes)) return Buffer.from(bytes).toString("latin1")
  throw new UsageError({
    message: `the trust file ${file} cannot be read`,
    hint: "give the path of a PEM file, `mozilla` or `none`",
  })
}
