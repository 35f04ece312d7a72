import { constants, createPublicKey, type KeyObject, verify } from "node:crypto"
import type { AlgorithmIdentifier } from "./algorithm.ts"
import type { Certificate } from "./certificate.ts"
import { decode, Reader, tags } from "./der.ts"
import { hex, readCount, readOid, sameBytes } from "./primitives.ts"
import type { KeyAlgorithm, PublicKeyInfo } from "./public-key.ts"

/** `unsupported`: the algorithm or the key is one that this runtime cannot compute, which says nothing about the signature. */
export type SignatureResult = "valid" | "invalid" | "unsupported"

/** What is signed, as certificates and CRLs both have it. */
export interface Signed {
  readonly tbs: Uint8Array
  readonly signatureAlgorithm: AlgorithmIdentifier
  readonly signature: Uint8Array
}

interface Scheme {
  readonly keys: readonly KeyAlgorithm[]
  /** Undefined where the algorithm brings its own. */
  readonly digest: string | undefined
}

const schemes: Readonly<Record<string, Scheme>> = {
  md2WithRSAEncryption: { keys: ["RSA"], digest: "md2" },
  md4WithRSAEncryption: { keys: ["RSA"], digest: "md4" },
  md5WithRSAEncryption: { keys: ["RSA"], digest: "md5" },
  sha1WithRSAEncryption: { keys: ["RSA"], digest: "sha1" },
  sha224WithRSAEncryption: { keys: ["RSA"], digest: "sha224" },
  sha256WithRSAEncryption: { keys: ["RSA"], digest: "sha256" },
  sha384WithRSAEncryption: { keys: ["RSA"], digest: "sha384" },
  sha512WithRSAEncryption: { keys: ["RSA"], digest: "sha512" },
  rsassaPss: { keys: ["RSA", "RSA-PSS"], digest: "sha1" },
  dsaWithSHA1: { keys: ["DSA"], digest: "sha1" },
  dsaWithSHA224: { keys: ["DSA"], digest: "sha224" },
  dsaWithSHA256: { keys: ["DSA"], digest: "sha256" },
  dsaWithSHA384: { keys: ["DSA"], digest: "sha384" },
  dsaWithSHA512: { keys: ["DSA"], digest: "sha512" },
  ecdsaWithSHA1: { keys: ["EC"], digest: "sha1" },
  ecdsaWithSHA224: { keys: ["EC"], digest: "sha224" },
  ecdsaWithSHA256: { keys: ["EC"], digest: "sha256" },
  ecdsaWithSHA384: { keys: ["EC"], digest: "sha384" },
  ecdsaWithSHA512: { keys: ["EC"], digest: "sha512" },
}

/** Whether the key of `issuer` made the signature of `signed`. */
export function verifySignature(signed: Signed, issuer: PublicKeyInfo): SignatureResult {
  const { name } = signed.signatureAlgorithm
  const scheme = name === undefined ? undefined : (schemes[name] ?? { keys: [name as KeyAlgorithm], digest: undefined })
  if (scheme === undefined) return "unsupported"
  if (issuer.algorithm === "unknown") return "unsupported"
  // Another kind of key cannot have made this signature.
  if (!scheme.keys.includes(issuer.algorithm) || issuer.defect !== undefined) return "invalid"
  const pss = name === "rsassaPss" ? pssParameters(signed.signatureAlgorithm) : undefined
  if (name === "rsassaPss" && pss === undefined) return "unsupported"
  // Node takes the mask's digest from nowhere but the key.
  const own = pss !== undefined && pss.digest !== pss.maskDigest && issuer.algorithm === "RSA"
  const key = own ? publicKey(withAlgorithm(issuer, signed.signatureAlgorithm)) : publicKey(issuer)
  if (key === undefined) return "unsupported"
  try {
    const keyAndPadding = pss ? { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: pss.saltLength } : key
    return verify(pss?.digest ?? scheme.digest, signed.tbs, keyAndPadding, signed.signature) ? "valid" : "invalid"
  } catch {
    // OpenSSL lacks the digest (MD2, or MD5 under FIPS), or refuses the key for it.
    return "unsupported"
  }
}

/** The digest that a signature is of, as Node calls it; undefined where its algorithm brings its own, or is not known. */
export function digestOf({ signatureAlgorithm }: Pick<Signed, "signatureAlgorithm">): string | undefined {
  const { name } = signatureAlgorithm
  if (name === "rsassaPss") return pssParameters(signatureAlgorithm)?.digest
  return name === undefined ? undefined : schemes[name]?.digest
}

/** The certificate is signed with the key that it certifies. */
export function isSelfSigned(certificate: Certificate): boolean {
  return verifySignature(certificate, certificate.subjectPublicKeyInfo) === "valid"
}

/** Importing a key costs about as much as an ECDSA verification; a repository has few CAs and they recur. */
const imported = new Map<string, KeyObject | undefined>()
/** A few hundred octets each. */
const maxImported = 1024

function publicKey(info: Pick<PublicKeyInfo, "der" | "spkiSha256">): KeyObject | undefined {
  const id = info.spkiSha256
  if (!imported.has(id)) {
    if (imported.size >= maxImported) imported.clear()
    imported.set(id, importKey(info))
  }
  return imported.get(id)
}

function importKey({ der }: Pick<PublicKeyInfo, "der">): KeyObject | undefined {
  try {
    return createPublicKey({ key: Buffer.from(der), format: "der", type: "spki" })
  } catch {
    return undefined
  }
}

/** The same key, as one that is for this algorithm and its parameters only (RFC 4055 §1.2). */
function withAlgorithm({ der, spkiSha256 }: PublicKeyInfo, algorithm: AlgorithmIdentifier) {
  const sequence = new Reader(der, 0, der.length, { left: 8 }).enter(tags.sequence)
  sequence.next()
  const key = sequence.next().encoding
  const content = Buffer.concat([algorithm.der, key])
  // OpenSSL takes a length in two octets for what one could say; no RSA key that it takes needs three.
  const header = Buffer.of(tags.sequence, 0x82, content.length >> 8, content.length & 0xff)
  return { der: Buffer.concat([header, content]), spkiSha256: `${spkiSha256} ${hex(algorithm.der)}` }
}

interface PssParameters {
  readonly digest: string
  readonly maskDigest: string
  readonly saltLength: number
}

/** RFC 4055 §3.1. */
function pssParameters({ parameters }: AlgorithmIdentifier): PssParameters | undefined {
  if (parameters === undefined) return undefined
  const decoded = decode(() => {
    const sequence = new Reader(parameters, 0, parameters.length, { left: 32 }).enter(tags.sequence)
    const digest = sequence.peek === 0xa0 ? digests[readOid(sequence.enter(0xa0).enter(tags.sequence))] : "sha1"
    const mask = sequence.peek === 0xa1 ? sequence.enter(0xa1).enter(tags.sequence) : undefined
    const maskIsMgf1 = mask === undefined || readOid(mask) === "1.2.840.113549.1.1.8"
    const maskDigest = mask === undefined ? "sha1" : digests[readOid(mask.enter(tags.sequence))]
    const saltLength = sequence.peek === 0xa2 ? readCount(sequence.enter(0xa2)) : 20
    const trailer = sequence.peek === 0xa3 ? readCount(sequence.enter(0xa3)) : 1
    sequence.finish()
    if (digest === undefined || maskDigest === undefined || !maskIsMgf1 || trailer !== 1) return undefined
    return { digest, maskDigest, saltLength }
  })
  return decoded.ok ? decoded.value : undefined
}

const digests: Readonly<Record<string, string>> = {
  "1.3.14.3.2.26": "sha1",
  "2.16.840.1.101.3.4.2.1": "sha256",
  "2.16.840.1.101.3.4.2.2": "sha384",
  "2.16.840.1.101.3.4.2.3": "sha512",
  "2.16.840.1.101.3.4.2.4": "sha224",
}

/** RFC 5280 §4.1.1.2: the algorithm stands in the certificate twice, the same. */
export function hasConsistentAlgorithm({ signatureAlgorithm, innerSignatureAlgorithm }: Certificate): boolean {
  return sameBytes(signatureAlgorithm.der, innerSignatureAlgorithm.der)
}
