// Written by `npm run examples`.
import type { Rule } from "../rule.ts"
import { chainBrokenLink } from "./chain-broken-link.ts"
import { chainCaNotCa } from "./chain-ca-not-ca.ts"
import { chainDuplicateOrExtra } from "./chain-duplicate-or-extra.ts"
import { chainExpired } from "./chain-expired.ts"
import { chainExpiring } from "./chain-expiring.ts"
import { chainKeyMismatch } from "./chain-key-mismatch.ts"
import { chainNotYetValid } from "./chain-not-yet-valid.ts"
import { chainRootMissing } from "./chain-root-missing.ts"
import { chainRootNotSelfSigned } from "./chain-root-not-self-signed.ts"
import { chainRootSuperfluous } from "./chain-root-superfluous.ts"
import { chainSignatureMismatch } from "./chain-signature-mismatch.ts"
import { chainTooShort } from "./chain-too-short.ts"
import { chainWrongOrder } from "./chain-wrong-order.ts"
import { rootRemoved } from "./root-removed.ts"
import { secretCopiesDiverge } from "./secret-copies-diverge.ts"

export const chain: readonly Rule[] = [
  chainBrokenLink,
  chainCaNotCa,
  chainDuplicateOrExtra,
  chainExpired,
  chainExpiring,
  chainKeyMismatch,
  chainNotYetValid,
  chainRootMissing,
  chainRootNotSelfSigned,
  chainRootSuperfluous,
  chainSignatureMismatch,
  chainTooShort,
  chainWrongOrder,
  rootRemoved,
  secretCopiesDiverge,
]
