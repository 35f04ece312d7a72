import { ca } from "./ca/index.ts"
import { chain } from "./chain/index.ts"
import { containers } from "./containers/index.ts"
import { docker } from "./docker/index.ts"
import { gitops } from "./gitops/index.ts"
import { kubernetes } from "./kubernetes/index.ts"
import type { Rule } from "./rule.ts"

/** Every rule, by family and id. A family is a line here; a rule is a line in its family's list. */
export const rules: readonly Rule[] = [...ca, ...chain, ...containers, ...docker, ...gitops, ...kubernetes]
