import { createDecipheriv, hash, pbkdf2Sync } from "node:crypto"
import { childrenOf, type Element, identifierOf, integerOf, octetsOf } from "./ber.ts"
import { type Effort, mayDerive } from "./effort.ts"
import { decryptRc2 } from "./rc2.ts"

/** Why nothing was decrypted, whatever the password. */
export type Refusal = "password" | "work" | "unsupported"

/**
 * Decrypts with a password as an AlgorithmIdentifier says (RFC 7292 app. B and C, RFC 8018). Undefined where the password
 * does not fit.
 */
export function decryptWith(
  password: string,
  algorithm: Element,
  input: Uint8Array,
  effort: Effort,
): Uint8Array | Refusal | undefined {
  const [type, parameters] = childrenOf(algorithm) ?? []
  const identifier = identifierOf(type) ?? ""
  if (identifier === PBES2) return decryptPbes2(password, parameters, input, effort)
  const scheme = SCHEMES[identifier]
  const [salt, rounds] = childrenOf(parameters) ?? []
  const count = integerOf(rounds)
  const salted = octetsOf(salt)
  if (scheme === undefined || salted === undefined || count === undefined || input.length < 16) return "unsupported"
  const spend = count * (Math.ceil(scheme.bytes / 20) + 1)
  // An empty password has two forms in the wild: one terminating zero character, and nothing at all.
  for (const secret of password === "" ? [terminated(""), Buffer.alloc(0)] : [terminated(password)]) {
    if (!mayDerive(spend, effort)) return "work"
    const key = derive(secret, salted, count, 1, scheme.bytes)
    const bits = scheme.bytes * 8
    // The padding tells whether the key fits, and to see it takes the last two blocks and no IV of its own.
    const fits =
      scheme.cipher === "rc4" || decryptBy(scheme.cipher, key, input.subarray(-16, -8), input.subarray(-8), bits)
    if (fits === undefined) continue
    const iv = scheme.cipher === "rc4" ? Buffer.alloc(0) : derive(secret, salted, count, 2, 8)
    const output = decryptBy(scheme.cipher, key, iv, input, bits)
    if (output !== undefined) return output
  }
  return undefined
}

function decryptPbes2(
  password: string,
  parameters: Element | undefined,
  input: Uint8Array,
  effort: Effort,
): Uint8Array | Refusal | undefined {
  const [derivation, encryption] = childrenOf(parameters) ?? []
  const [kdf, settings] = childrenOf(derivation) ?? []
  const [salt, rounds, ...rest] = childrenOf(settings) ?? []
  const [scheme, argument] = childrenOf(encryption) ?? []
  const prf = identifierOf(childrenOf(rest.find((field) => field.tag === 0x30))?.[0]) ?? HMAC_SHA1
  const cipher = CIPHERS[identifierOf(scheme) ?? ""]
  const digest = PRFS[prf]
  const [salted, count] = [octetsOf(salt), integerOf(rounds)]
  const iv = cipher?.name === "rc2" ? octetsOf(childrenOf(argument)?.at(-1)) : octetsOf(argument)
  if (identifierOf(kdf) !== PBKDF2 || cipher === undefined || digest === undefined) return "unsupported"
  if (salted === undefined || count === undefined || count < 1 || iv === undefined) return "unsupported"
  const bytes = integerOf(rest.find((field) => field.tag === 0x02)) ?? cipher.bytes
  if (cipher.name !== "rc2" && bytes !== cipher.bytes) return "unsupported"
  const spend = count * 2
  if (!mayDerive(spend, effort)) return "work"
  const key = pbkdf2Sync(password, salted, count, Math.min(bytes, 64), digest)
  return decryptBy(cipher.name, key, iv, input, bytes * 8)
}

function decryptBy(
  cipher: string,
  key: Uint8Array,
  iv: Uint8Array,
  input: Uint8Array,
  bits: number,
): Uint8Array | undefined {
  if (cipher === "rc4") return rc4(key, input)
  if (cipher === "rc2") return iv.length === 8 ? unpadded(decryptRc2(key, bits, iv, input)) : undefined
  try {
    const decipher = createDecipheriv(cipher, key, iv)
    return Buffer.concat([decipher.update(input), decipher.final()])
  } catch {
    return undefined
  }
}

/** RFC 7292 appendix B.2 with SHA-1, the only digest that the schemes of appendix C have. */
function derive(secret: Uint8Array, salt: Uint8Array, rounds: number, purpose: number, bytes: number): Buffer {
  const diversifier = Buffer.alloc(64, purpose)
  const input = Buffer.concat([filled(salt), filled(secret)])
  const output: Buffer[] = []
  for (let length = 0; length < bytes; length += 20) {
    let block = hash("sha1", Buffer.concat([diversifier, input]), "buffer")
    for (let round = 1; round < rounds; round++) block = hash("sha1", block, "buffer")
    output.push(block)
    const addend = Buffer.alloc(64)
    for (let index = 0; index < 64; index++) addend[index] = block[index % 20]!
    for (let start = 0; start < input.length; start += 64) addTo(input.subarray(start, start + 64), addend)
  }
  return Buffer.concat(output).subarray(0, bytes)
}

/** Copies of a value, up to a multiple of 64 bytes; nothing of nothing. */
function filled(value: Uint8Array): Buffer {
  const length = 64 * Math.ceil(value.length / 64)
  return length === 0 ? Buffer.alloc(0) : Buffer.alloc(length, value)
}

/** block = block + addend + 1, modulo 2^512. */
function addTo(block: Uint8Array, addend: Uint8Array): void {
  let carry = 1
  for (let index = 63; index >= 0; index--) {
    carry += block[index]! + addend[index]!
    block[index] = carry & 0xff
    carry >>= 8
  }
}

/** A BMPString with a terminating zero (RFC 7292 appendix B.1). */
function terminated(password: string): Buffer {
  return Buffer.from(`${password}\0`, "utf16le").swap16()
}

function unpadded(output: Uint8Array): Uint8Array | undefined {
  const length = output.at(-1) ?? 0
  if (length < 1 || length > 8 || output.length % 8 !== 0) return undefined
  const padding = output.subarray(output.length - length)
  return padding.every((byte) => byte === length) ? output.subarray(0, output.length - length) : undefined
}

function rc4(key: Uint8Array, input: Uint8Array): Uint8Array {
  const state = Uint8Array.from({ length: 256 }, (_, index) => index)
  const swap = (one: number, other: number) => {
    const value = state[one]!
    state[one] = state[other]!
    state[other] = value
  }
  for (let index = 0, other = 0; index < 256; index++) {
    other = (other + state[index]! + key[index % key.length]!) & 0xff
    swap(index, other)
  }
  let [index, other] = [0, 0]
  return input.map((byte) => {
    index = (index + 1) & 0xff
    other = (other + state[index]!) & 0xff
    swap(index, other)
    return byte ^ state[(state[index]! + state[other]!) & 0xff]!
  })
}

const PBES2 = "1.2.840.113549.1.5.13"
const PBKDF2 = "1.2.840.113549.1.5.12"
const HMAC_SHA1 = "1.2.840.113549.2.7"
/** RFC 7292 appendix C. Two-key triple DES is three-key with the first key once more. */
const SCHEMES: Readonly<Record<string, { readonly cipher: string; readonly bytes: number }>> = {
  "1.2.840.113549.1.12.1.1": { cipher: "rc4", bytes: 16 },
  "1.2.840.113549.1.12.1.2": { cipher: "rc4", bytes: 5 },
  "1.2.840.113549.1.12.1.3": { cipher: "des-ede3-cbc", bytes: 24 },
  "1.2.840.113549.1.12.1.4": { cipher: "des-ede-cbc", bytes: 16 },
  "1.2.840.113549.1.12.1.5": { cipher: "rc2", bytes: 16 },
  "1.2.840.113549.1.12.1.6": { cipher: "rc2", bytes: 5 },
}
const CIPHERS: Readonly<Record<string, { readonly name: string; readonly bytes: number }>> = {
  "2.16.840.1.101.3.4.1.2": { name: "aes-128-cbc", bytes: 16 },
  "2.16.840.1.101.3.4.1.22": { name: "aes-192-cbc", bytes: 24 },
  "2.16.840.1.101.3.4.1.42": { name: "aes-256-cbc", bytes: 32 },
  "1.2.840.113549.3.7": { name: "des-ede3-cbc", bytes: 24 },
  "1.2.840.113549.3.2": { name: "rc2", bytes: 16 },
}
const PRFS: Readonly<Record<string, string>> = {
  [HMAC_SHA1]: "sha1",
  "1.2.840.113549.2.8": "sha224",
  "1.2.840.113549.2.9": "sha256",
  "1.2.840.113549.2.10": "sha384",
  "1.2.840.113549.2.11": "sha512",
  "1.2.840.113549.2.12": "sha512-224",
  "1.2.840.113549.2.13": "sha512-256",
}
