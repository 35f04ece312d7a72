import { hash } from "node:crypto"
import { type AlgorithmIdentifier, readAlgorithmIdentifier } from "./algorithm.ts"
import { type Curve, curves, isPoint } from "./curves.ts"
import { type Defect, decode, malformed, Reader, tags } from "./der.ts"
import { checkBitString, readInteger } from "./primitives.ts"

export type KeyAlgorithm =
  | "RSA"
  | "RSA-PSS"
  | "DSA"
  | "EC"
  | "Ed25519"
  | "Ed448"
  | "X25519"
  | "X448"
  | `ML-DSA-${44 | 65 | 87}`
  | `SLH-DSA-${string}`
  | "unknown"

/** SubjectPublicKeyInfo (RFC 5280 §4.1.2.7). */
export interface PublicKeyInfo {
  readonly der: Uint8Array
  readonly algorithm: KeyAlgorithm
  readonly identifier: AlgorithmIdentifier
  /** Of the modulus, or of the field of the curve. */
  readonly bits: number | undefined
  /** As OpenSSL names it; `explicit` where the parameters are spelt out; the OID of an unknown one. */
  readonly curve: string | undefined
  /** RSA only: big-endian, without leading zero. */
  readonly modulus: Uint8Array | undefined
  readonly exponent: bigint | undefined
  /** The key itself is malformed: nothing can be verified with it. */
  readonly defect: Defect | undefined
  /** SHA-256 of the encoding, lower-case hex: the identity of a key. */
  readonly spkiSha256: string
}

/** The key is looked into when somebody asks: whether it is well-formed is no matter of the DER around it. */
export function readPublicKeyInfo(reader: Reader): PublicKeyInfo {
  const sequence = reader.enter(tags.sequence, "subjectPublicKeyInfo")
  const { start, contentEnd: end } = reader
  const identifier = readAlgorithmIdentifier(sequence, "subjectPublicKeyInfo")
  checkBitString(sequence.expect(tags.bitString, "subjectPublicKey"), "subjectPublicKey")
  const key = sequence.contentStart + 1
  sequence.finish("subjectPublicKeyInfo")
  return new KeyInfo(reader.bytes, start, key, end, identifier)
}

interface KeyDetails {
  readonly bits?: number
  readonly curve?: string
  readonly named?: Curve
  readonly modulus?: Uint8Array
  readonly exponent?: bigint
  readonly defect?: Defect
}

class KeyInfo implements PublicKeyInfo {
  readonly algorithm: KeyAlgorithm
  readonly identifier: AlgorithmIdentifier
  readonly #bytes: Uint8Array
  readonly #start: number
  readonly #key: number
  readonly #end: number
  #known: KeyDetails | undefined
  #isOnCurve: boolean | undefined
  #sha256: string | undefined

  /** The octets of the key are the last of the structure. */
  constructor(bytes: Uint8Array, start: number, key: number, end: number, identifier: AlgorithmIdentifier) {
    this.#bytes = bytes
    this.#start = start
    this.#key = key
    this.#end = end
    this.identifier = identifier
    this.algorithm = keyAlgorithm(identifier)
  }

  get der(): Uint8Array {
    return this.#bytes.subarray(this.#start, this.#end)
  }

  get #octets(): Uint8Array {
    return this.#bytes.subarray(this.#key, this.#end)
  }

  get #details(): KeyDetails {
    if (this.#known === undefined) {
      const details = decode(() => keyDetails(this.algorithm, this.identifier, this.#octets))
      this.#known = details.ok ? details.value : { defect: details.defect }
    }
    return this.#known
  }

  get bits() {
    return this.#details.bits
  }

  get curve() {
    return this.#details.curve
  }

  get modulus() {
    return this.#details.modulus
  }

  get exponent() {
    return this.#details.exponent
  }

  get defect(): Defect | undefined {
    const { named, defect } = this.#details
    if (named === undefined) return defect
    this.#isOnCurve ??= isPoint(named, this.#octets)
    return this.#isOnCurve ? undefined : { reason: "value-malformed", offset: 0, detail: "ECPoint" }
  }

  get spkiSha256(): string {
    this.#sha256 ??= hash("sha256", this.der, "hex")
    return this.#sha256
  }
}

function keyAlgorithm({ name }: AlgorithmIdentifier): KeyAlgorithm {
  switch (name) {
    case "rsaEncryption":
      return "RSA"
    case "rsassaPss":
      return "RSA-PSS"
    case "dsa":
      return "DSA"
    case "ecPublicKey":
      return "EC"
    case "Ed25519":
    case "Ed448":
    case "X25519":
    case "X448":
    case "ML-DSA-44":
    case "ML-DSA-65":
    case "ML-DSA-87":
      return name
    default:
      return name?.startsWith("SLH-DSA-") ? (name as KeyAlgorithm) : "unknown"
  }
}

function keyDetails(algorithm: KeyAlgorithm, identifier: AlgorithmIdentifier, key: Uint8Array): KeyDetails {
  if (algorithm === "RSA" || algorithm === "RSA-PSS") return rsaDetails(key)
  if (algorithm === "EC") return curveDetails(identifier)
  if (algorithm === "DSA") return dsaDetails(identifier)
  return {}
}

/** RFC 8017 §A.1.1. */
function rsaDetails(key: Uint8Array): KeyDetails {
  const outer = new Reader(key, 0, key.length, { left: 8 })
  const sequence = outer.enter(tags.sequence, "RSAPublicKey")
  outer.finish("RSAPublicKey")
  const modulus = readInteger(sequence, "modulus")
  const exponent = readInteger(sequence, "publicExponent")
  sequence.finish("RSAPublicKey")
  for (const number of [modulus, exponent]) {
    if ((number[0] as number) >= 0x80) malformed("integer-out-of-range", 0, "RSAPublicKey")
  }
  const magnitude = modulus[0] === 0 ? modulus.subarray(1) : modulus
  return {
    bits: bitLength(magnitude),
    modulus: magnitude,
    exponent: BigInt(`0x${Buffer.from(exponent).toString("hex")}`),
  }
}

function bitLength(magnitude: Uint8Array): number {
  return magnitude.length === 0 ? 0 : magnitude.length * 8 - Math.clz32(magnitude[0] as number) + 24
}

/** RFC 5480 §2.1.1: only `namedCurve` may be used; the other forms are a NULL and the spelt-out parameters. */
function curveDetails({ parameters, parametersOid: oid }: AlgorithmIdentifier): KeyDetails {
  if (parameters?.[0] === tags.sequence) return { curve: "explicit" }
  if (oid === undefined) return malformed("value-malformed", 0, "ECParameters")
  const named = curves[oid]
  return named === undefined ? { curve: oid } : { named, curve: named.name, bits: named.bits }
}

/** RFC 3279 §2.3.2: p, q and g; the parameters may be inherited, which nobody does. */
function dsaDetails({ parameters }: AlgorithmIdentifier): KeyDetails {
  if (parameters === undefined) return {}
  const sequence = new Reader(parameters, 0, parameters.length, { left: 8 }).enter(tags.sequence, "Dss-Parms")
  const p = readInteger(sequence, "p")
  return { bits: bitLength(p[0] === 0 ? p.subarray(1) : p) }
}
