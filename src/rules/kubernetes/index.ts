import type { Rule } from "../rule.ts"
import { apiserviceInsecureSkipTls } from "./apiservice-insecure-skip-tls.ts"
import { apiserviceInsecureWithCabundle } from "./apiservice-insecure-with-cabundle.ts"
import { kubeconfigCaConflict } from "./kubeconfig-ca-conflict.ts"
import { kubeconfigInsecureSkipTls } from "./kubeconfig-insecure-skip-tls.ts"

/** Kubernetes objects, and the gateways that they configure. */
export const kubernetes: readonly Rule[] = [
  apiserviceInsecureSkipTls,
  apiserviceInsecureWithCabundle,
  kubeconfigCaConflict,
  kubeconfigInsecureSkipTls,
]
