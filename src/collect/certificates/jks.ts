import type { BinaryCertificate, BinaryContent } from "./binary.ts"

/** Whether bytes begin as a Java key store does (JKS, JCEKS). */
export function isKeyStore(bytes: Uint8Array): boolean {
  const magic = bytes.length < 12 ? 0 : new DataView(bytes.buffer, bytes.byteOffset).getUint32(0)
  return magic === JKS || magic === JCEKS
}

/**
 * The certificates of a Java key store. They stand in it in the clear, so no password is needed; the digest at its end,
 * which would need one, is not looked at. Keys are always encrypted.
 */
export function readKeyStore(bytes: Uint8Array): BinaryContent {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const certificates: BinaryCertificate[] = []
  const keys: BinaryContent["keys"][number][] = []
  const text = new TextDecoder()
  let offset = 12
  const number = () => {
    offset += 4
    return view.getUint32(offset - 4)
  }
  const take = (length: number) => {
    if (offset + length > bytes.length) throw new RangeError()
    offset += length
    return bytes.subarray(offset - length, offset)
  }
  const string = () => {
    offset += 2
    return text.decode(take(view.getUint16(offset - 2)))
  }
  const version = view.getUint32(4)
  const certificate = (alias: string) => {
    const type = version === 1 ? "X.509" : string()
    const der = take(number())
    if (/^X\.?509$/.test(type)) certificates.push({ der, label: alias, list: false })
  }
  try {
    const entries = view.getUint32(8)
    for (let entry = 0; entry < entries; entry++) {
      const tag = number()
      const label = string()
      offset += 8
      if (tag === SECRET_KEY) return { ...content(certificates, keys), ...(hidden(entry, entries) ?? {}) }
      if (tag === TRUSTED) {
        certificate(label)
        continue
      }
      if (tag !== PRIVATE_KEY) throw new RangeError()
      take(number())
      keys.push({ label, state: "encrypted" })
      for (let rest = number(); rest > 0; rest--) certificate(label)
    }
  } catch {
    const detail = "the key store ends before its last entry, or is damaged"
    return { ...content(certificates, keys), defects: [{ reason: "damaged-store", detail }] }
  }
  return content(certificates, keys)
}

function content(certificates: readonly BinaryCertificate[], keys: BinaryContent["keys"]): BinaryContent {
  return { container: "jks", certificates, keys, requests: 0, defects: [] }
}

/** A secret key is a serialised Java object without a length: what stands behind it can't be found. */
function hidden(entry: number, entries: number): Pick<BinaryContent, "defects"> | undefined {
  const left = entries - entry - 1
  const detail = `${left} of ${entries} entries stand behind a secret key and can't be read`
  return left === 0 ? undefined : { defects: [{ reason: "damaged-store", detail }] }
}

const JKS = 0xfeedfeed
const JCEKS = 0xcececece
const PRIVATE_KEY = 1
const TRUSTED = 2
const SECRET_KEY = 3
