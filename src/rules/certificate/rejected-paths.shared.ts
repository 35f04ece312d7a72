import { isAnchored, type PresentedChain, presentedChains } from "../../chains/chains.ts"
import { authoritiesOver } from "../../chains/known-issuers.ts"
import { sayReason } from "../../chains/reason-words.ts"
import { verifyCommand } from "../../chains/verify-command.ts"
import { called, placeOf, resourceOf } from "../../chains/words.ts"
import { anchorsFrom, anchorsOfAll } from "../../x509/anchors.ts"
import { validatePath } from "../../x509/build-path.ts"
import { type Certificate, isSelfIssued } from "../../x509/certificate.ts"
import type { Finding } from "../../x509/reason.ts"
import type { Context, Problem } from "../rule.ts"

/**
 * What makes clients refuse a chain that is complete and in order: what only shows in a path, or in an anchor. What is
 * wrong with a presented certificate by itself has rules of its own, and so have dates, order and missing links.
 */
export function* rejectedPaths(context: Context): Generator<Problem> {
  for (const chain of presentedChains(context)) {
    if (chain.diagnosis !== undefined) continue
    for (const finding of rejectionsOf(chain, context)) yield problemOf(chain, finding, context)
  }
}

function rejectionsOf({ path }: PresentedChain, { inventory, trust, at }: Context): readonly Finding[] {
  const certificates = path.map(({ certificate }) => certificate)
  const [target] = certificates
  const last = certificates.at(-1)
  if (target === undefined || last === undefined || isSelfIssued(target)) return []
  const roots = isSelfIssued(last) ? [last] : authoritiesOver(last, inventory).filter(isSelfIssued)
  // Who the clients are, and so what they trust, is not known.
  if (roots.length === 0 && !isAnchored(last, trust)) return []
  const result = validatePath(target, {
    candidates: certificates.slice(1),
    anchors: roots.length === 0 ? trust : anchorsOfAll(trust, anchorsFrom(roots)),
    at: withinValidity(certificates, at),
    purpose: "server",
    profile: "gate",
    // The lints tell of them.
    warnings: false,
  })
  if (result.kind === "valid") return []
  return result.rejections.filter(
    (rejection, i, all) =>
      isNews(rejection, certificates) &&
      !isExplained(rejection, all) &&
      all.findIndex((other) => idOf(other) === idOf(rejection)) === i,
  )
}

/** Dates have rules of their own: an instant at which all are valid, where there is one. */
function withinValidity(certificates: readonly Certificate[], at: number): number {
  let instant = at
  for (const { notAfter } of certificates) instant = Math.min(instant, notAfter)
  for (const { notBefore } of certificates) instant = Math.max(instant, notBefore)
  return instant
}

function isNews({ certificate, reason }: Finding, presented: readonly Certificate[]): boolean {
  if (elsewhere.has(reason.kind)) return false
  // The lints never look at anchors.
  if (!presented.includes(certificate)) return true
  if (reason.kind === "nonconforming") return betweenTwo.has(reason.rule)
  return ofPaths.has(reason.kind) || (reason.kind === "purpose-not-allowed" && certificate !== presented[0])
}

/** With a malformed constraint no name can be compared as it was meant. */
function isExplained({ reason }: Finding, all: readonly Finding[]): boolean {
  return (
    "by" in reason &&
    all.some(
      ({ certificate, reason: other }) =>
        certificate === reason.by && other.kind === "nonconforming" && other.rule === "name-constraint-malformed",
    )
  )
}

function idOf({ certificate, reason }: Finding): string {
  return `${certificate.sha256} ${reason.kind === "nonconforming" ? reason.rule : reason.kind}`
}

function problemOf({ bundle, path }: PresentedChain, { certificate, reason }: Finding, context: Context): Problem {
  const [first] = path
  const link = path.find((candidate) => candidate.certificate === certificate) ?? first
  const target = first?.certificate ?? certificate
  const what =
    certificate === target
      ? `"${called(target)}" in ${placeOf(bundle)} ${sayReason(reason)}`
      : `"${called(target)}" in ${placeOf(bundle)} was issued below "${called(certificate)}", which ${sayReason(reason)}`
  const file = bundle.carrier === undefined && bundle.owner === undefined ? bundle.location.path : "new.crt"
  const id = idOf({ certificate, reason, level: "error" })
  return {
    message: `${what}: clients refuse the chain.`,
    help: [
      {
        do: remedies[reason.kind] ?? "Have it issued anew by a CA that follows the profile.",
        verify: verifyCommand(file, target, context),
      },
    ],
    at: link?.fact.location ?? bundle.location,
    certificate: certificate.sha256,
    cause: id,
    identity: id.slice(65),
    ...resourceOf(bundle),
  }
}

/** Dates are for chain-expired and its like; what is missing or signed by another for the rules on chains. */
const elsewhere: ReadonlySet<Finding["reason"]["kind"]> = new Set([
  ...(["expired", "not-yet-valid", "name-mismatch", "revoked", "revocation-unknown"] as const),
  ...(["root-untrusted", "issuer-not-found", "signature-invalid", "signature-unsupported"] as const),
])

const ofPaths: ReadonlySet<Finding["reason"]["kind"]> = new Set([
  ...(["name-excluded", "name-not-permitted", "name-not-comparable", "path-too-long"] as const),
  ...(["policy-required", "policy-mapping-of-any", "budget-exhausted"] as const),
])

/** The engine's demands on a certificate together with its issuer. */
const betweenTwo: ReadonlySet<string> = new Set(["key-identifier-mismatch", "issuer-name-encoded-otherwise"])

const outside = "Have it issued by a CA whose name constraints allow that name, or without the name."

const remedies: Partial<Readonly<Record<Finding["reason"]["kind"], string>>> = {
  "name-excluded": outside,
  "name-not-permitted": outside,
  "name-not-comparable": outside,
  "purpose-not-allowed": "Take a CA for servers: its extendedKeyUsage bounds those of what it issues.",
  "path-too-long": "Issue from the CA above, or have that one issued anew without path length.",
}
