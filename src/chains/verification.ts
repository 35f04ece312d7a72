import type { Inventory } from "../join/inventory.ts"
import type { BundleFact, CertificateFact } from "../model/facts.ts"
import type { CheckOptions } from "../rules/rule.ts"
import { anchorsFrom, anchorsOfAll, type TrustAnchors } from "../x509/anchors.ts"
import { type PathResult, validatePath } from "../x509/build-path.ts"
import { type Certificate, isSelfIssued } from "../x509/certificate.ts"
import type { CertificateList } from "../x509/certificate-list.ts"
import { signed } from "../x509/certifies.ts"
import type { Profile } from "../x509/profile.ts"
import type { Purpose } from "../x509/purpose.ts"
import type { Finding } from "../x509/reason.ts"
import { isSelfSigned } from "../x509/signature.ts"
import { isAuthority, roleOf } from "./roles.ts"

/** What `tlsgate verify` says of one certificate that a chain begins with. */
export interface Verification {
  readonly bundle: BundleFact
  readonly fact: CertificateFact
  readonly target: Certificate
  readonly purpose: Purpose
  readonly valid: boolean
  /** The target first; where no path was found, as far as the best one got. */
  readonly path: readonly Certificate[]
  /** Where a valid path ends: at a given trust anchor, or at a root that only the files have. */
  readonly end: "anchor" | "private-root" | "pinned" | undefined
  /** Why there is no valid path, the most useful reason first; warnings of a valid one. */
  readonly findings: readonly Finding[]
}

export interface VerificationInputs {
  readonly at: number
  readonly trust: TrustAnchors
  /** Whether a root in the files may end a path: so it is unless trust anchors were named. */
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
  const strict = search(target, all, inputs.trust, inputs)
  if (strict.kind === "valid") return accepted(target, strict, "anchor")
  const roots = inputs.takesRoots ? all.filter((one) => isRoot(one) || one === target.target) : []
  const own = roots.filter((one) => isSelfSigned(one))
  const lenient = own.length === 0 ? strict : search(target, all, anchorsOfAll(inputs.trust, anchorsFrom(own)), inputs)
  if (lenient.kind === "valid") return accepted(target, lenient, lenient.path.length === 1 ? "pinned" : "private-root")
  const { rejections } = lenient
  const path = rejections[0]?.path ?? [target.target]
  return { ...target, valid: false, path, end: undefined, findings: impostorsFirst(rejections) }
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

function accepted(target: Target, result: PathResult & { kind: "valid" }, end: Verification["end"]): Verification {
  return { ...target, valid: true, path: result.path, end, findings: result.warnings }
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
