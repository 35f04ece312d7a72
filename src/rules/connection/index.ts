// Written by `npm run examples`.
import type { Rule } from "../rule.ts"
import { connectionClientCertificateMissing } from "./connection-client-certificate-missing.ts"
import { connectionClientCertificateRefused } from "./connection-client-certificate-refused.ts"
import { connectionFails } from "./connection-fails.ts"
import { connectionMissingIntermediate } from "./connection-missing-intermediate.ts"
import { connectionNameMismatch } from "./connection-name-mismatch.ts"
import { connectionProtocol } from "./connection-protocol.ts"
import { connectionPurpose } from "./connection-purpose.ts"
import { connectionTrustUnreadable } from "./connection-trust-unreadable.ts"
import { connectionUnknownAuthority } from "./connection-unknown-authority.ts"

export const connection: readonly Rule[] = [
  connectionClientCertificateMissing,
  connectionClientCertificateRefused,
  connectionFails,
  connectionMissingIntermediate,
  connectionNameMismatch,
  connectionProtocol,
  connectionPurpose,
  connectionTrustUnreadable,
  connectionUnknownAuthority,
]
