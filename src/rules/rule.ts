import type { Inventory } from "../join/inventory.ts"
import type {
  BundleFact,
  CommandFact,
  DocumentFact,
  DocumentKind,
  ImageFact,
  ScriptFact,
  VariableFact,
} from "../model/facts.ts"
import type { Help } from "../model/help.ts"
import type { Location, Span } from "../model/place.ts"
import type { Edit, Family, Level } from "../model/report.ts"
import type { ResourceRef } from "../model/source.ts"
import type { Weight } from "../model/weight.ts"
import type { TrustAnchors } from "../x509/anchors.ts"

/** What a rule can be about: a kind of document, a smaller fact, or (`repository`) all facts together. */
export interface Subjects extends Record<DocumentKind, DocumentFact> {
  bundle: BundleFact
  script: ScriptFact
  command: { readonly command: CommandFact; readonly script: ScriptFact }
  variable: VariableFact
  image: ImageFact
  repository: Inventory
}

export type Subject = keyof Subjects

/** Its examples are files, in `<id>/examples` beside it. */
export interface Rule<S extends Subject = Subject> {
  /** Kebab-case, named after the fault, and the name of the rule's file. Never reused. */
  readonly id: string
  /** Ids of rules that were given up for this one: configs, ignores and baselines that name them mean this one. */
  readonly aliases?: readonly string[]
  readonly family: Family
  /** The level at which it usually speaks; a problem may carry another. */
  readonly level: Level
  /** The fault in one line. */
  readonly summary: string
  readonly citations: readonly [Citation, ...Citation[]]
  /** What goes wrong for people when the fault stays. */
  readonly why: string
  /** What to do about it, when the problem has nothing more exact to say. */
  readonly fix: string
  /** The controls of audit catalogues that ask for this, only where they really say it: "CIS Docker 2.5". */
  readonly controls?: readonly string[]
  readonly on: S | readonly S[]
  /** Whether it speaks in general: where another rule has something to say on the same line, it gives way. */
  readonly yields?: boolean
  check(subject: Subjects[S], context: Context): Iterable<Problem>
}

/** Keeps the type of `check` bound to that of `on`, and lets rules of all kinds share a list. */
export function rule<const S extends Subject>(definition: Rule<S>): Rule {
  return definition as unknown as Rule
}

/** What a rule is called by configs and ignores: its id, those that it had, and its family. */
export function namesOf({ id, aliases = [], family }: Pick<Rule, "id" | "aliases" | "family">): readonly string[] {
  return [id, ...aliases, family]
}

export interface Citation {
  readonly document: string
  readonly section?: string
  /** What it says, in our own words or in one short quoted sentence. */
  readonly says: string
  readonly url?: string
}

/** What a rule may know besides its subject. The time is an input, as everything is. */
export interface Context {
  readonly inventory: Inventory
  /** The instant of evaluation, in milliseconds since the epoch. */
  readonly at: number
  readonly options: CheckOptions
  /** What clients trust besides what the repository itself distributes. */
  readonly trust: TrustAnchors
}

export interface CheckOptions {
  /** Days left, below which expiry is an error or a warning. */
  readonly expiry: Horizons
  /** Those of a path, where the config has others for some. */
  readonly expiryAt?: (path: string) => Horizons
  readonly chain: "auto" | "server" | "full"
  /** Chain modes by Secret (`namespace/name`, globs allowed) or path, the first that matches. */
  readonly chains: readonly {
    readonly secret?: string
    readonly path?: string
    readonly mode: "server" | "full" | "ca-bundle" | "leaf-only"
  }[]
  /** The ingress controllers behind addresses that no manifest names. */
  readonly controllers: Readonly<Record<string, readonly string[]>>
}

export interface Horizons {
  readonly error: number
  readonly warning: number
}

export interface Problem {
  /** One sentence: the thing, what is wrong, and what happens because of it. */
  readonly message: string
  readonly help?: Help
  /** Where: a node or word of the subject, or a location that is complete. */
  readonly at: Span | Location
  /** Where it is not the rule's own level in full: what would happen, and what is known of the circumstances. */
  readonly level?: Level | Weight
  readonly related?: readonly Remark[]
  readonly resource?: ResourceRef & { readonly path?: string }
  /** The SHA-256 of the certificate that it is about. */
  readonly certificate?: string
  readonly edits?: readonly Edit[]
  /** What the finding is about, when the place alone does not tell it apart: a host, a key. Part of the fingerprint. */
  readonly identity?: string
  /** Problems of one rule with the same cause are one finding, at the first place; the others are related. */
  readonly cause?: string
  /** It gives way where another rule has an error to tell of in one of these places: that is its cause. */
  readonly unless?: readonly Location[]
  /** Its source line holds a secret and is never shown. */
  readonly sensitive?: boolean
}

export interface Remark {
  readonly message: string
  readonly at: Location
}
