import type { Location } from "../model/place.ts"
import type { Level } from "../model/report.ts"
import type { CheckOptions } from "../rules/rule.ts"

/** A config, checked. What is not said in it is undefined or empty. */
export interface Config {
  readonly version: 1
  readonly include: readonly string[]
  readonly exclude: readonly string[]
  readonly failOn?: Threshold
  readonly expiry: Expiry
  readonly trust?: readonly string[]
  readonly chain?: CheckOptions["chain"]
  readonly chains: CheckOptions["chains"]
  readonly controllers: CheckOptions["controllers"]
  readonly rules: RuleLevels
  readonly environments: readonly Environment[]
  readonly overrides: readonly Override[]
  readonly ignores: readonly ConfigIgnore[]
  readonly ignorePolicy: IgnorePolicy
}

export type Threshold = Level | "never"

/** The level of a rule or a family, by its name. */
export type RuleLevels = Readonly<Record<string, RuleLevel>>
export type RuleLevel = Level | "off"

export interface Expiry {
  readonly error?: number
  readonly warning?: number
}

/** A part of the repository that is deployed to one place. */
export interface Environment {
  readonly name: string
  readonly paths: readonly string[]
  /** The highest level at which an insecure setting speaks there. */
  readonly insecure?: RuleLevel
  readonly rules: RuleLevels
}

export interface Override {
  readonly paths: readonly string[]
  readonly rules: RuleLevels
  readonly failOn?: Threshold
  readonly expiry: Expiry
}

/** What is silenced from the config. All that is given must hold; of a list, one. */
export interface ConfigIgnore {
  readonly location: Location
  readonly paths: readonly string[]
  readonly rules: readonly string[]
  readonly sha256: readonly string[]
  readonly object?: string
  readonly fingerprint?: string
  readonly reason?: string
  readonly until?: string
}

export interface IgnorePolicy {
  readonly requireReason: boolean
  readonly requireUntil: boolean
  /** How far ahead `until` may lie. */
  readonly maxDays?: number
}

/** What holds where there is no config. */
export const emptyConfig: Config = {
  version: 1,
  include: [],
  exclude: [],
  expiry: {},
  chains: [],
  controllers: {},
  rules: {},
  environments: [],
  overrides: [],
  ignores: [],
  ignorePolicy: { requireReason: true, requireUntil: true },
}
