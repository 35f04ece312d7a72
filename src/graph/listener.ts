import type { Location } from "../model/place.ts"
import type { Found } from "./contents.ts"

/** TLS versions as numbers: 1.2 is 12. */
export interface Versions {
  readonly min: number
  readonly max: number
}

export const usualVersions: Versions = { min: 12, max: 13 }

/** The library that a server's TLS is made of, which decides how it reads and what it refuses to start with. */
export type Engine = "go" | "openssl" | "java" | "unknown"

/** A port that something listens on. */
export interface Listener {
  readonly port: number
  readonly program: string
  readonly engine: Engine
  /** Where the configuration says that it listens. */
  readonly at: Location
  readonly service: Service
  /** Whether plain text is answered on the same port. */
  readonly alsoPlain?: boolean
}

export type Service =
  | { readonly kind: "plain" }
  | { readonly kind: "unknown"; readonly why: string }
  | { readonly kind: "tls"; readonly sites: readonly Site[] }

/** What is presented to those who ask for some names. */
export interface Site {
  /** As the configuration writes them; those of the default may be empty. */
  readonly names: readonly string[]
  readonly isDefault: boolean
  readonly pair: Pair
  readonly clients: ClientDemand
  readonly versions: Versions
}

/** A certificate with its chain, and its key; the key may stand in the same file. */
export interface Pair {
  readonly certificate: Found
  readonly key: Found
  /** The certificate of a key store, whose first chain is presented. */
  readonly at: Location
}

export interface ClientDemand {
  readonly mode: "none" | "optional" | "required"
  /** What clients are verified with; absent where they are not verified. */
  readonly trust?: Found
  readonly depth?: number
  /** The user that the certificate must be for (PostgreSQL's `cert`). */
  readonly named?: "user"
  readonly at: Location
}

/** The versions that some names stand for: `TLSv1.2`, `TLS13`, `1.2`, `VersionTLS12`. */
export function versionOf(name: string | undefined): number | undefined {
  if (/ssl/i.test(name ?? "")) return undefined
  const [, major, minor] = /(\d)\.?(\d)?$/.exec(name?.trim() ?? "") ?? []
  return major === undefined ? undefined : Number(major) * 10 + Number(minor ?? 0)
}

export function versionsBetween(min: string | undefined, max: string | undefined): Versions {
  return { min: versionOf(min) ?? usualVersions.min, max: versionOf(max) ?? usualVersions.max }
}

/** A list of versions (`ssl_protocols TLSv1.2 TLSv1.3`). */
export function versionsAmong(names: readonly string[]): Versions {
  const all = names.flatMap((name) => versionOf(name) ?? []).filter((version) => version >= 10)
  return all.length === 0 ? usualVersions : { min: Math.min(...all), max: Math.max(...all) }
}
