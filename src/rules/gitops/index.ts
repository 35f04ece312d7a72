import type { Rule } from "../rule.ts"
import { fluxInsecureNoEffect } from "./flux-insecure-no-effect.ts"
import { fluxSourceHttpUrl } from "./flux-source-http-url.ts"
import { fluxSourceInsecure } from "./flux-source-insecure.ts"

/** GitOps, CI and supply-chain tools. */
export const gitops: readonly Rule[] = [
  fluxInsecureNoEffect,
  fluxSourceHttpUrl,
  fluxSourceInsecure,
]
