import { hex } from "./primitives.ts"

/** Elliptic curves by OID (RFC 5480 §2.1.1.1, RFC 5639, SEC 2). */
export interface Curve {
  /** As OpenSSL names it. */
  readonly name: string
  readonly bits: number
  /** Of y² = x³ − 3x + b (mod p), for the curves of FIPS 186 that are in use. */
  readonly equation?: { readonly p: bigint; readonly b: bigint }
}

/**
 * Whether the octets are a point of the curve (SEC 1 §2.3.4). A compressed point is only looked at for its length, and
 * so is one of a curve whose equation is not above.
 */
export function isPoint({ bits, equation }: Curve, octets: Uint8Array): boolean {
  const size = Math.ceil(bits / 8)
  const [form] = octets
  if (form === 2 || form === 3) return octets.length === 1 + size
  if (form !== 4 || octets.length !== 1 + 2 * size) return false
  if (equation === undefined) return true
  const { p, b } = equation
  const both = BigInt(`0x${hex(octets, 1)}`)
  const width = size * 8
  const x = both >> BigInt(width)
  const y = BigInt.asUintN(width, both)
  return x < p && y < p && (y * y - (x * x - 3n) * x - b) % p === 0n
}

export const curves: Readonly<Record<string, Curve>> = {
  "1.2.840.10045.3.1.1": { name: "prime192v1", bits: 192 },
  "1.3.132.0.33": {
    name: "secp224r1",
    bits: 224,
    equation: { p: 2n ** 224n - 2n ** 96n + 1n, b: 0xb4050a850c04b3abf54132565044b0b7d7bfd8ba270b39432355ffb4n },
  },
  "1.2.840.10045.3.1.7": {
    name: "prime256v1",
    bits: 256,
    equation: {
      p: 2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n,
      b: 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn,
    },
  },
  "1.3.132.0.10": { name: "secp256k1", bits: 256 },
  "1.3.132.0.34": {
    name: "secp384r1",
    bits: 384,
    equation: {
      p: 2n ** 384n - 2n ** 128n - 2n ** 96n + 2n ** 32n - 1n,
      b: 0xb3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875ac656398d8a2ed19d2a85c8edd3ec2aefn,
    },
  },
  "1.3.132.0.35": {
    name: "secp521r1",
    bits: 521,
    equation: {
      p: 2n ** 521n - 1n,
      b: 0x0051953eb9618e1c9a1f929a21a0b68540eea2da725b99b315f3b8b489918ef109e156193951ec7e937b1652c0bd3bb1bf073573df883d2c34f1ef451fd46b503f00n,
    },
  },
  "1.3.36.3.3.2.8.1.1.7": { name: "brainpoolP256r1", bits: 256 },
  "1.3.36.3.3.2.8.1.1.11": { name: "brainpoolP384r1", bits: 384 },
  "1.3.36.3.3.2.8.1.1.13": { name: "brainpoolP512r1", bits: 512 },
}
