import type { Certificate } from "./certificate.ts"
import type { Defect } from "./der.ts"
import type { ExtensionName, KeyUsage } from "./extensions.ts"
import type { GeneralName } from "./general-name.ts"
import type { Name } from "./name.ts"
import type { PeerName } from "./peer-name.ts"
import type { Purpose } from "./purpose.ts"

/** Why a path, or a step of one, was rejected or is worth a warning. Closed, and with the data that a message needs. */
export type Reason =
  /** The private half of its key has been published: anybody signs with it. */
  | { readonly kind: "key-published"; readonly name: string }
  | { readonly kind: "revoked"; readonly at: number; readonly reason: string | undefined }
  | { readonly kind: "expired"; readonly notAfter: number; readonly at: number }
  | { readonly kind: "not-yet-valid"; readonly notBefore: number; readonly at: number }
  | { readonly kind: "name-mismatch"; readonly expected: PeerName; readonly presented: readonly GeneralName[] }
  | { readonly kind: "name-excluded"; readonly name: GeneralName; readonly by: Certificate }
  | { readonly kind: "name-not-permitted"; readonly name: GeneralName; readonly by: Certificate }
  | { readonly kind: "name-not-comparable"; readonly name: GeneralName; readonly by: Certificate }
  | { readonly kind: "purpose-not-allowed"; readonly purpose: Purpose; readonly allowed: readonly string[] }
  | { readonly kind: "not-a-ca" }
  | { readonly kind: "key-usage-lacks"; readonly usage: KeyUsage }
  | { readonly kind: "path-too-long"; readonly limit: number; readonly intermediates: number }
  | { readonly kind: "policy-required" }
  | { readonly kind: "policy-mapping-of-any" }
  | { readonly kind: "signature-invalid"; readonly issuer: Certificate }
  | { readonly kind: "signature-unsupported"; readonly issuer: Certificate; readonly algorithm: string }
  | { readonly kind: "unknown-critical-extension"; readonly oid: string }
  | { readonly kind: "duplicate-extension"; readonly oid: string }
  | { readonly kind: "malformed-extension"; readonly oid: string; readonly defect: Defect }
  | { readonly kind: "nonconforming"; readonly rule: string; readonly clause: string; readonly says: string }
  | { readonly kind: "revocation-unknown"; readonly because: readonly string[] }
  | { readonly kind: "root-untrusted" }
  | { readonly kind: "issuer-not-found"; readonly issuer: Name; readonly keyIdentifier: string | undefined }
  | {
      readonly kind: "budget-exhausted"
      readonly budget: "signatures" | "steps" | "intermediates" | "name comparisons"
      readonly limit: number
    }

export interface Finding {
  readonly level: "error" | "warning"
  readonly reason: Reason
  readonly certificate: Certificate
  readonly extension?: ExtensionName
}

/** A finding that ended a path, with the path as far as it got: the target first. */
export interface Rejection extends Finding {
  readonly path: readonly Certificate[]
}

/**
 * The most useful first, as webpki's `rank()`: what is wrong with a path that was all there says more than that
 * another path was not there, and that says more than that some certificate of the same name did not sign.
 */
export function ranked(rejections: readonly Rejection[]): readonly Rejection[] {
  return [...rejections].sort(
    (a, b) => ranks.indexOf(a.reason.kind) - ranks.indexOf(b.reason.kind) || b.path.length - a.path.length,
  )
}

const ranks: readonly Reason["kind"][] = [
  "key-published",
  "revoked",
  "expired",
  "not-yet-valid",
  // Names, purposes and constraints that cannot be read are no mismatch.
  "malformed-extension",
  "duplicate-extension",
  "name-mismatch",
  "purpose-not-allowed",
  "name-excluded",
  "name-not-permitted",
  "name-not-comparable",
  "unknown-critical-extension",
  "not-a-ca",
  "key-usage-lacks",
  "path-too-long",
  "policy-mapping-of-any",
  "policy-required",
  "revocation-unknown",
  "nonconforming",
  "budget-exhausted",
  "signature-unsupported",
  "root-untrusted",
  "issuer-not-found",
  "signature-invalid",
]
