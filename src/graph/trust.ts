import type { Inventory } from "../join/inventory.ts"
import type { Location } from "../model/place.ts"
import type { Certificate } from "../x509/certificate.ts"
import { mozillaAnchors } from "../x509/mozilla-anchors.ts"
import { type Content, type Found, fileContent } from "./contents.ts"
import type { Trust } from "./dial.ts"
import type { TrustReader } from "./profiles.table.ts"

/** What a client has to verify with. */
export type Anchors =
  | {
      readonly kind: "known"
      readonly certificates: readonly Certificate[]
      /** Whether the public roots are among them. */
      readonly publicRoots: boolean
    }
  | { readonly kind: "refused"; readonly at: Location; readonly message: string }
  | { readonly kind: "unknown"; readonly why: string }

export function anchorsOf({ parts }: Trust, reader: TrustReader, inventory: Inventory): Anchors {
  const certificates: Certificate[] = []
  let publicRoots = false
  for (const part of parts) {
    if (part.kind === "public") publicRoots = true
    else if (part.kind === "system") {
      if (part.system.kind === "unknown") return { kind: "unknown", why: part.system.why }
      publicRoots = true
      for (const path of part.system.paths) {
        const read = readAnchors(fileContent(path, inventory), "openssl", inventory)
        if (Array.isArray(read)) certificates.push(...read)
      }
    } else {
      const { found, at, must } = part
      if (found.kind === "unknown") return { kind: "unknown", why: found.why }
      if (found.kind === "absent") {
        if (must) return { kind: "refused", at, message: `what it verifies with is not there: ${found.why}` }
        continue
      }
      const read = readAnchors(found.content, reader, inventory)
      if (Array.isArray(read)) certificates.push(...read)
      else if (must) return { kind: "refused", at: found.content.at, message: read as string }
    }
  }
  return { kind: "known", certificates, publicRoots }
}

/** The certificates that a reader finds in a file, or why it does not take it. */
export function readAnchors(content: Content, reader: TrustReader, inventory: Inventory): Certificate[] | string {
  const stores = content.bundles.filter(({ container }) => container === "jks" || container === "pkcs12")
  const binary = content.bundles.some(({ container }) => container !== "pem")
  if (reader === "java")
    return stores.length > 0 ? ofStore(content, inventory) : "the file is no key store, which Java wants"
  if (binary) return "the file that it verifies with is not PEM"
  const readings = content.bundles.find((bundle) => bundle.readings !== undefined)?.readings
  if (readings !== undefined) {
    const { certificates, refused } = readings[reader]
    if (refused) return "its library finds no certificate in the file that it verifies with"
    return certificates.flatMap((sha256) => {
      const decoded = inventory.certificate(sha256)
      return decoded.ok ? [decoded.value] : []
    })
  }
  const found = content.bundles.flatMap((bundle) => inventory.certificates(bundle))
  return found.length > 0 ? found : "the file that it verifies with holds no certificate"
}

/** Java takes from a PKCS#12 what keytool marked as trusted, and from a JKS every certificate. */
function ofStore({ bundles }: Content, inventory: Inventory): Certificate[] | string {
  const found = bundles.flatMap((bundle) =>
    bundle.certificates.flatMap(({ sha256, list, anchor }) => {
      if (list || (bundle.container === "pkcs12" && anchor !== true)) return []
      const decoded = inventory.certificate(sha256)
      return decoded.ok ? [decoded.value] : []
    }),
  )
  if (bundles.some(({ defects }) => defects.some(({ reason }) => /^(unknown-password|damaged-store)$/.test(reason))))
    return "the key store cannot be opened"
  return found.length > 0 ? found : "Java finds no trusted certificate in the key store"
}

/** The certificates as a server or client presents them: in the order of the file, as its library reads it. */
export function presented(found: Found, reader: TrustReader, inventory: Inventory): Certificate[] | undefined {
  if (found.kind !== "content") return undefined
  const readings = found.content.bundles.find((bundle) => bundle.readings !== undefined)?.readings
  if (readings !== undefined && reader !== "java")
    return readings[reader === "openssl" ? "single" : reader].certificates.flatMap((sha256) => {
      const decoded = inventory.certificate(sha256)
      return decoded.ok ? [decoded.value] : []
    })
  const all = found.content.bundles.flatMap((bundle) => inventory.certificates(bundle))
  if (!found.content.bundles.some(({ container }) => container === "jks" || container === "pkcs12")) return all
  // A key store has no order: the leaf is what a key of it belongs to.
  const keys = new Set(found.content.bundles.flatMap((bundle) => bundle.keys.map(({ publicKey }) => publicKey)))
  const leaf = all.find((one) => keys.has(one.subjectPublicKeyInfo.spkiSha256)) ?? all.find((one) => !one.isCa)
  return leaf === undefined ? all : [leaf, ...all.filter((one) => one !== leaf)]
}

/** The public roots that may be above a chain. */
export function publicRootsFor(chain: readonly Certificate[]): readonly Certificate[] {
  const mozilla = mozillaAnchors()
  return chain.flatMap(({ issuer }) => mozilla.find(issuer))
}
