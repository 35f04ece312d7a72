// Written by `npm run examples`.
import type { Rule } from "../rule.ts"
import { inputMalformed } from "./input-malformed.ts"
import { inputNotChecked } from "./input-not-checked.ts"
import { inputPasswordUnknown } from "./input-password-unknown.ts"
import { inputTooLarge } from "./input-too-large.ts"
import { inputUnreadable } from "./input-unreadable.ts"

export const input: readonly Rule[] = [
  inputMalformed,
  inputNotChecked,
  inputPasswordUnknown,
  inputTooLarge,
  inputUnreadable,
]
