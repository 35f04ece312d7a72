// Written by `npm run examples`.
import type { Rule } from "../rule.ts"
import { ansibleValidateCertsOff } from "./ansible-validate-certs-off.ts"
import { argumentsInOneItem } from "./arguments-in-one-item.ts"
import { cmdCurlInsecure } from "./cmd-curl-insecure.ts"
import { cmdKubeInsecure } from "./cmd-kube-insecure.ts"
import { cmdPkgmgrTlsOff } from "./cmd-pkgmgr-tls-off.ts"
import { cmdRegistryClientInsecure } from "./cmd-registry-client-insecure.ts"
import { cmdShellVerifyFirstCertOnly } from "./cmd-shell-verify-first-cert-only.ts"
import { cmdTrustOnFirstUse } from "./cmd-trust-on-first-use.ts"
import { cmdWgetInsecure } from "./cmd-wget-insecure.ts"
import { connectionStringUnencrypted } from "./connection-string-unencrypted.ts"
import { connectionStringUnverified } from "./connection-string-unverified.ts"
import { envGitSslNoVerify } from "./env-git-ssl-no-verify.ts"
import { envNodeTlsRejectUnauthorized } from "./env-node-tls-reject-unauthorized.ts"
import { envPythonTlsOff } from "./env-python-tls-off.ts"
import { envTlsOffOther } from "./env-tls-off-other.ts"
import { githubActionsTlsOff } from "./github-actions-tls-off.ts"
import { godebugWithoutEffect } from "./godebug-without-effect.ts"
import { packageSourceUnsigned } from "./package-source-unsigned.ts"
import { terraformProviderInsecure } from "./terraform-provider-insecure.ts"
import { tlsGivenUp } from "./tls-given-up.ts"
import { tlsHostNameUnchecked } from "./tls-host-name-unchecked.ts"
import { tlsOffByName } from "./tls-off-by-name.ts"
import { tlsServerUnverified } from "./tls-server-unverified.ts"

export const commands: readonly Rule[] = [
  ansibleValidateCertsOff,
  argumentsInOneItem,
  cmdCurlInsecure,
  cmdKubeInsecure,
  cmdPkgmgrTlsOff,
  cmdRegistryClientInsecure,
  cmdShellVerifyFirstCertOnly,
  cmdTrustOnFirstUse,
  cmdWgetInsecure,
  connectionStringUnencrypted,
  connectionStringUnverified,
  envGitSslNoVerify,
  envNodeTlsRejectUnauthorized,
  envPythonTlsOff,
  envTlsOffOther,
  githubActionsTlsOff,
  godebugWithoutEffect,
  packageSourceUnsigned,
  terraformProviderInsecure,
  tlsGivenUp,
  tlsHostNameUnchecked,
  tlsOffByName,
  tlsServerUnverified,
]
