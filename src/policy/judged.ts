import type { Location } from "../model/place.ts"
import type { Level, Suppression } from "../model/report.ts"
import type { Problem, Rule } from "../rules/rule.ts"
import type { Ignore } from "./ignores.ts"

/** A problem, with the rule that yielded it and its complete place. */
export interface Located {
  readonly rule: Rule
  readonly problem: Problem
  readonly location: Location
  /** What took its level below its severity already, in words. */
  readonly because?: readonly string[]
}

/** A problem with the level at which it counts. */
export interface Weighed extends Located {
  readonly level: Level
  readonly because: readonly string[]
  readonly fixture: boolean
}

/** A problem with what silences it. */
export interface Judged extends Weighed {
  readonly suppressed?: Suppression
  /** The ignore that `suppressed` tells of. */
  readonly silencer?: Ignore
  /** What would silence it, if the base agreed. */
  readonly pending?: Suppression
  /** The ignore that would have silenced it, were it not over. */
  readonly over?: Ignore
}
