/** What the tables of kinds share: a root and chains below it that are as plain as the Baseline Requirements have them. */
import { generateKeyPairSync, sign } from "node:crypto"
import {
  anchorsFrom,
  type CertificateList,
  type PathOptions,
  type Profile,
  validatePath,
} from "../../src/x509/index.ts"
import * as pki from "./pki.ts"

export interface Kind {
  readonly target: pki.Issued
  readonly trusted: readonly pki.Issued[]
  readonly others?: readonly pki.Issued[]
  readonly lists?: readonly CertificateList[]
  readonly options?: Partial<PathOptions>
}

/** What the engine says of a case: `valid`, or the kind of the reason that is told first. */
export function verdict({ target, trusted, others = [], lists, options }: Kind, profile: Profile): string {
  const result = validatePath(target.certificate, {
    candidates: others.map(({ certificate }) => certificate),
    anchors: anchorsFrom(trusted.map(({ certificate }) => certificate)),
    at: pki.at,
    name: host,
    profile,
    ...(lists && { certificateLists: lists }),
    ...options,
  })
  if (result.kind === "valid") return "valid"
  const { reason } = result.reason
  return reason.kind === "nonconforming" ? reason.rule : reason.kind
}

export const host = "example.com"
export const root: pki.Issued = pki.root()

export const san = (...names: readonly Uint8Array[]): Buffer => pki.extension("subjectAltName", pki.sequence(...names))

/** An end entity for `host`, unless its names are given. */
export function leaf(issuer: pki.Issued, options: pki.Options & { readonly names?: readonly Uint8Array[] } = {}) {
  const { names = [pki.dns(host)], extensions = [], ...rest } = options
  return pki.issue(issuer, {
    subject: pki.name(host),
    ...rest,
    extensions: [san(...names), pki.purposes(pki.serverAuth), pki.keyUsage(0), ...extensions],
  })
}

/** An end entity with these extensions and no others but the key identifiers. */
export const bare = (issuer: pki.Issued, options: pki.Options): pki.Issued =>
  pki.issue(issuer, { subject: pki.name(host), ...options })

export const ca = pki.authority

/** A root with a CA's extensions beside those given. */
export const rootWith = (...extensions: readonly Uint8Array[]): pki.Issued => pki.root("root", { extensions })

export const rsaKeys = (modulusLength: number): pki.Keys => generateKeyPairSync("rsa", { modulusLength })
export const rsaWithSha256: Buffer = pki.sequence(pki.oid("1.2.840.113549.1.1.11"), Buffer.of(5, 0))
export const ecdsaWithSha1: Buffer = pki.sequence(pki.oid("1.2.840.10045.4.1"))
export const signSha1: NonNullable<pki.Options["sign"]> = (tbs, key) => sign("sha1", tbs, key)
