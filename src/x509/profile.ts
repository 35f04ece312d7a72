import type { Certificate } from "./certificate.ts"
import type { ExtensionName } from "./extensions.ts"
import type { Purpose } from "./purpose.ts"
import type { Finding } from "./reason.ts"

/**
 * - `validation`: RFC 5280 §6 and nothing else, the way NIST's PKITS wants it.
 * - `rfc5280`: all of RFC 5280, with what it asks of issuers (§4).
 * - `webpki`: that, and the Baseline Requirements of the CA/Browser Forum.
 * - `gate`: what makes real clients fail is an error; what only an issuer should have done otherwise is a warning.
 */
export type Profile = "validation" | "rfc5280" | "webpki" | "gate"

export type Level = "error" | "warning" | "off"

/** Where in the path a certificate stands. */
export type Role = "target" | "intermediate" | "anchor"

export interface Subject {
  readonly certificate: Certificate
  readonly role: Role
  /** The next certificate of the path, towards the anchor. */
  readonly issuer: Certificate | undefined
  readonly purpose: Purpose
}

/** A certificate in its place, judged. */
export interface Judged {
  readonly issuer: Certificate | undefined
  readonly demands: readonly Demand[]
  readonly found: readonly Finding[]
}

/** A rule that counts, and how much. */
export interface Demand {
  readonly level: "error" | "warning"
  readonly rule: Rule
}

/** A demand on a single certificate, beside the algorithm of RFC 5280 §6.1. */
export interface Rule {
  readonly name: string
  readonly clause: string
  /** What the clause says, in a sentence. */
  readonly says: string
  readonly extension?: ExtensionName
  readonly roles?: readonly Role[]
  readonly levels: Readonly<Record<Profile, Level>>
  /** Whether the certificate breaks the rule. */
  broken(subject: Subject): boolean
}

/** Clients cannot use such a certificate, whatever the profile. */
export const always: Rule["levels"] = { validation: "error", rfc5280: "error", webpki: "error", gate: "error" }
/** RFC 5280 asks it of issuers; clients do not look. */
export const issuance: Rule["levels"] = { validation: "off", rfc5280: "error", webpki: "error", gate: "warning" }
/** The Baseline Requirements ask it of public CAs; clients do not look. */
export const baseline: Rule["levels"] = { validation: "off", rfc5280: "off", webpki: "error", gate: "warning" }
