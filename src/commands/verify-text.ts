import { sayReason } from "../evaluate/reason-words.ts"
import type { Verification } from "../evaluate/verification.ts"
import { type Paint, painter } from "../reporters/color.ts"
import { log, visible } from "../reporters/escape.ts"
import { called, days, instant, placeOf } from "../rules/words.ts"
import type { Certificate } from "../x509/certificate.ts"
import { keyText } from "./certificate-words.ts"
import { isGood, type VerifiedFile } from "./verify.ts"

/** What the text says besides the files. */
export interface VerifyTextOptions {
  readonly at: number
  readonly color: boolean
  readonly verbose: boolean
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
  const shown = valid ? findings.slice(0, most) : distinct(findings.map(findingText)).slice(0, most)
  for (const finding of shown) {
    const text = typeof finding === "string" ? finding : findingText(finding)
    lines.push(`    ${paint.level(valid ? "warning" : "error", valid ? "warning:" : "because")} ${visible(text)}`)
  }
  if (!valid && findings.some(({ reason }) => reason.kind === "issuer-not-found" || reason.kind === "root-untrusted"))
    lines.push(
      `    ${paint.bold("help:")} give the missing issuer as one more FILE, and a root that its clients have with --trust root.pem`,
    )
  return lines
}

function linkText(certificate: Certificate, at: number): string {
  const { notAfter, subjectPublicKeyInfo } = certificate
  const left = notAfter < at ? `expired ${days(at, notAfter)} ago` : `${days(at, notAfter)} left`
  return `${called(certificate)} · ${keyText(subjectPublicKeyInfo)} · until ${instant(notAfter)} (${left})`
}

function findingText({ certificate, reason }: Verification["findings"][number]): string {
  return `"${called(certificate)}" ${sayReason(reason)}`
}

function distinct(texts: readonly string[]): string[] {
  return [...new Set(texts)]
}

const endings = {
  anchor: "ends at a trust anchor",
  "private-root": "ends at a root of the files themselves, which its clients need",
  pinned: "is its own issuer: clients need to trust this very certificate",
} as const

/** The first reason says most; beyond a few, they are about other paths that were tried. */
const most = 4
