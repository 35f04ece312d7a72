import { writeFileSync } from "node:fs"
import { configSchema } from "../src/policy/config-schema.ts"

writeFileSync(
  new URL("../schema/config.schema.json", import.meta.url),
  `${JSON.stringify(configSchema(), undefined, 2)}\n`,
)
