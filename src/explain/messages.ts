import { goMessages } from "./go.table.ts"
import { issuanceMessages } from "./issuance.table.ts"
import type { Message } from "./message.ts"
import { opensslMessages } from "./openssl.table.ts"
import { platformMessages } from "./platforms.table.ts"
import { registryMessages } from "./registries.table.ts"
import { serverMessages } from "./servers.table.ts"

/** Every text that `explain` knows. */
export const messages: readonly Message[] = [
  ...goMessages,
  ...registryMessages,
  ...issuanceMessages,
  ...opensslMessages,
  ...serverMessages,
  ...platformMessages,
]
