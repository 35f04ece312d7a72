import type { DocumentFact } from "../model/facts.ts"
import type { Span } from "../model/place.ts"
import type { Scalar } from "../model/tree.ts"

/** A place where a document names a Secret or a ConfigMap. */
export interface Reference {
  readonly user: DocumentFact
  /** Where the name stands. */
  readonly at: Scalar
  readonly kind: "Secret" | "ConfigMap"
  readonly name: string
  /** Where it is written out; else it is the namespace of the user. */
  readonly namespace?: string
  /** A namespace that is written beside the name, where the API has no such field: nobody reads it. */
  readonly unread?: Scalar
  /** Whether the user may look in a namespace that it does not name. */
  readonly anywhere: boolean
  readonly purpose: Purpose
  /** The keys that are read, where the reference or the API says it. */
  readonly keys: readonly string[]
  /** Whether it says that the key need not be there. */
  readonly optional?: true
  /** The names that clients ask for (`server`), or that are asked for (`trust`). */
  readonly hosts: readonly Scalar[]
  /** The part of a Gateway that it belongs to. */
  readonly listener?: string
}

/**
 * What a Secret or ConfigMap is for where it is named. `server`: presented to clients. `trust`: what peers are verified
 * with. `clients`: what clients are verified with. `client`: presented to servers. `issued`: written there by an issuer.
 * `signer`: what an issuer signs with. `mount`: files or variables of a container. `other`: nothing shows it.
 */
export type Purpose = "server" | "trust" | "clients" | "client" | "issued" | "signer" | "mount" | "other"

/** A name that clients ask for, in the document that says it. */
export interface Host {
  readonly name: Scalar
  readonly document: DocumentFact
}

/** How something uses a bundle. */
export interface Use {
  readonly user: DocumentFact
  /** What people call the user: `Ingress web/shop`. */
  readonly label: string
  readonly purpose: Purpose
  /** Where the user names it; its own document where the bundle stands in the user itself. */
  readonly at: Span
  /** The names that clients ask for (`server`), or that are asked for (`trust`). */
  readonly hosts: readonly Host[]
  /** The routes that are reached through the user. */
  readonly through: readonly DocumentFact[]
}
