import type { IgnoreComment } from "../model/facts.ts"
import type { Location } from "../model/place.ts"
import type { Suppression } from "../model/report.ts"
import type { Config, ConfigIgnore, IgnorePolicy } from "./config.ts"
import { dayLength, dayStart } from "./date.ts"
import { parseIgnoreAnnotation, parseIgnoreComment } from "./ignore-text.ts"
import { didYouMean } from "./suggest.ts"

/** An ignore, wherever it is written. */
export interface Ignore {
  readonly location: Location
  readonly by: "inline" | "config"
  /** The rules and families that it names; none means all. */
  readonly rules: readonly string[]
  readonly reason?: string
  readonly until?: string
  /** What is wrong with it. */
  readonly faults: readonly string[]
  readonly state: "valid" | "over" | "invalid"
  readonly comment?: IgnoreComment
  readonly entry?: ConfigIgnore
}

export interface IgnoreContext {
  readonly config: Config
  readonly at: number
  /** The ids of all rules, and their families. */
  readonly names: ReadonlySet<string>
}

/** Every ignore of the files and of the config. */
export function readIgnores(comments: readonly IgnoreComment[], context: IgnoreContext): Ignore[] {
  const inline = comments.flatMap((comment) => {
    const texts = comment.reach === "object" ? parseIgnoreAnnotation(comment.text) : [parseIgnoreComment(comment.text)]
    return texts.map((text) => assess({ ...text, location: comment.location, by: "inline", comment }, context))
  })
  const configured = context.config.ignores.map((entry) => {
    return assess({ ...entry, by: "config", faults: [], entry }, context)
  })
  return [...inline, ...configured]
}

/** How a report names what silenced a finding. */
export function suppressionOf({ by, reason, until }: Ignore): Suppression {
  return { by, ...(reason !== undefined && { reason }), ...(until !== undefined && { until }) }
}

function assess(written: Omit<Ignore, "state">, { config, at, names }: IgnoreContext): Ignore {
  const known = written.rules.filter((name) => names.has(name))
  const unknown = written.rules.filter((name) => !names.has(name))
  const strangers = unknown.map((name) => {
    const hint = didYouMean(name, names)
    return `there is no rule or family "${name}"${hint === undefined ? "" : `, ${hint}`}`
  })
  const lacking = lacks(written, config.ignorePolicy, at)
  const faults = [...written.faults, ...strangers, ...lacking]
  const nothingLeft = written.rules.length > 0 && known.length === 0
  const isInvalid = written.faults.length > 0 || lacking.length > 0 || nothingLeft
  // A date that is none counts as over, so that a slip of the pen cannot open a gate for good.
  const isOver = written.until !== undefined && !(at < endOf(written.until))
  return { ...written, rules: known, faults, state: isOver ? "over" : isInvalid ? "invalid" : "valid" }
}

function lacks({ reason, until }: Omit<Ignore, "state">, policy: IgnorePolicy, at: number): string[] {
  const faults: string[] = []
  if (policy.requireReason && reason === undefined) faults.push('it gives no reason (reason="…")')
  if (until === undefined) return policy.requireUntil ? [...faults, "it gives no last day (until=YYYY-MM-DD)"] : faults
  const day = dayStart(until)
  if (day === undefined) return [...faults, `"${until}" is no day of the form YYYY-MM-DD`]
  const { maxDays } = policy
  if (maxDays !== undefined && day - at > maxDays * dayLength)
    faults.push(`${until} is more than ${maxDays} days ahead`)
  return faults
}

/** The last day is inclusive: it ends where the next begins, in UTC. */
function endOf(until: string): number {
  return (dayStart(until) ?? Number.NEGATIVE_INFINITY) + dayLength
}
