import type { Family, Level } from "../model/report.ts"
import { weigh } from "../model/weight.ts"
import { namesOf, type Rule } from "../rules/rule.ts"
import { levelOf, lowered } from "./circumstances.ts"
import type { Config, RuleLevel, RuleLevels } from "./config.ts"
import { type PathMatcher, pathMatcher } from "./globs.ts"
import type { Located } from "./judged.ts"

/** What decides the level of a problem besides its rule. `path` is relative to where the globs of the config are rooted. */
export interface Standing extends Pick<Located, "rule" | "problem" | "because"> {
  readonly path: string
  readonly fixture: boolean
}

/** The level at which a problem counts, and what moved it away from its own, in words. */
export interface Verdict {
  readonly level: RuleLevel
  readonly because: readonly string[]
}

/**
 * The level at which a problem counts. A level that the config names for a rule takes the place of the rule's own; what
 * circumstances lower (a template, a fixture, a development cluster) stays lowered, unless it is named for the path.
 */
export function levelJudge(config: Config): (standing: Standing) => Verdict {
  const overrides = config.overrides.map(compiled).reverse()
  const environments = config.environments.map((one) => ({
    ...compiled(one),
    name: one.name,
    tolerance: one.insecure ?? tolerance(one.name),
  }))
  return ({ rule, problem, because = [], path, fixture }) => {
    const own = levelOf(weigh(problem.level ?? rule.level))
    const verdict = new Moved(own.level, [...because, ...own.because])
    const environment = environments.find(({ matches }) => matches(path))
    const override = overrides.find((one) => one.matches(path) && named(one.rules, rule) !== undefined)
    const forPath = named(override?.rules, rule) ?? named(environment?.rules, rule)
    if (forPath !== undefined) return verdict.to(spoken(forPath, rule, own.level), "the config says so for the path")
    verdict.to(spoken(named(config.rules, rule), rule, own.level), "the config says so for the rule")
    if (fixture) verdict.to(lowerInFixture(verdict.level, rule.family), "it stands among fixtures")
    const insecure = settings.has(rule.family) && problem.sensitive !== true
    if (insecure && environment?.tolerance !== undefined)
      verdict.to(lowest(verdict.level, environment.tolerance), `it belongs to the environment ${environment.name}`)
    return verdict
  }
}

/** A level on its way. */
class Moved implements Verdict {
  level: RuleLevel
  readonly because: string[]

  constructor(level: RuleLevel, because: string[]) {
    this.level = level
    this.because = because
  }

  to(level: RuleLevel, because: string): this {
    if (level !== this.level) this.because.push(because)
    this.level = level
    return this
  }
}

/** Whether a level reaches a threshold. */
export function reaches(level: Level, threshold: Level | "never"): boolean {
  return threshold !== "never" && rank[level] >= rank[threshold]
}

/** The levels by weight. */
export const rank: Readonly<Record<RuleLevel, number>> = { off: 0, notice: 1, warning: 2, error: 3 }

function compiled({ paths, rules }: { readonly paths: readonly string[]; readonly rules: RuleLevels }): {
  readonly matches: PathMatcher
  readonly rules: RuleLevels
} {
  return { matches: pathMatcher(paths), rules }
}

function named(levels: RuleLevels | undefined, rule: Rule): RuleLevel | undefined {
  const name = namesOf(rule).find((one) => levels?.[one] !== undefined)
  return name === undefined ? undefined : levels?.[name]
}

/** A problem that speaks below its rule's level has a reason to, which no level of the config takes away. */
function spoken(configured: RuleLevel | undefined, rule: Rule, own: Level): RuleLevel {
  if (configured === undefined) return own
  return rank[own] < rank[rule.level] ? lowest(configured, own) : configured
}

/** Certificate findings in fixtures are notices, settings one level lower. */
function lowerInFixture(level: RuleLevel, family: Family): RuleLevel {
  if (family === "ignore") return level
  if (level === "off") return level
  return lowered(level, certificates.has(family) ? "notice" : "one-less")
}

function lowest(a: RuleLevel, b: RuleLevel): RuleLevel {
  return rank[a] < rank[b] ? a : b
}

/** An environment that says nothing of insecure settings is as its name says. */
function tolerance(name: string): RuleLevel | undefined {
  return /^(?:dev|develop|development|local|lab|sandbox|preview|tests?|testing)$/i.test(name) ? "notice" : undefined
}

const certificates: ReadonlySet<Family> = new Set(["chain", "certificate", "ca", "connection", "input"])

const settings: ReadonlySet<Family> = new Set([
  "containerd",
  "k3s",
  "docker",
  "containers",
  "platform",
  "gitops",
  "kubernetes",
  "commands",
])
