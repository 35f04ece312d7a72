// Written by `npm run examples`.
import type { Rule } from "../rule.ts"
import { argoWorkflowsArtifactInsecure } from "./argo-workflows-artifact-insecure.ts"
import { argocdClusterTlsInsecure } from "./argocd-cluster-tls-insecure.ts"
import { argocdInternalPlaintext } from "./argocd-internal-plaintext.ts"
import { argocdOidcSkipVerify } from "./argocd-oidc-skip-verify.ts"
import { argocdRepoInsecure } from "./argocd-repo-insecure.ts"
import { argocdTlsCertsKey } from "./argocd-tls-certs-key.ts"
import { fluxInsecureNoEffect } from "./flux-insecure-no-effect.ts"
import { fluxSourceHttpUrl } from "./flux-source-http-url.ts"
import { fluxSourceInsecure } from "./flux-source-insecure.ts"
import { gitlabCiTlsOff } from "./gitlab-ci-tls-off.ts"
import { harborTlsOff } from "./harbor-tls-off.ts"
import { helmRepoHttp } from "./helm-repo-http.ts"
import { helmfileTlsOff } from "./helmfile-tls-off.ts"
import { jenkinsTlsOff } from "./jenkins-tls-off.ts"
import { renovateInsecureRegistry } from "./renovate-insecure-registry.ts"
import { tektonTaskTlsOff } from "./tekton-task-tls-off.ts"

export const gitops: readonly Rule[] = [
  argoWorkflowsArtifactInsecure,
  argocdClusterTlsInsecure,
  argocdInternalPlaintext,
  argocdOidcSkipVerify,
  argocdRepoInsecure,
  argocdTlsCertsKey,
  fluxInsecureNoEffect,
  fluxSourceHttpUrl,
  fluxSourceInsecure,
  gitlabCiTlsOff,
  harborTlsOff,
  helmRepoHttp,
  helmfileTlsOff,
  jenkinsTlsOff,
  renovateInsecureRegistry,
  tektonTaskTlsOff,
]
