import type { BundleDefect, BundleFact } from "../../model/facts.ts"
import { encodingOf } from "./ber.ts"
import type { Effort } from "./effort.ts"
import { isKeyStore, readKeyStore } from "./jks.ts"
import { type KeyState, keyStateOf, labelOfKey } from "./keys.ts"
import { readSignedData } from "./pkcs7.ts"
import { readPfx } from "./pkcs12.ts"
import { shapeAt } from "./shape.ts"

/** What a binary encoding holds. */
export interface BinaryContent {
  readonly container: BundleFact["container"]
  readonly certificates: readonly BinaryCertificate[]
  readonly keys: readonly (KeyState & { readonly label: string })[]
  readonly requests: number
  readonly defects: readonly { readonly reason: BundleDefect["reason"]; readonly detail: string }[]
}

export interface BinaryCertificate {
  readonly der: Uint8Array
  readonly label: string
  readonly list: boolean
  /** Whether a PKCS#12 says that it is an anchor, as keytool does. */
  readonly anchor?: true
}

/** Reads DER (certificates, lists, PKCS#7, keys), PKCS#12, JKS and JCEKS; undefined where bytes are none of them. */
export function readBinary(bytes: Uint8Array, effort: Effort): BinaryContent | undefined {
  if (isKeyStore(bytes)) return readKeyStore(bytes)
  const first = shapeAt(bytes)
  if (first === undefined) return undefined
  const none = { certificates: [], keys: [], requests: 0, defects: [] }
  if (first.shape === "pkcs12") return readPfx(first.element, effort)
  if (first.shape === "pkcs7") {
    const { certificates, lists } = readSignedData(first.element)
    return {
      ...none,
      container: "pkcs7",
      certificates: [...certificates.map(asCertificate), ...lists.map(asList)],
    }
  }
  if (first.shape === "request") return { ...none, container: "der", requests: 1 }
  if (first.shape === "encrypted-key")
    return { ...none, container: "der", keys: [{ label: "ENCRYPTED PRIVATE KEY", state: "encrypted" }] }
  if (first.shape === "key") {
    const der = encodingOf(first.element)
    const label = labelOfKey(der)
    return { ...none, container: "der", keys: [{ label, ...keyStateOf(der, label) }] }
  }
  return { ...none, container: "der", certificates: sequenceOf(bytes) }
}

/** Certificates and lists in DER, one after the other (`cat a.der b.der`). */
function sequenceOf(bytes: Uint8Array): BinaryCertificate[] {
  const found: BinaryCertificate[] = []
  for (let next = shapeAt(bytes); next !== undefined; next = shapeAt(bytes, next.element.end)) {
    if (next.shape !== "certificate" && next.shape !== "list") break
    const der = encodingOf(next.element)
    found.push(next.shape === "list" ? asList(der) : asCertificate(der))
  }
  return found
}

function asCertificate(der: Uint8Array): BinaryCertificate {
  return { der, label: "CERTIFICATE", list: false }
}

function asList(der: Uint8Array): BinaryCertificate {
  return { der, label: "X509 CRL", list: true }
}
