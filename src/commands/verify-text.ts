import { sayEvidence, sayReason } from "../chains/reason-words.ts"
import type { Verification } from "../chains/verification.ts"
import { called, days, instant, placeOf, quoted } from "../chains/words.ts"
import type { Inventory } from "../join/inventory.ts"
import { type Paint, painter } from "../reporters/color.ts"
import { log, visible } from "../reporters/escape.ts"
import type { Certificate } from "../x509/certificate.ts"
import type { Finding } from "../x509/reason.ts"
import { keyText } from "./certificate-words.ts"
import { type Holders, isOrphan } from "./elsewhere.ts"
import { isGood, type VerifiedFile } from "./verify.ts"

/** What the text says besides the files. */
export interface VerifyTextOptions {
  readonly at: number
  readonly color: boolean
  readonly verbose: boolean
  /** Everything in the files. */
  readonly inventory: Inventory
  readonly holders: Holders
  /** Whether a root in the files may end a path. */
  readonly takesRoots: boolean
  /** The description of the trust anchors. */
  readonly trust: string
}

/** Each chain with its picture, from the certificate up, and why it is or is not valid. */
export function verifyText(files: readonly VerifiedFile[], options: VerifyTextOptions): string {
  const paint = painter(options.color)
  const blocks = files.map((file) => fileText(file, options, paint))
  const failed = files.filter((file) => !isGood(file)).length
  const verdict =
    failed === 0
      ? paint.good(`✔ ${files.length === 1 ? "valid" : `all ${files.length} files are valid`}`)
      : paint.level(
          "error",
          `✖ ${files.length === 1 ? "not valid" : `${failed} of ${files.length} files are not valid`}`,
        )
  return log(`${blocks.join("\n\n")}\n\n${verdict} · ${visible(options.trust)} · evaluated at ${instant(options.at)}\n`)
}

function fileText({ path, chains, problems }: VerifiedFile, options: VerifyTextOptions, paint: Paint): string {
  const lines = [paint.bold(visible(path))]
  if (chains.length === 0) lines.push(`  ${paint.level("error", "✖")} there is no certificate in it`)
  for (const chain of chains) lines.push(...chainLines(chain, options, paint))
  for (const { level, rule, message } of problems) {
    const shown = level ?? rule.level
    if (shown === "notice" && !options.verbose) continue
    lines.push(`  ${paint.level(shown, `${shown}[${rule.id}]`)}: ${visible(message)}`)
  }
  return lines.join("\n")
}

function chainLines(chain: Verification, options: VerifyTextOptions, paint: Paint): string[] {
  const { target, valid, path, bundle, fact, findings } = chain
  const place = bundle.carrier === undefined && bundle.owner === undefined ? "" : `${placeOf(bundle)}, `
  const head = `${valid ? paint.good("✔") : paint.level("error", "✖")} ${paint.bold(visible(called(target)))}`
  const lines = [`  ${head} ${paint.dim(`(${visible(place)}line ${fact.location.line}, as ${chain.purpose})`)}`]
  for (const [index, certificate] of path.entries()) {
    const isLast = index === path.length - 1
    lines.push(`    ${paint.frame(isLast ? "└" : "├")} ${visible(linkText(certificate, options.at))}`)
  }
  if (valid) lines.push(`    ${paint.dim(endings[chain.end ?? "anchor"])}`)
  if (valid) {
    for (const finding of findings.slice(0, most))
      lines.push(`    ${paint.level("warning", "warning:")} ${visible(findingText(finding))}`)
    return lines
  }
  for (const finding of distinct(findings).slice(0, most)) {
    lines.push(`    ${paint.level("error", "because")} ${visible(findingText(finding))}`)
    const evidence = [...sayEvidence(finding), ...placesText(finding.certificate, chain, options)]
    if (evidence.length > 0) lines.push(`            ${paint.dim(visible(evidence.join(" · ")))}`)
  }
  return [...lines, ...helpLines(chain, options).map((line) => `    ${paint.bold("help:")} ${visible(line)}`)]
}

/** Where a certificate stands that is not the one that the chain is of. */
function placesText(certificate: Certificate, { target }: Verification, { inventory }: VerifyTextOptions): string[] {
  if (certificate === target) return []
  for (const bundle of inventory.bundles) {
    const fact = bundle.certificates.find(({ sha256 }) => sha256 === certificate.sha256)
    if (fact !== undefined) return [`${fact.location.path}:${fact.location.line}`]
  }
  return []
}

function helpLines({ findings, fact }: Verification, { holders, takesRoots }: VerifyTextOptions): string[] {
  const orphans = findings.flatMap(({ reason, certificate }) => (isOrphan(reason) ? certificate : []))
  const [holder] = orphans.flatMap(({ sha256 }) => holders.get(sha256) ?? [])
  if (holder !== undefined) {
    const argument = `${holder.isRoot && !takesRoots ? "--trust " : ""}${quoted(holder.path)}`
    const { path } = fact.location
    const command = `tlsgate verify ${path === "stdin" ? "-" : quoted(path)} ${argument}`
    return [`${holder.path} in this repository holds the missing issuer: ${command}`]
  }
  if (!findings.some(({ reason }) => reason.kind === "issuer-not-found" || reason.kind === "root-untrusted")) return []
  const advice = "give the missing issuer as one more FILE, and a root that its clients have with --trust root.pem"
  const isSearched = orphans.some(({ sha256 }) => holders.has(sha256))
  return [isSearched ? `no file of this repository holds the missing issuer; ${advice}` : advice]
}

function linkText(certificate: Certificate, at: number): string {
  const { notAfter, subjectPublicKeyInfo } = certificate
  const left = notAfter < at ? `expired ${days(at, notAfter)} ago` : `${days(at, notAfter)} left`
  return `${called(certificate)} · ${keyText(subjectPublicKeyInfo)} · until ${instant(notAfter)} (${left})`
}

function findingText({ certificate, reason }: Finding): string {
  return `"${called(certificate)}" ${sayReason(reason)}`
}

/** Certificates of one name may have one fault. */
function distinct(findings: readonly Finding[]): readonly Finding[] {
  return [...new Map(findings.map((finding) => [`${findingText(finding)} ${sayEvidence(finding)}`, finding])).values()]
}

const endings = {
  anchor: "ends at a trust anchor",
  "private-root": "ends at a root of the files themselves, which its clients need",
  pinned: "is its own issuer: clients need to trust this very certificate",
} as const

/** The first reason says most; beyond a few, they are about other paths that were tried. */
const most = 4
