// Written by `npm run examples`.
import type { Rule } from "../rule.ts"
import { ignoreExpired } from "./ignore-expired.ts"
import { ignoreInvalid } from "./ignore-invalid.ts"
import { ignoreUnused } from "./ignore-unused.ts"

export const ignore: readonly Rule[] = [ignoreExpired, ignoreInvalid, ignoreUnused]
