// Written by `npm run examples`.
import type { Rule } from "../rule.ts"
import { k3sManagedContainerdFile } from "./k3s-managed-containerd-file.ts"
import { k3sRegistryClientCertUnpaired } from "./k3s-registry-client-cert-unpaired.ts"
import { k3sRegistryConfigKey } from "./k3s-registry-config-key.ts"
import { k3sRegistryConfigUnmatched } from "./k3s-registry-config-unmatched.ts"
import { k3sRegistryHttpEndpoint } from "./k3s-registry-http-endpoint.ts"
import { k3sRegistryInsecureSkipVerify } from "./k3s-registry-insecure-skip-verify.ts"
import { k3sRegistryMisplacedTls } from "./k3s-registry-misplaced-tls.ts"
import { k3sRegistryPlaintextAuth } from "./k3s-registry-plaintext-auth.ts"
import { k3sRegistryRedundantMirror } from "./k3s-registry-redundant-mirror.ts"
import { k3sRegistryUnknownKey } from "./k3s-registry-unknown-key.ts"
import { k3sRegistryWildcardInsecure } from "./k3s-registry-wildcard-insecure.ts"

export const k3s: readonly Rule[] = [
  k3sManagedContainerdFile,
  k3sRegistryClientCertUnpaired,
  k3sRegistryConfigKey,
  k3sRegistryConfigUnmatched,
  k3sRegistryHttpEndpoint,
  k3sRegistryInsecureSkipVerify,
  k3sRegistryMisplacedTls,
  k3sRegistryPlaintextAuth,
  k3sRegistryRedundantMirror,
  k3sRegistryUnknownKey,
  k3sRegistryWildcardInsecure,
]
