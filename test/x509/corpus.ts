/** The certificates of a corpus of real repositories, beside what pyca/cryptography says of each. */
import { hash } from "node:crypto"
import { existsSync, readFileSync } from "node:fs"
import {
  type Certificate,
  decodeCertificate,
  isSelfIssued,
  isSelfSigned,
  nameText,
  pemBlocks,
} from "../../src/x509/index.ts"

export interface Truth {
  readonly repo: string
  readonly file: string
  readonly line: number
  readonly form: string
  readonly parse: string
  readonly sha256?: string
  readonly subject: string
  readonly issuer: string
  readonly serial: string
  readonly version: string
  readonly notBefore: string
  readonly notAfter: string
  readonly isCA: boolean | null
  readonly selfIssued: boolean
  readonly selfSigned: boolean | null
  readonly key: string
  readonly keyBits: number | null
  readonly sigAlg: string | null
}

export interface Disagreement {
  readonly place: string
  readonly field: string
  readonly ours: unknown
  readonly theirs: unknown
}

export function readTruth(corpus: string): readonly Truth[] {
  const file = `${corpus}/truth/certs.jsonl`
  if (!existsSync(file)) return []
  return readFileSync(file, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line))
}

/** The DER of every certificate that stands in the file in PEM, in base64 of PEM, or as it is, by its SHA-256. */
export function dersOf(corpus: string, { repo, file }: Truth): ReadonlyMap<string, Uint8Array> {
  const path = `${corpus}/trees/${repo.replace("/", "+")}/${file}`
  if (!existsSync(path)) return new Map()
  const bytes = readFileSync(path)
  const text = bytes.toString("utf8")
  const texts = [
    text,
    ...[...text.matchAll(/[A-Za-z0-9+/\n\r ]{400,}={0,2}/g)].map(([run]) =>
      Buffer.from(run, "base64").toString("latin1"),
    ),
  ]
  const ders = texts.flatMap((each) => pemBlocks(plain(each), "CERTIFICATE", "TRUSTED CERTIFICATE", "X509 CERTIFICATE"))
  return new Map([bytes, ...ders].map((der) => [hash("sha256", der, "hex"), der]))
}

/** Without the marks of comments, quotes and escapes around PEM. */
function plain(text: string): string {
  return text.replaceAll("\\n", "\n").replace(/^[ \t#"',|]+|["',;\\\r]+$/gm, "")
}

export function compare(truth: Truth, der: Uint8Array): readonly Disagreement[] {
  const place = `${truth.repo} ${truth.file}:${truth.line}`
  const decoded = decodeCertificate(der)
  if (!decoded.ok) return [{ place, field: "decodes", ours: decoded.defect, theirs: truth.parse }]
  const ours = describe(decoded.value)
  const theirs = { ...truth, notBefore: Date.parse(truth.notBefore), notAfter: Date.parse(truth.notAfter) }
  return (Object.keys(ours) as (keyof typeof ours)[])
    .filter((field) => theirs[field] !== null && theirs[field] !== undefined && theirs[field] !== ours[field])
    .map((field) => ({ place, field, ours: ours[field], theirs: theirs[field] }))
}

function describe(certificate: Certificate) {
  const { subject, issuer, serialNumber, notBefore, notAfter, version, subjectPublicKeyInfo: key } = certificate
  const serial = BigInt.asIntN(serialNumber.length * 4, BigInt(`0x${serialNumber}`))
  return {
    ...{ subject: nameText(subject), issuer: nameText(issuer), notBefore, notAfter, version: `v${version}` },
    serial: serial < 0n ? `-0x${(-serial).toString(16)}` : `0x${serial.toString(16)}`,
    ...{ isCA: certificate.isCa, selfIssued: isSelfIssued(certificate), selfSigned: isSelfSigned(certificate) },
    ...{ key: key.algorithm as string, keyBits: key.bits },
    sigAlg: digestOf(certificate),
  }
}

function digestOf({ signatureAlgorithm: { name } }: Certificate): string | undefined {
  return (/sha\d+|md\d|^Ed\d+/i.exec(name ?? "")?.[0] ?? undefined)?.toLowerCase()
}
