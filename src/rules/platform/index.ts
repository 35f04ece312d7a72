// Written by `npm run examples`.
import type { Rule } from "../rule.ts"
import { devClusterInsecureRegistry } from "./dev-cluster-insecure-registry.ts"
import { openshiftInjectBundleNonempty } from "./openshift-inject-bundle-nonempty.ts"
import { openshiftInsecureRegistries } from "./openshift-insecure-registries.ts"
import { openshiftRegistryCaKey } from "./openshift-registry-ca-key.ts"
import { talosCaEncoding } from "./talos-ca-encoding.ts"
import { talosRegistryInsecure } from "./talos-registry-insecure.ts"

export const platform: readonly Rule[] = [
  devClusterInsecureRegistry,
  openshiftInjectBundleNonempty,
  openshiftInsecureRegistries,
  openshiftRegistryCaKey,
  talosCaEncoding,
  talosRegistryInsecure,
]
