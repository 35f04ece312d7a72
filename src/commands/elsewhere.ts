import { issuersOf } from "../chains/known-issuers.ts"
import { collect } from "../collect/collect.ts"
import { inventoryOf } from "../join/inventory.ts"
import type { BundleFact, FileFacts } from "../model/facts.ts"
import { discover, shownPath } from "../ports/files.ts"
import { repositoryRoot } from "../ports/git/repository.ts"
import { readFiles } from "../ports/read.ts"
import { type Certificate, isSelfIssued } from "../x509/certificate.ts"
import type { Reason } from "../x509/reason.ts"
import { passwordsOf, type World } from "./scan.ts"
import type { Settings } from "./settings.ts"

/** A certificate whose issuer is missing, and where it stands. */
export interface Orphan {
  readonly certificate: Certificate
  readonly bundle: BundleFact
}

export interface Holder {
  readonly path: string
  /** It ends a path only where it is trusted. */
  readonly isRoot: boolean
}

/** The files of the repository that hold an issuer, nearest first, by the SHA-256 of what it issued. */
export type Holders = ReadonlyMap<string, readonly Holder[]>

/** Whether a certificate's own issuer is missing, be there another of its name or not. */
export function isOrphan({ kind }: Reason): boolean {
  return kind === "issuer-not-found" || kind === "signature-invalid"
}

/** Looks through the repository that the current directory is in for issuers that the files given lack. */
export async function holdersOf(orphans: readonly Orphan[], settings: Settings, world: World): Promise<Holders> {
  const root = orphans.length === 0 ? undefined : repositoryRoot(world.cwd, world.env)
  if (root === undefined) return new Map()
  const { files } = discover([root], { cwd: world.cwd, env: world.env, ...settings })
  const facts: FileFacts[] = []
  for (const { file, reading } of readFiles(files, settings.maxFileSize)) {
    if (!reading.ok || !mayHoldCertificate(file.path, reading.bytes)) continue
    const path = shownPath(world.cwd, file.absolute)
    const collected = await collect({ path, bytes: reading.bytes, passwords: passwordsOf(world) })
    if (collected !== undefined) facts.push(collected)
  }
  const inventory = inventoryOf(facts, new Set(facts.map(({ path }) => path)))
  return new Map(
    orphans.map(({ certificate, bundle }) => {
      const known = issuersOf(certificate, bundle, inventory)
      const held = new Map(known.map((one) => [one.bundle.location.path, isSelfIssued(one.certificate)]))
      const holders = [...held].map(([path, isRoot]): Holder => ({ path, isRoot }))
      return [certificate.sha256, holders.sort((a, b) => stepsUp(a) - stepsUp(b))]
    }),
  )
}

/** Paths are told from the current directory, so those that lead out of it are further away. */
function stepsUp({ path }: Holder): number {
  return path.split("/").filter((step) => step === "..").length
}

/** Cheap to tell: most files of a repository hold none. */
function mayHoldCertificate(path: string, bytes: Uint8Array): boolean {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return needles.some((needle) => text.includes(needle)) || /\.(der|cer|crt|p7[bc])$/i.test(path)
}

/** The first line of PEM, and its beginning in Base64. */
const needles = ["BEGIN CERTIFICATE", "BEGIN TRUSTED CERTIFICATE", "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS"]
