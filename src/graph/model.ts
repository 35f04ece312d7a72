import type { Location } from "../model/place.ts"

/** Who talks to whom, in what trust: plain data, as `tlsgate graph` prints it. Ids are unique within their list. */
export interface TrustGraph {
  readonly identities: readonly IdentityEntry[]
  readonly servers: readonly ServerEntry[]
  readonly trustStores: readonly TrustStoreEntry[]
  readonly clients: readonly ClientEntry[]
  readonly connections: readonly Connection[]
}

/** A certificate that a server or a client presents, or one that is requested for it. */
export interface IdentityEntry {
  readonly id: string
  readonly kind: "certificate" | "request"
  readonly names: readonly string[]
  readonly subject?: string
  readonly issuer?: string
  readonly notAfter?: string
  readonly at: Location
}

export interface ServerEntry {
  readonly id: string
  readonly program: string
  readonly port: number
  readonly protocol: "tls" | "plain" | "unknown"
  readonly identities: readonly string[]
  readonly clientCertificate: "required" | "optional" | "none"
  readonly at: Location
}

/** What a client verifies with. */
export interface TrustStoreEntry {
  readonly id: string
  readonly kind: "system" | "file" | "directory" | "field" | "none"
  /** SHA-256 of the certificates in it that the repository holds. */
  readonly certificates: readonly string[]
  readonly at: Location
}

export interface ClientEntry {
  readonly id: string
  readonly program: string
  readonly profile: string
  readonly trustStore: string | null
  readonly identity: string | null
  readonly at: Location
}

export type FailureReason =
  | "unknown-authority"
  | "missing-intermediate"
  | "expired"
  | "not-yet-valid"
  | "name-mismatch"
  | "no-san"
  | "purpose"
  | "client-certificate-missing"
  | "client-certificate-refused"
  | "key-mismatch"
  | "protocol"
  | "weak"
  | "malformed-trust"
  | "other"

/** A client that talks to a host, with what comes of it. */
export interface Connection {
  readonly client: string
  readonly server: string | null
  readonly host: string
  readonly port: number
  /** Where the address stands. */
  readonly at: Location
  readonly outcome: Outcome
  readonly profile: string
}

export type Outcome =
  | { readonly verdict: "succeeds" | "unverified" }
  | { readonly verdict: "fails"; readonly reason: FailureReason; readonly because: Because }
  | { readonly verdict: "unknown"; readonly missing: string }

/** What makes a connection fail, and where that stands. */
export interface Because {
  readonly at: Location
  /** A sentence without its full stop. */
  readonly message: string
}
