import type { Form } from "./facts.ts"
import type { Help } from "./help.ts"
import type { Location } from "./place.ts"
import type { ResourceRef } from "./source.ts"

export type Level = "error" | "warning" | "notice"

export type Family =
  | "containerd"
  | "k3s"
  | "docker"
  | "containers"
  | "connection"
  | "platform"
  | "gitops"
  | "kubernetes"
  | "commands"
  | "ca"
  | "chain"
  | "certificate"
  | "acme"
  | "input"
  | "ignore"

/** A certificate, in the words of a report. Dates are ISO 8601 in UTC. */
export interface CertificateSummary {
  readonly sha256: string
  readonly subject: string
  readonly issuer: string
  readonly notBefore: string
  readonly notAfter: string
}

/** A change of text that mends a finding: replace `start`–`end` of `path` by `text`. */
export interface Edit {
  readonly path: string
  readonly start: number
  readonly end: number
  readonly text: string
}

/** What a rule says, after the policy has judged it. Nothing is dropped: a silenced finding says by what. */
export interface Finding {
  readonly rule: string
  readonly family: Family
  readonly level: Level
  /** What moved the level away from the rule's own, in words. */
  readonly because: readonly string[]
  /** One sentence: the thing, what is wrong, and what happens because of it. */
  readonly message: string
  /** What to do, as one text (`helpText` of the steps). */
  readonly help: string
  readonly steps: Help
  readonly location: Location
  readonly resource?: ResourceRef & { readonly path?: string }
  readonly certificate?: CertificateSummary
  readonly related: readonly { readonly location: Location; readonly message: string }[]
  readonly edits: readonly Edit[]
  readonly fingerprint: string
  /** The fingerprints that it had when its rule was called otherwise. */
  readonly former?: readonly string[]
  readonly suppressed?: Suppression
  /** What a change would silence it with: the base decides, so that counts after the merge. */
  readonly pending?: Suppression
  /** Whether the base does not have it; absent where there is no base to compare with. */
  readonly new?: boolean
  /** Its source line is never shown. */
  readonly sensitive: boolean
  /** It stands in a fixture-like path: human formats fold these. */
  readonly fixture: boolean
}

export interface Suppression {
  readonly by: "inline" | "config" | "baseline"
  readonly reason?: string
  readonly until?: string
}

/** A certificate and where it was found. */
export interface CertificateEntry extends CertificateSummary {
  readonly location: Location
  readonly form: Form
  readonly role: "end-entity" | "intermediate" | "root"
  readonly serialNumber: string
  readonly dnsNames: readonly string[]
  readonly usedBy: readonly string[]
  /** It stands in a fixture-like path: timelines and the next expiry leave it out. */
  readonly fixture?: boolean
}

export interface Stats {
  readonly files: { readonly discovered: number; readonly read: number; readonly skipped: number }
  readonly bytes: number
  readonly documents: number
  readonly certificates: number
  readonly uniqueCertificates: number
  readonly templates: number
}

/** All that a reporter gets to see. The verdict has been given: no reporter changes it. */
export interface Report {
  readonly version: string
  /** The instant of the evaluation, ISO 8601 with milliseconds. */
  readonly evaluatedAt: string
  readonly verdict: "pass" | "fail"
  readonly failOn: Level | "never"
  readonly findings: readonly Finding[]
  readonly certificates: readonly CertificateEntry[]
  readonly stats: Stats
  readonly config?: string
  readonly base?: Base
}

/** What a change is compared with, and judged by. */
export interface Base {
  /** Absent where it is not in the checkout. */
  readonly commit?: string
  /** Sentences on what the base decided, or why it could not. */
  readonly notes: readonly string[]
  /** What the base has and nothing silences there, and the change has not. */
  readonly gone: readonly Finding[]
}
