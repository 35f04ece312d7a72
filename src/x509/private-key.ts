import { createPrivateKey, createPublicKey, hash, type KeyObject } from "node:crypto"
import { decode, Reader, tags } from "./der.ts"
import { readCount } from "./primitives.ts"
import { type PublicKeyInfo, readPublicKeyInfo } from "./public-key.ts"

/** What can be told of a private key without keeping any of it. */
export type PrivateKeyFacts =
  | { readonly kind: "public"; readonly spkiSha256: string; readonly key: PublicKeyInfo }
  | { readonly kind: "encrypted" }
  | { readonly kind: "malformed" }
  /** Well-formed, of an algorithm that this runtime does not have. */
  | { readonly kind: "unsupported" }

/**
 * The public half of a private key: PKCS#1 (RFC 8017 §A.1.2), SEC 1 (RFC 5915) or PKCS#8 (RFC 5958), in PEM or DER.
 * Nothing of the private half is returned, kept or put into a message.
 */
export function publicKeyOf(key: string | Uint8Array): PrivateKeyFacts {
  const block = typeof key === "string" ? pemKey(key) : { type: typeOf(key), der: key, encrypted: false }
  if (block === undefined || block.type === undefined) return { kind: "malformed" }
  if (block.encrypted || block.type === "encrypted") return { kind: "encrypted" }
  const imported = importKey(block.der, block.type)
  if (typeof imported === "string") return { kind: imported }
  const spki = imported.export({ format: "der", type: "spki" })
  const info = decode(() => readPublicKeyInfo(new Reader(spki, 0, spki.length, { left: 64 })))
  return info.ok ? { kind: "public", spkiSha256: hash("sha256", spki, "hex"), key: info.value } : { kind: "malformed" }
}

/** Whether the private key belongs to the certificate's public key. RSA-PSS and RSA keys may be the same key under two names. */
export function matchesKey(facts: PrivateKeyFacts, certificate: PublicKeyInfo): boolean {
  if (facts.kind !== "public") return false
  if (facts.spkiSha256 === certificate.spkiSha256) return true
  const { modulus, exponent } = facts.key
  if (modulus !== undefined && certificate.modulus !== undefined) {
    return Buffer.compare(modulus, certificate.modulus) === 0 && exponent === certificate.exponent
  }
  return false
}

type KeyType = "pkcs1" | "sec1" | "pkcs8"

interface KeyBlock {
  readonly type: KeyType | "encrypted" | undefined
  readonly der: Uint8Array
  readonly encrypted: boolean
}

const labels: Readonly<Record<string, KeyBlock["type"]>> = {
  "RSA PRIVATE KEY": "pkcs1",
  "EC PRIVATE KEY": "sec1",
  "PRIVATE KEY": "pkcs8",
  "ENCRYPTED PRIVATE KEY": "encrypted",
}

/** The first private key of the text; `EC PARAMETERS` may stand before it. */
function pemKey(text: string): KeyBlock | undefined {
  const [, label = "", body = ""] = /-----BEGIN ([A-Z ]*PRIVATE KEY)-----([\s\S]*?)-----END \1-----/.exec(text) ?? []
  // RFC 1421 headers: OpenSSL's old way to encrypt.
  const encrypted = /^Proc-Type:\s*4,ENCRYPTED/m.test(body)
  return labels[label] && { type: labels[label], der: Buffer.from(body, "base64"), encrypted }
}

/** Tells the three forms apart by the fields that they begin with. */
function typeOf(der: Uint8Array): KeyBlock["type"] {
  const decoded = decode((): KeyBlock["type"] => {
    const outer = new Reader(der, 0, der.length, { left: 8 })
    const sequence = outer.enter(tags.sequence)
    if (sequence.peek === tags.sequence) return "encrypted"
    const version = readCount(sequence)
    if (sequence.peek === tags.sequence) return "pkcs8"
    if (sequence.peek === tags.octetString && version === 1) return "sec1"
    return sequence.peek === tags.integer ? "pkcs1" : undefined
  })
  return decoded.ok ? decoded.value : undefined
}

function importKey(der: Uint8Array, type: KeyType): KeyObject | "malformed" | "unsupported" {
  try {
    return createPublicKey(createPrivateKey({ key: Buffer.from(der), format: "der", type }))
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : ""
    return /UNSUPPORTED/.test(code) && typeOf(der) === type ? "unsupported" : "malformed"
  }
}
