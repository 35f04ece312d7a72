import { rules } from "../rules/index.ts"
import type { Rule } from "../rules/rule.ts"
import { readableExample } from "./example-text.ts"
import { examplesOf, expectedOf, toldOf } from "./examples.ts"

/** What only `tlsgate rules` tells of a rule. */
export interface RuleTexts extends Pick<Rule, "citations"> {
  /** Each the texts of some files by their paths, certificates and keys by what they are. */
  readonly examples: Readonly<Record<"bad" | "good", readonly Readonly<Record<string, string>>[]>>
  /** What the rule says about each bad example. */
  readonly expected: readonly string[]
}

/**
 * By the id of the rule. In the bundle these texts stand here alone, and the rules go without: half of all that a scan would
 * have to load is examples (scripts/build.ts).
 */
export const ruleTexts: Readonly<Record<string, RuleTexts>> = Object.fromEntries(
  rules.map((rule) => {
    const { bad, good } = examplesOf(rule)
    const expected = expectedOf(rule)
    const texts: RuleTexts = {
      citations: rule.citations,
      examples: {
        bad: bad.map(({ files }) => readableExample(files)),
        good: good.map(({ files }) => readableExample(files)),
      },
      expected: bad.map(({ name }) => toldOf(name, expected)),
    }
    return [rule.id, texts]
  }),
)
