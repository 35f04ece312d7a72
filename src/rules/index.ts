import { chain } from "./chain/index.ts"
import { commands } from "./commands/index.ts"
import type { Rule } from "./rule.ts"

/** Every rule, by family and id. A family is a line here; a rule is a line in its family's list. */
export const rules: readonly Rule[] = [...chain, ...commands]
