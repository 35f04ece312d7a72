import { type Certificate, isSelfIssued } from "../x509/certificate.ts"
import type { PublicKeyInfo } from "../x509/public-key.ts"
import { digestOf } from "../x509/signature.ts"

/** Why a key is too weak for any client, as a noun: `an RSA key of 1024 bits`; undefined where it is not. */
export function weaknessOf({ algorithm, bits, exponent, modulus }: PublicKeyInfo): string | undefined {
  if (algorithm === "DSA") return "a DSA key"
  if (algorithm === "EC") return bits !== undefined && bits < 224 ? `an EC key of ${bits} bits` : undefined
  if (!algorithm.startsWith("RSA")) return undefined
  // Some keys of 2048 bits have a modulus whose highest bit is 0; clients count octets.
  if (bits !== undefined && bits < 2041) return `an RSA key of ${bits} bits`
  if (exponent !== undefined && (exponent < 3n || exponent % 2n === 0n))
    return `an RSA key with the exponent ${exponent}`
  return modulus !== undefined && hasSmallFactor(modulus) ? "an RSA key with a small factor" : undefined
}

/** The broken digest that the signature of a certificate depends on. That of a self-issued one proves nothing anyway. */
export function brokenDigest(certificate: Certificate): "MD5" | "SHA-1" | undefined {
  if (isSelfIssued(certificate)) return undefined
  const digest = digestOf(certificate)
  if (digest?.startsWith("md")) return "MD5"
  return digest === "sha1" ? "SHA-1" : undefined
}

/** Baseline Requirements §6.1.6: the modulus has no factor smaller than 752. */
function hasSmallFactor(modulus: Uint8Array): boolean {
  const rest = BigInt(`0x${Buffer.from(modulus).toString("hex")}`) % product
  return primes.some((prime) => rest % prime === 0n)
}

const primes = Array.from({ length: 752 }, (_, index) => BigInt(index)).filter(
  (number, index) => index > 1 && isPrime(Number(number)),
)
const product = primes.reduce((sum, prime) => sum * prime, 1n)

function isPrime(number: number): boolean {
  for (let divisor = 2; divisor * divisor <= number; divisor++) if (number % divisor === 0) return false
  return true
}
