import type { Certificate } from "./certificate.ts"
import type { Purpose } from "./purpose.ts"

/** What a client's library asks of a path, where libraries differ. */
export interface PathRules {
  /**
   * How it looks for a path: `greedy` takes the first issuer that fits and never goes back (OpenSSL), `complete` tries all
   * (Go, Java, rustls).
   */
  readonly search: "greedy" | "complete"
  /** What may end a path besides a self-signed certificate: whatever is trusted (`any`), or nothing (`root`). */
  readonly anchor: "any" | "root"
  /** Whether dates, path length and purposes of the anchor bind. */
  readonly anchorBinds: boolean
  /** Whether a CA's extended key usage bounds what it issues. */
  readonly caPurpose: boolean
  /** Whether a leaf that is trusted as it stands is looked at any further. */
  readonly pinnedLeafBinds: boolean
  /** The smallest RSA key, in bits. */
  readonly rsaBits: number
  readonly sha1: boolean
  /** RFC 5280 to the letter, as `X509_V_FLAG_X509_STRICT` has it. */
  readonly strict: boolean
  /** How many CAs may stand between leaf and anchor. */
  readonly depth?: number
}

/** How a library compares names. */
export interface NameRules {
  /** When the subject's common name counts: never, where there is no DNS name, or beside them. */
  readonly commonName: "never" | "without-names" | "always"
  /** How many labels must follow a wildcard. */
  readonly labelsAfterWildcard: 1 | 2
  /** Whether `api*.example.com` is a pattern. */
  readonly partialWildcard: boolean
}

export type FaultKind =
  | "unknown-authority"
  | "missing-intermediate"
  | "expired"
  | "not-yet-valid"
  | "purpose"
  | "weak"
  | "constraint"
  | "nonconforming"

/** Why a client does not accept a path, and which certificate is at fault. */
export interface Fault {
  readonly kind: FaultKind
  readonly certificate: Certificate
  /** For people, to stand behind the certificate: `expired on 2026-09-30`. */
  readonly says: string
}

export interface PathQuestion {
  readonly target: Certificate
  /** What the peer sent besides. */
  readonly candidates: readonly Certificate[]
  /** In the order of the store, which decides for some. */
  readonly anchors: readonly Certificate[]
  /** Milliseconds since 1970. */
  readonly at: number
  readonly purpose: Purpose
  readonly rules: PathRules
}

export type PathAnswer =
  | { readonly ok: true; readonly path: readonly Certificate[] }
  | { readonly ok: false; readonly fault: Fault }
