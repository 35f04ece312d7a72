import type { Family, Level } from "../model/report.ts"
import type { Problem, Rule } from "../rules/rule.ts"
import type { Config, RuleLevel, RuleLevels } from "./config.ts"
import { type PathMatcher, pathMatcher } from "./globs.ts"

/** What decides the level of a problem besides its rule. `path` is relative to where the globs of the config are rooted. */
export interface Standing {
  readonly rule: Rule
  readonly problem: Problem
  readonly path: string
  readonly fixture: boolean
}

/**
 * The level at which a problem counts. A level that the config names for a rule takes the place of the rule's own; what
 * circumstances lower (a template, a fixture, a development cluster) stays lowered, unless it is named for the path.
 */
export function levelJudge(config: Config): (standing: Standing) => RuleLevel {
  const overrides = config.overrides.map(compiled).reverse()
  const environments = config.environments.map((one) => ({
    ...compiled(one),
    tolerance: one.insecure ?? tolerance(one.name),
  }))
  return ({ rule, problem, path, fixture }) => {
    const environment = environments.find(({ matches }) => matches(path))
    const override = overrides.find((one) => one.matches(path) && named(one.rules, rule) !== undefined)
    const forPath = named(override?.rules, rule) ?? named(environment?.rules, rule)
    if (forPath !== undefined) return spoken(forPath, rule, problem)
    const level = spoken(named(config.rules, rule), rule, problem)
    const lowered = fixture ? lowerInFixture(level, rule.family) : level
    const insecure = settings.has(rule.family) && problem.sensitive !== true
    return insecure && environment?.tolerance !== undefined ? lowest(lowered, environment.tolerance) : lowered
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
  return levels?.[rule.id] ?? levels?.[rule.family]
}

/** A problem that speaks below its rule's level has a reason to, which no level of the config takes away. */
function spoken(configured: RuleLevel | undefined, rule: Rule, problem: Problem): RuleLevel {
  if (configured === undefined) return problem.level ?? rule.level
  const lowered = problem.level !== undefined && rank[problem.level] < rank[rule.level]
  return lowered ? lowest(configured, problem.level) : configured
}

/** CONTRACT, Default 1: certificate findings in fixtures are notices, settings one level lower. */
function lowerInFixture(level: RuleLevel, family: Family): RuleLevel {
  if (family === "ignore") return level
  if (certificates.has(family)) return lowest(level, "notice")
  return level === "error" ? "warning" : lowest(level, "notice")
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
