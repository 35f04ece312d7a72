import { readFileSync } from "node:fs"
import { resolve } from "node:path"
import { summaryOf } from "../chains/entries.ts"
import { sayReason } from "../chains/reason-words.ts"
import {
  isAnchoredChain,
  type UntrustedRoot,
  type Verification,
  type VerificationInputs,
  verify,
} from "../chains/verification.ts"
import { called, iso } from "../chains/words.ts"
import type { Inventory } from "../join/inventory.ts"
import { UsageError } from "../model/failure.ts"
import { check, type Found } from "../policy/check.ts"
import { rules } from "../rules/index.ts"
import type { Rule } from "../rules/rule.ts"
import { type CertificateList, decodeCertificateList } from "../x509/certificate-list.ts"
import { nameText } from "../x509/name.ts"
import { pemBlocks } from "../x509/pem.ts"
import type { Finding } from "../x509/reason.ts"
import { bundlesIn, givenFiles } from "./certificate-files.ts"
import { settingsOf } from "./config-of.ts"
import { type Holders, holdersOf, isOrphan, type Orphan } from "./elsewhere.ts"
import { type ExitStatus, exitStatus } from "./exit.ts"
import type { Terminal } from "./main.ts"
import type { Invocation } from "./options.ts"
import type { Settings } from "./settings.ts"
import { trustOf } from "./trust.ts"
import { acceptedWith, verifyText } from "./verify-text.ts"

/** What was verified, of one file. */
export interface VerifiedFile {
  readonly path: string
  readonly chains: readonly Verification[]
  /** What rules say of the file besides: order, duplicates, lay-out, lints. */
  readonly problems: readonly Found[]
}

/** Validates every chain of every file, and says why where one is not valid. */
export async function runVerify(
  invocation: Extract<Invocation, { command: "verify" }>,
  terminal: Terminal,
): Promise<ExitStatus> {
  const { files, options } = invocation
  const settings = settingsOf({ ...options, config: false }, terminal)
  const { paths, inventory } = await givenFiles(files, settings.maxFileSize, terminal)
  const inputs = inputsOf(invocation, settings, terminal.cwd)
  const problems = check(rules.filter(isBesides), inventory, {
    at: settings.at,
    options: settings.check,
    trust: inputs.trust,
  })
  const found = paths.map((path): VerifiedFile => {
    const bundles = bundlesIn(path, inventory).filter(({ certificates }) => certificates.length > 0)
    return {
      path,
      chains: bundles.flatMap((bundle) => verify(bundle, inventory, inputs)),
      problems: problems.filter(({ at }) => at.path === path),
    }
  })
  const holders = await holdersOf(found.flatMap(orphansOf), settings, terminal)
  const verified = found.map((file) => ({ ...file, chains: file.chains.map((chain) => settled(chain, holders)) }))
  const status = verified.every(isGood) ? exitStatus.passed : exitStatus.failed
  const text =
    settings.format === "json"
      ? verifyJson(verified, { holders, inventory, at: settings.at, trust: anchorsText(inputs) }, status)
      : verifyText(verified, { ...settings, holders, inventory, trust: anchorsText(inputs) })
  if (!(settings.quiet && settings.format !== "json" && status === exitStatus.passed)) await terminal.out(text)
  return status
}

/** A file is good when something in it was verified, and nothing in it failed. */
export function isGood({ chains, problems }: VerifiedFile): boolean {
  return (
    chains.length > 0 &&
    chains.every(isAnchoredChain) &&
    // What expires soon is valid until then.
    problems.every(({ rule, level }) => (level ?? rule.level) !== "error" || rule.id === "chain-expiring")
  )
}

/** The certificates at the ends of paths that go no further. */
function orphansOf({ chains }: VerifiedFile): Orphan[] {
  return chains.flatMap(({ outcome, findings, bundle, path, root }) => {
    if (outcome === "complete") return root?.certificate === undefined ? [{ certificate: path.at(-1)!, bundle }] : []
    if (outcome === "anchored") return []
    return findings.filter(({ reason }) => isOrphan(reason)).map(({ certificate }) => ({ certificate, bundle }))
  })
}

/** A chain whose next certificate the repository holds, and as an intermediate, is not complete without it. */
function settled(chain: Verification, holders: Holders): Verification {
  const certificate = chain.path.at(-1)!
  const held = holders.get(certificate.sha256) ?? []
  if (chain.outcome !== "complete" || held.length === 0 || held.some(({ isRoot }) => isRoot)) return chain
  const { root: _, ...rest } = chain
  const keyIdentifier = certificate.authorityKeyIdentifier?.keyIdentifier
  const reason = { kind: "issuer-not-found", issuer: certificate.issuer, keyIdentifier } as const
  return { ...rest, outcome: "broken", findings: [{ level: "error", certificate, reason }] }
}

/** What a chain had to lead to, for people. */
function anchorsText({ trust, takesRoots }: VerificationInputs): string {
  return takesRoots ? `${trust.description} and the roots of the files` : trust.description
}

function inputsOf(
  { host, purpose, profile = "gate", crls = [] }: Extract<Invocation, { command: "verify" }>,
  settings: Settings,
  cwd: string,
): VerificationInputs {
  return {
    at: settings.at,
    trust: trustOf(settings.trust),
    takesRoots: settings.trust.own,
    options: settings.check,
    ...(host !== undefined && { host }),
    ...(purpose !== undefined && { purpose }),
    profile,
    certificateLists: crls.flatMap((file) => listsOf(file, cwd)),
  }
}

function listsOf(file: string, cwd: string): CertificateList[] {
  let bytes: Buffer
  try {
    bytes = readFileSync(resolve(cwd, file))
  } catch {
    throw new UsageError({ message: `the CRL ${file} cannot be read`, hint: "give the path of a CRL in PEM or DER" })
  }
  const blocks = pemBlocks(bytes.toString("latin1"), "X509 CRL")
  const lists = (blocks.length === 0 ? [bytes] : blocks).map((der) => decodeCertificateList(der))
  return lists.map((list) => {
    if (list.ok) return list.value
    throw new UsageError({ message: `${file} holds no CRL (${list.defect.reason})`, hint: "give a CRL in PEM or DER" })
  })
}

interface Told {
  readonly holders: Holders
  readonly inventory: Inventory
  readonly at: number
  readonly trust: string
}

function verifyJson(
  files: readonly VerifiedFile[],
  { holders, inventory, at, trust }: Told,
  status: ExitStatus,
): string {
  const report = {
    schema: "tlsgate/verify/v1",
    evaluatedAt: iso(at),
    verdict: status === exitStatus.passed ? "pass" : "fail",
    anchors: trust,
    files: files.map(({ path, chains, problems }) => ({
      file: path,
      chains: chains.map((chain) => ({
        line: chain.fact.location.line,
        column: chain.fact.location.column,
        outcome: chain.outcome,
        valid: isAnchoredChain(chain),
        purpose: chain.purpose,
        path: chain.path.map(summaryOf),
        ...(chain.root !== undefined && { root: rootJson(chain.root, acceptedWith(chain, holders, inventory)) }),
        [chain.outcome === "broken" ? "reasons" : "warnings"]: chain.findings.map((finding) =>
          reasonJson(finding, holders),
        ),
      })),
      problems: problems.map((problem) => ({
        rule: problem.rule.id,
        level: problem.level ?? problem.rule.level,
        message: problem.message,
        line: problem.at.line,
        column: problem.at.column,
      })),
    })),
  }
  return `${JSON.stringify(report, null, 2)}\n`
}

function rootJson({ name, keyIdentifier, certificate }: UntrustedRoot, acceptedWith: string | undefined) {
  return {
    subject: nameText(name),
    ...(keyIdentifier !== undefined && { keyIdentifier }),
    ...(certificate !== undefined && { sha256: certificate.sha256 }),
    ...(acceptedWith !== undefined && { acceptedWith }),
  }
}

function reasonJson({ reason, certificate, extension }: Finding, holders: Holders) {
  const keyIdentifier = certificate.authorityKeyIdentifier?.keyIdentifier
  return {
    reason: reason.kind,
    ...(reason.kind === "nonconforming" && { rule: reason.rule }),
    message: `"${called(certificate)}" ${sayReason(reason)}`,
    certificate: certificate.sha256,
    subject: nameText(certificate.subject),
    ...(extension !== undefined && { extension }),
    ...(isOrphan(reason) && {
      issuer: {
        subject: nameText(certificate.issuer),
        ...(keyIdentifier !== undefined && { keyIdentifier }),
        heldBy: (holders.get(certificate.sha256) ?? []).map(({ path }) => path),
      },
    }),
    ...(reason.kind === "signature-invalid" && { candidate: reason.issuer.sha256 }),
  }
}

/** Whether a rule says what a path alone does not: not dates, issuers and what clients refuse; and keys are for the scan. */
function isBesides({ id, family }: Rule): boolean {
  if (family === "certificate") return id !== "tls-private-key-committed" && id !== "certificate-rejected-by-clients"
  return family === "input" ? id !== "input-not-checked" : besides.has(id)
}

const besides: ReadonlySet<string> = new Set([
  "ca-pem-glued-or-indented",
  "chain-duplicate-or-extra",
  "chain-expiring",
  "chain-key-mismatch",
  "chain-root-superfluous",
  "chain-too-short",
  "chain-wrong-order",
])
