import type { Inventory } from "../join/inventory.ts"
import type { BundleFact, CertificateFact } from "../model/facts.ts"
import type { CheckOptions } from "../rules/rule.ts"
import { anchorsFrom, anchorsOfAll, type TrustAnchors } from "../x509/anchors.ts"
import { type PathResult, validatePath } from "../x509/build-path.ts"
import { type Certificate, isSelfIssued } from "../x509/certificate.ts"
import type { CertificateList } from "../x509/certificate-list.ts"
import { signed } from "../x509/certifies.ts"
import type { Name } from "../x509/name.ts"
import type { Profile } from "../x509/profile.ts"
import type { Purpose } from "../x509/purpose.ts"
import type { Finding } from "../x509/reason.ts"
import { isSelfSigned } from "../x509/signature.ts"
import { isPublicIntermediateName } from "./public-intermediates.ts"
import { isAuthority, roleOf } from "./roles.ts"

/** What `tlsgate verify` says of one certificate that a chain begins with. */
export interface Verification {
  readonly bundle: BundleFact
  readonly fact: CertificateFact
  readonly target: Certificate
  readonly purpose: Purpose
  /**
   * `anchored`: it leads to an anchor that was asked for. `complete`: all that a server has to send is there and valid, but
   * the root at its end is none of the anchors. `broken`: something is missing or wrong.
   */
  readonly outcome: "anchored" | "complete" | "broken"
  /** The target first; where no path was found, as far as the best one got. */
  readonly path: readonly Certificate[]
  /** The root of a complete chain. */
  readonly root?: UntrustedRoot
  /** Why there is no valid path, the most useful reason first; warnings of one that is. */
  readonly findings: readonly Finding[]
}

/** A root that clients would have to trust; its certificate where the files hold it. */
export interface UntrustedRoot {
  readonly name: Name
  readonly keyIdentifier?: string
  readonly certificate?: Certificate
}

/** Whether a verification is what was asked for. */
export function isAnchoredChain({ outcome }: Pick<Verification, "outcome">): boolean {
  return outcome === "anchored"
}

export interface VerificationInputs {
  readonly at: number
  readonly trust: TrustAnchors
  /** Whether the roots in the files are anchors as well. */
  readonly takesRoots: boolean
  readonly options: CheckOptions
  readonly host?: string
  readonly purpose?: Purpose
  readonly profile: Profile
  readonly certificateLists: readonly CertificateList[]
}

/** Every chain that begins in a bundle: at each certificate of it that issued none of the others. */
export function verify(bundle: BundleFact, inventory: Inventory, inputs: VerificationInputs): Verification[] {
  const seen = new Set<string>()
  const members = bundle.certificates.flatMap((fact) => {
    const result = fact.list || seen.has(fact.sha256) ? undefined : inventory.certificate(fact.sha256)
    seen.add(fact.sha256)
    return result?.ok ? [{ fact, certificate: result.value }] : []
  })
  const purpose = inputs.purpose ?? purposeOf(bundle, inventory, inputs)
  return members
    .filter(({ certificate }) => !members.some((other) => issued(certificate, other.certificate)))
    .map(({ fact, certificate }) => {
      // A CA is for no purpose of its own, whatever stands beside it.
      const own = inputs.purpose ?? (isAuthority(certificate) ? "any" : purpose)
      return ofTarget({ bundle, fact, target: certificate, purpose: own }, inventory, inputs)
    })
}

type Target = Pick<Verification, "bundle" | "fact" | "target" | "purpose">

function ofTarget(target: Target, inventory: Inventory, inputs: VerificationInputs): Verification {
  const all = certificatesOf(inventory)
  const own = all.filter((one) => (isRoot(one) || one === target.target) && isSelfSigned(one))
  const asked = inputs.takesRoots ? anchorsOfAll(inputs.trust, anchorsFrom(own)) : inputs.trust
  const strict = search(target, all, asked, inputs)
  if (strict.kind === "valid") return { ...target, outcome: "anchored", path: strict.path, findings: strict.warnings }
  // With the roots of the files trusted, what is left is what clients that trust them refuse.
  const lenient = own.length === 0 ? strict : search(target, all, anchorsOfAll(asked, anchorsFrom(own)), inputs)
  if (lenient.kind === "valid") {
    const { path, warnings } = lenient
    return { ...target, outcome: "complete", path, root: rootOf(path.at(-1)!), findings: warnings }
  }
  return withoutRoot(lenient, target, all, inputs) ?? broken(target, lenient)
}

/** A chain of a certificate and its CAs up to one whose issuer is not at hand: a server may leave its root out. */
function withoutRoot(
  refused: PathResult & { kind: "invalid" },
  target: Target,
  all: readonly Certificate[],
  inputs: VerificationInputs,
): Verification | undefined {
  const ends = refused.rejections.filter(({ reason }) => reason.kind === "issuer-not-found")
  for (const { certificate: last } of ends) {
    if (last === target.target || !isAuthority(last) || isPublicIntermediateName(last.issuer)) continue
    // Of CAs that sign each other the issuer is there, and no root.
    if (all.some(({ subject }) => subject.key === last.issuer.key)) continue
    const found = search(target, all, anchorsFrom([last]), inputs)
    if (found.kind !== "valid") continue
    const keyIdentifier = last.authorityKeyIdentifier?.keyIdentifier
    return {
      ...target,
      outcome: "complete",
      path: found.path,
      root: { name: last.issuer, ...(keyIdentifier !== undefined && { keyIdentifier }) },
      findings: found.warnings,
    }
  }
  return undefined
}

function rootOf(root: Certificate): UntrustedRoot {
  const keyIdentifier = root.subjectKeyIdentifier
  return { name: root.subject, certificate: root, ...(keyIdentifier !== undefined && { keyIdentifier }) }
}

function broken(target: Target, { rejections }: PathResult & { kind: "invalid" }): Verification {
  const path = rejections[0]?.path ?? [target.target]
  return { ...target, outcome: "broken", path, findings: impostorsFirst(rejections) }
}

/** A CA of the right name and the wrong key explains why no issuer was found; the reverse explains nothing. */
function impostorsFirst(rejections: readonly Finding[]): readonly Finding[] {
  const refused = new Set(
    rejections.flatMap(({ reason, certificate }) => (reason.kind === "signature-invalid" ? certificate : [])),
  )
  const isExplained = ({ reason, certificate }: Finding) =>
    reason.kind === "issuer-not-found" && refused.has(certificate)
  return rejections.filter((rejection) => !isExplained(rejection))
}

function search(
  { target, purpose }: Target,
  candidates: readonly Certificate[],
  anchors: TrustAnchors,
  inputs: VerificationInputs,
): PathResult {
  const { at, host, profile, certificateLists } = inputs
  return validatePath(target, {
    ...{ at, anchors, candidates, purpose, profile, certificateLists },
    ...(host !== undefined && !isAuthority(target) && { name: host }),
  })
}

/** A bundle of CAs is for nobody in particular; what only clients can present is a client's. */
function purposeOf(bundle: BundleFact, inventory: Inventory, { options }: VerificationInputs): Purpose {
  const role = roleOf(bundle, inventory, options)
  if (role === "client") return "client"
  return role === "trust" || inventory.certificates(bundle).every(isAuthority) ? "any" : "server"
}

function issued(issuer: Certificate, subject: Certificate): boolean {
  return issuer !== subject && !isSelfIssued(subject) && signed(issuer, subject)
}

function isRoot(certificate: Certificate): boolean {
  return isAuthority(certificate) && isSelfIssued(certificate)
}

const known = new WeakMap<Inventory, readonly Certificate[]>()

function certificatesOf(inventory: Inventory): readonly Certificate[] {
  const found = known.get(inventory) ?? [
    ...new Map(
      inventory.bundles.flatMap((bundle) => inventory.certificates(bundle)).map((one) => [one.sha256, one]),
    ).values(),
  ]
  known.set(inventory, found)
  return found
}
