import { rules } from "../rules/index.ts"
import type { Rule } from "../rules/rule.ts"

/** What only `tlsgate rules` tells of a rule. */
export type RuleTexts = Pick<Rule, "citations" | "examples">

/**
 * By the id of the rule. In the bundle these texts stand here alone, and the rules go without: half of all that a scan would
 * have to load is examples (scripts/build.ts).
 */
export const ruleTexts: Readonly<Record<string, RuleTexts>> = Object.fromEntries(
  rules.map(({ id, citations, examples }) => [id, { citations, examples }]),
)
