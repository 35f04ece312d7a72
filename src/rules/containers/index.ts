// Written by `npm run examples`.
import type { Rule } from "../rule.ts"
import { containersPolicyAcceptAnything } from "./containers-policy-accept-anything.ts"
import { containersPolicyInvalid } from "./containers-policy-invalid.ts"
import { crioInsecureRegistries } from "./crio-insecure-registries.ts"
import { registriesConfInsecure } from "./registries-conf-insecure.ts"
import { registriesConfInvalid } from "./registries-conf-invalid.ts"
import { registriesConfMirrorInsecure } from "./registries-conf-mirror-insecure.ts"
import { registriesConfV1Insecure } from "./registries-conf-v1-insecure.ts"
import { registriesConfV1Refused } from "./registries-conf-v1-refused.ts"
import { skopeoSyncTlsVerify } from "./skopeo-sync-tls-verify.ts"

export const containers: readonly Rule[] = [
  containersPolicyAcceptAnything,
  containersPolicyInvalid,
  crioInsecureRegistries,
  registriesConfInsecure,
  registriesConfInvalid,
  registriesConfMirrorInsecure,
  registriesConfV1Insecure,
  registriesConfV1Refused,
  skopeoSyncTlsVerify,
]
