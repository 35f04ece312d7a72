import { checkAny } from "./any.ts"
import { type Reader, tags } from "./der.ts"
import { oidText, readOid } from "./primitives.ts"
import { Recurring } from "./recurring.ts"

/** AlgorithmIdentifier (RFC 5280 §4.1.1.2). */
export interface AlgorithmIdentifier {
  readonly oid: string
  /** What the OID stands for, in the words of its RFC; undefined for one that we do not know. */
  readonly name: string | undefined
  readonly parameters: Uint8Array | undefined
  /** What the parameters are if they are an OID: that of a named curve. */
  readonly parametersOid: string | undefined
  readonly der: Uint8Array
}

/** There are some forty; DSA keys have parameters of their own. */
const algorithms = new Recurring<AlgorithmIdentifier>(256)

export function readAlgorithmIdentifier(reader: Reader, detail: string): AlgorithmIdentifier {
  reader.expect(tags.sequence, detail)
  const { bytes, start, contentEnd } = reader
  const known = algorithms.find(bytes, start, contentEnd)
  if (known !== undefined) return known
  const algorithm = decodeAlgorithm(reader.inner(), bytes.slice(start, contentEnd), detail)
  algorithms.keep(algorithm.der, algorithm)
  return algorithm
}

function decodeAlgorithm(sequence: Reader, der: Uint8Array, detail: string): AlgorithmIdentifier {
  const oid = readOid(sequence, detail)
  let parameters: Uint8Array | undefined
  let parametersOid: string | undefined
  if (!sequence.done) {
    checkAny(sequence.next(detail), detail)
    parameters = sequence.encoding.slice()
    if (sequence.tag === tags.oid) parametersOid = oidText(sequence, detail)
  }
  sequence.finish(detail)
  return { oid, name: algorithmNames[oid], parameters, parametersOid, der }
}

/** Of keys and of signatures. */
export const algorithmNames: Readonly<Record<string, string>> = {
  "1.2.840.113549.1.1.1": "rsaEncryption",
  "1.2.840.113549.1.1.2": "md2WithRSAEncryption",
  "1.2.840.113549.1.1.3": "md4WithRSAEncryption",
  "1.2.840.113549.1.1.4": "md5WithRSAEncryption",
  "1.2.840.113549.1.1.5": "sha1WithRSAEncryption",
  "1.3.14.3.2.29": "sha1WithRSAEncryption",
  "1.2.840.113549.1.1.10": "rsassaPss",
  "1.2.840.113549.1.1.11": "sha256WithRSAEncryption",
  "1.2.840.113549.1.1.12": "sha384WithRSAEncryption",
  "1.2.840.113549.1.1.13": "sha512WithRSAEncryption",
  "1.2.840.113549.1.1.14": "sha224WithRSAEncryption",
  "1.2.840.10040.4.1": "dsa",
  "1.2.840.10040.4.3": "dsaWithSHA1",
  "2.16.840.1.101.3.4.3.1": "dsaWithSHA224",
  "2.16.840.1.101.3.4.3.2": "dsaWithSHA256",
  "2.16.840.1.101.3.4.3.3": "dsaWithSHA384",
  "2.16.840.1.101.3.4.3.4": "dsaWithSHA512",
  "1.2.840.10045.2.1": "ecPublicKey",
  "1.2.840.10045.4.1": "ecdsaWithSHA1",
  "1.2.840.10045.4.3.1": "ecdsaWithSHA224",
  "1.2.840.10045.4.3.2": "ecdsaWithSHA256",
  "1.2.840.10045.4.3.3": "ecdsaWithSHA384",
  "1.2.840.10045.4.3.4": "ecdsaWithSHA512",
  "1.3.101.110": "X25519",
  "1.3.101.111": "X448",
  "1.3.101.112": "Ed25519",
  "1.3.101.113": "Ed448",
  "2.16.840.1.101.3.4.3.17": "ML-DSA-44",
  "2.16.840.1.101.3.4.3.18": "ML-DSA-65",
  "2.16.840.1.101.3.4.3.19": "ML-DSA-87",
  "2.16.840.1.101.3.4.3.20": "SLH-DSA-SHA2-128s",
  "2.16.840.1.101.3.4.3.21": "SLH-DSA-SHA2-128f",
  "2.16.840.1.101.3.4.3.22": "SLH-DSA-SHA2-192s",
  "2.16.840.1.101.3.4.3.23": "SLH-DSA-SHA2-192f",
  "2.16.840.1.101.3.4.3.24": "SLH-DSA-SHA2-256s",
  "2.16.840.1.101.3.4.3.25": "SLH-DSA-SHA2-256f",
  "2.16.840.1.101.3.4.3.26": "SLH-DSA-SHAKE-128s",
  "2.16.840.1.101.3.4.3.27": "SLH-DSA-SHAKE-128f",
  "2.16.840.1.101.3.4.3.28": "SLH-DSA-SHAKE-192s",
  "2.16.840.1.101.3.4.3.29": "SLH-DSA-SHAKE-192f",
  "2.16.840.1.101.3.4.3.30": "SLH-DSA-SHAKE-256s",
  "2.16.840.1.101.3.4.3.31": "SLH-DSA-SHAKE-256f",
}
