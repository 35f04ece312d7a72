import { acme } from "./acme/index.ts"
import { ca } from "./ca/index.ts"
import { certificate } from "./certificate/index.ts"
import { chain } from "./chain/index.ts"
import { commands } from "./commands/index.ts"
import { connection } from "./connection/index.ts"
import { containerd } from "./containerd/index.ts"
import { containers } from "./containers/index.ts"
import { docker } from "./docker/index.ts"
import { gitops } from "./gitops/index.ts"
import { ignore } from "./ignore/index.ts"
import { input } from "./input/index.ts"
import { k3s } from "./k3s/index.ts"
import { kubernetes } from "./kubernetes/index.ts"
import { platform } from "./platform/index.ts"
import { namesOf, type Rule } from "./rule.ts"

/** Every rule, by family and id. A family is a line here; a rule is a line in its family's list. */
export const rules: readonly Rule[] = [
  ...acme,
  ...ca,
  ...certificate,
  ...chain,
  ...commands,
  ...connection,
  ...containerd,
  ...containers,
  ...docker,
  ...gitops,
  ...ignore,
  ...input,
  ...k3s,
  ...kubernetes,
  ...platform,
]

/** What a config or an ignore may name: rules and families. */
export const ruleNames: ReadonlySet<string> = new Set(rules.flatMap(namesOf))
