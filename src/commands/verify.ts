import { readFileSync } from "node:fs"
import { resolve } from "node:path"
import { check, type Found } from "../evaluate/check.ts"
import { summaryOf } from "../evaluate/entries.ts"
import { sayReason } from "../evaluate/reason-words.ts"
import { type Verification, type VerificationInputs, verify } from "../evaluate/verification.ts"
import { UsageError } from "../model/failure.ts"
import { everyRule } from "../rules/on-demand.ts"
import type { Rule } from "../rules/rule.ts"
import { called, iso } from "../rules/words.ts"
import { type CertificateList, decodeCertificateList } from "../x509/certificate-list.ts"
import { pemBlocks } from "../x509/pem.ts"
import { bundlesIn, givenFiles } from "./certificate-files.ts"
import { type ExitStatus, exitStatus } from "./exit.ts"
import type { Terminal } from "./main.ts"
import type { Invocation } from "./options.ts"
import { settingsOf } from "./scan.ts"
import type { Settings } from "./settings.ts"
import { trustOf } from "./trust.ts"
import { verifyText } from "./verify-text.ts"

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
  const found = check((await everyRule()).filter(isBesides), inventory, {
    at: settings.at,
    options: settings.check,
    trust: inputs.trust,
  })
  const verified = paths.map((path): VerifiedFile => {
    const bundles = bundlesIn(path, inventory).filter(({ certificates }) => certificates.length > 0)
    return {
      path,
      chains: bundles.flatMap((bundle) => verify(bundle, inventory, inputs)),
      problems: found.filter(({ at }) => at.path === path),
    }
  })
  const status = verified.every(isGood) ? exitStatus.passed : exitStatus.failed
  const text =
    settings.format === "json"
      ? verifyJson(verified, settings, status)
      : verifyText(verified, { ...settings, trust: inputs.trust.description })
  if (!(settings.quiet && settings.format !== "json" && status === exitStatus.passed)) await terminal.out(text)
  return status
}

/** A file is good when something in it was verified, and nothing in it failed. */
export function isGood({ chains, problems }: VerifiedFile): boolean {
  return (
    chains.length > 0 &&
    chains.every(({ valid }) => valid) &&
    // What expires soon is valid until then.
    problems.every(({ rule, level }) => (level ?? rule.level) !== "error" || rule.id === "chain-expiring")
  )
}

function inputsOf(
  { host, purpose, profile = "gate", crls = [], options }: Extract<Invocation, { command: "verify" }>,
  settings: Settings,
  cwd: string,
): VerificationInputs {
  return {
    at: settings.at,
    trust: trustOf(settings.trust),
    takesRoots: options.trust === undefined,
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

function verifyJson(files: readonly VerifiedFile[], { at }: Settings, status: ExitStatus): string {
  const report = {
    schema: "tlsgate/verify/v1",
    evaluatedAt: iso(at),
    verdict: status === exitStatus.passed ? "pass" : "fail",
    files: files.map(({ path, chains, problems }) => ({
      file: path,
      chains: chains.map((chain) => ({
        line: chain.fact.location.line,
        column: chain.fact.location.column,
        valid: chain.valid,
        purpose: chain.purpose,
        ...(chain.end !== undefined && { endsAt: chain.end }),
        path: chain.path.map(summaryOf),
        [chain.valid ? "warnings" : "reasons"]: chain.findings.map(({ reason, certificate }) => ({
          reason: reason.kind,
          message: `"${called(certificate)}" ${sayReason(reason)}`,
          certificate: certificate.sha256,
        })),
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
