import type { Location } from "../model/place.ts"
import type { Found } from "./contents.ts"
import type { Pair, Versions } from "./listener.ts"
import type { Because } from "./model.ts"
import type { Network, SystemStore } from "./process.ts"
import type { ProfileName } from "./profiles.table.ts"

/** What a client is about to do: whom it asks for, and with what it will verify the answer. */
export interface Dial {
  /** `Deployment shop/api, container api`. */
  readonly client: string
  /** What is known of the program: `curl`, `Prometheus`. */
  readonly program: string
  /** The clients that it may be; their verdicts must agree. Empty where nothing is known of it. */
  readonly profiles: readonly ProfileName[]
  readonly host: string
  readonly port: number
  /** Where the address stands. */
  readonly at: Location
  readonly network: Network
  /** Other processes that are reached as this machine. */
  readonly group?: string
  /** Where it really goes, when that is not the host. */
  readonly through?: { readonly host: string; readonly port: number }
  readonly speaks: "tls" | "plain"
  /** `full`: chain and name; `chain`: no name; `none`: nothing. */
  readonly verify: "full" | "chain" | "none"
  /** The name that it wants to see, and asks for; the host unless given. */
  readonly name?: string
  /** The name that it sends to choose a certificate; `name` unless given, and none where it is null. */
  readonly serverName?: string | null
  readonly trust: Trust
  readonly identity?: Pair
  readonly versions: Versions
  /** How many CAs may stand between. */
  readonly depth?: number
  /** For whom it comes, where the server looks at that. */
  readonly user?: string
  /** Whether it goes on in plain text where the server has no TLS. */
  readonly fallsBack?: boolean
  /** Why it never gets as far as to connect. */
  readonly refused?: Because
  /** What is not known of it, so that no verdict can be given. */
  readonly open?: string
}

/** What a client verifies with, one part after the other. */
export interface Trust {
  readonly parts: readonly TrustPart[]
  readonly at: Location
}

export type TrustPart =
  /** A file that is named; `must` where it is of no use without. */
  | { readonly kind: "file"; readonly found: Found; readonly at: Location; readonly must: boolean }
  /** The store of the distribution or of the language. */
  | { readonly kind: "system"; readonly system: SystemStore }
  /** The public roots alone. */
  | { readonly kind: "public" }
