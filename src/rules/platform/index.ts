import type { Rule } from "../rule.ts"
import { talosCaEncoding } from "./talos-ca-encoding.ts"
import { talosRegistryInsecure } from "./talos-registry-insecure.ts"

/** Node operating systems, OpenShift, and clusters for development. */
export const platform: readonly Rule[] = [
  talosCaEncoding,
  talosRegistryInsecure,
]
