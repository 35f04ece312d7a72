import type { Rule } from "../rule.ts"
import { chainBrokenLink } from "./chain-broken-link.ts"
import { chainRootMissing } from "./chain-root-missing.ts"
import { chainRootNotSelfSigned } from "./chain-root-not-self-signed.ts"
import { chainSignatureMismatch } from "./chain-signature-mismatch.ts"
import { chainTooShort } from "./chain-too-short.ts"
import { chainWrongOrder } from "./chain-wrong-order.ts"

/** The rules about chains as servers present them, in alphabetical order. */
export const chain: readonly Rule[] = [
  chainBrokenLink,
  chainRootMissing,
  chainRootNotSelfSigned,
  chainSignatureMismatch,
  chainTooShort,
  chainWrongOrder,
]
