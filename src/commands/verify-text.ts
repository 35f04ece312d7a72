import { sayEvidence, sayReason } from "../chains/reason-words.ts"
import type { UntrustedRoot, Verification } from "../chains/verification.ts"
import { called, days, instant, keyIdentifierText, placeOf, quoted } from "../chains/words.ts"
import type { Inventory } from "../join/inventory.ts"
import { type Paint, painter } from "../reporters/color.ts"
import { log, visible } from "../reporters/escape.ts"
import { type Certificate, isSelfIssued } from "../x509/certificate.ts"
import { nameText } from "../x509/name.ts"
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
  /** The description of the trust anchors. */
  readonly trust: string
}

/** Each chain with its picture, from the certificate up, and why it is or is not valid. */
export function verifyText(files: readonly VerifiedFile[], options: VerifyTextOptions): string {
  const paint = painter(options.color)
  const blocks = files.map((file) => fileText(file, options, paint))
  return log(
    `${blocks.join("\n\n")}\n\n${verdictText(files, paint)} · ${visible(options.trust)} · evaluated at ${instant(options.at)}\n`,
  )
}

function verdictText(files: readonly VerifiedFile[], paint: Paint): string {
  const failed = files.filter((file) => !isGood(file))
  if (failed.length === 0)
    return paint.good(`✔ ${files.length === 1 ? "valid" : `all ${files.length} files are valid`}`)
  const isComplete = failed.every(
    ({ chains }) => chains.length > 0 && chains.every(({ outcome }) => outcome !== "broken"),
  )
  const how = isComplete ? "complete, but not trusted" : "not valid"
  const what = files.length === 1 ? how : `${failed.length} of ${files.length} files are ${how}`
  return paint.level("error", `✖ ${what}`)
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
  const { target, outcome, path, bundle, fact, findings } = chain
  const place = bundle.carrier === undefined && bundle.owner === undefined ? "" : `${placeOf(bundle)}, `
  const head = `${marks[outcome](paint)} ${paint.bold(visible(called(target)))}`
  const lines = [`  ${head} ${paint.dim(`(${visible(place)}line ${fact.location.line}, as ${chain.purpose})`)}`]
  for (const [index, certificate] of path.entries()) {
    const isLast = index === path.length - 1
    lines.push(`    ${paint.frame(isLast ? "└" : "├")} ${visible(linkText(certificate, options.at))}`)
  }
  if (outcome === "anchored") lines.push(`    ${paint.dim("ends at a trust anchor that was asked for")}`)
  if (chain.root !== undefined) lines.push(...rootLines(chain, chain.root, options, paint))
  if (outcome !== "broken") {
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

/** All is there but trust: in whom, and how to say so. */
function rootLines(chain: Verification, root: UntrustedRoot, options: VerifyTextOptions, paint: Paint): string[] {
  const key = root.keyIdentifier === undefined ? "" : ` (key identifier ${keyIdentifierText(root.keyIdentifier)})`
  const isOwn = root.certificate === chain.target
  const what = isOwn ? "it is its own issuer, and itself" : `its root "${nameText(root.name)}"${key} is`
  const argument = acceptedWith(chain, options.holders, options.inventory)
  const command = `tlsgate verify ${fileArgument(chain)} ${argument ?? "--trust root.pem"}`
  return [
    `    ${paint.level("warning", "complete, but")} ${visible(`${what} none of the trust anchors (${options.trust})`)}`,
    `    ${paint.bold("help:")} ${visible(
      argument === undefined
        ? `if its clients trust that root, name the file that holds it: ${command}`
        : `if its clients trust that ${isOwn ? "certificate" : "root"}: ${command}`,
    )}`,
  ]
}

/** The argument with which a complete chain is accepted; undefined where no file at hand holds its root. */
export function acceptedWith(
  { root, path, fact }: Verification,
  holders: Holders,
  inventory: Inventory,
): string | undefined {
  if (root?.certificate === undefined) {
    const holder = holders.get(path.at(-1)!.sha256)?.find(({ isRoot }) => isRoot)
    return holder && `--trust ${quoted(holder.path)}`
  }
  const { sha256 } = root.certificate
  // A file with other certificates beside roots would make anchors of those as well.
  const holding = inventory.bundles.filter(
    (bundle) =>
      bundle.owner === undefined &&
      bundle.certificates.some((other) => other.sha256 === sha256) &&
      inventory.certificates(bundle).every((certificate) => isSelfIssued(certificate)),
  )
  const file = (holding.find(({ location }) => location.path !== fact.location.path) ?? holding[0])?.location.path
  return file === undefined || file === "stdin" ? "--trust files" : `--trust ${quoted(file)}`
}

function fileArgument({ fact }: Verification): string {
  const { path } = fact.location
  return path === "stdin" ? "-" : quoted(path)
}

function helpLines(chain: Verification, { holders }: VerifyTextOptions): string[] {
  const { findings } = chain
  const orphans = findings.flatMap(({ reason, certificate }) => (isOrphan(reason) ? certificate : []))
  const [holder] = orphans.flatMap(({ sha256 }) => holders.get(sha256) ?? [])
  if (holder !== undefined) {
    const argument = `${holder.isRoot ? "--trust " : ""}${quoted(holder.path)}`
    const command = `tlsgate verify ${fileArgument(chain)} ${argument}`
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

const marks: Readonly<Record<Verification["outcome"], (paint: Paint) => string>> = {
  anchored: (paint) => paint.good("✔"),
  complete: (paint) => paint.level("warning", "!"),
  broken: (paint) => paint.level("error", "✖"),
}

/** The first reason says most; beyond a few, they are about other paths that were tried. */
const most = 4
