import { rules } from "./index.ts"
import type { Rule } from "./rule.ts"

// The build writes this module anew (scripts/on-demand.ts): there, rules are loaded when a repository holds what they read.

/** The rules that can have something to say about a repository, by what it holds (`Inventory.holds`). */
export async function rulesFor(_holds: (what: string) => boolean): Promise<readonly Rule[]> {
  return rules
}

/** Every rule, by family and id. */
export async function everyRule(): Promise<readonly Rule[]> {
  return rules
}

/** What a config or an ignore may name: rules and families. */
export const ruleNames: ReadonlySet<string> = new Set(rules.flatMap(({ id, family }) => [id, family]))
