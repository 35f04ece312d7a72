// Written by `npm run examples`.
import type { Rule } from "../rule.ts"
import { ansibleCaCopyWithoutUpdate } from "./ansible-ca-copy-without-update.ts"
import { caBundleAppendLost } from "./ca-bundle-append-lost.ts"
import { caBundleContainsPrivateKey } from "./ca-bundle-contains-private-key.ts"
import { caBundleReplaced } from "./ca-bundle-replaced.ts"
import { caDoesNotSignServer } from "./ca-does-not-sign-server.ts"
import { caEnvKindMismatch } from "./ca-env-kind-mismatch.ts"
import { caEnvPathNotMounted } from "./ca-env-path-not-mounted.ts"
import { caExpired } from "./ca-expired.ts"
import { caExpiring } from "./ca-expiring.ts"
import { caFieldUnreadable } from "./ca-field-unreadable.ts"
import { caMountedUnread } from "./ca-mounted-unread.ts"
import { caPemGluedOrIndented } from "./ca-pem-glued-or-indented.ts"
import { caStoreDer } from "./ca-store-der.ts"
import { caStoreIntermediateOnly } from "./ca-store-intermediate-only.ts"
import { caStoreLeaf } from "./ca-store-leaf.ts"
import { caStoreLostInMultistage } from "./ca-store-lost-in-multistage.ts"
import { caStoreMissingPackage } from "./ca-store-missing-package.ts"
import { caStoreMultiCertFile } from "./ca-store-multi-cert-file.ts"
import { caStoreNoUpdateCommand } from "./ca-store-no-update-command.ts"
import { caStoreNotListed } from "./ca-store-not-listed.ts"
import { caStorePublicIntermediate } from "./ca-store-public-intermediate.ts"
import { caStoreWrongDistro } from "./ca-store-wrong-distro.ts"
import { caStoreWrongExtension } from "./ca-store-wrong-extension.ts"
import { caWeak } from "./ca-weak.ts"
import { cloudInitBadHeader } from "./cloud-init-bad-header.ts"
import { cloudInitCaCerts } from "./cloud-init-ca-certs.ts"
import { cmSecretCaContent } from "./cm-secret-ca-content.ts"
import { consumerNotReloaded } from "./consumer-not-reloaded.ts"
import { envCaPathDangling } from "./env-ca-path-dangling.ts"
import { envCaReplacesPublicRoots } from "./env-ca-replaces-public-roots.ts"
import { externalDnsAwsCaBundleCrash } from "./external-dns-aws-ca-bundle-crash.ts"
import { externalDnsCorednsEnv } from "./external-dns-coredns-env.ts"
import { externalDnsSkipVerify } from "./external-dns-skip-verify.ts"
import { externalDnsTlsCaIgnored } from "./external-dns-tls-ca-ignored.ts"
import { externalDnsUpgrade } from "./external-dns-upgrade.ts"
import { externalDnsWebhookTrustScope } from "./external-dns-webhook-trust-scope.ts"
import { imageWithoutRoots } from "./image-without-roots.ts"
import { javaTruststoreEnv } from "./java-truststore-env.ts"
import { keytoolImportUnanswered } from "./keytool-import-unanswered.ts"
import { mountCaNearMiss } from "./mount-ca-near-miss.ts"
import { mountReplacesCaBundle } from "./mount-replaces-ca-bundle.ts"
import { mountShadowsCaDirectory } from "./mount-shadows-ca-directory.ts"
import { privateRegistryWithoutCa } from "./private-registry-without-ca.ts"
import { rootRefusedByStrictClients } from "./root-refused-by-strict-clients.ts"
import { runtimeNotRestartedAfterCa } from "./runtime-not-restarted-after-ca.ts"
import { systemStoreUnreadByRuntime } from "./system-store-unread-by-runtime.ts"
import { terraformUserdataCa } from "./terraform-userdata-ca.ts"

export const ca: readonly Rule[] = [
  ansibleCaCopyWithoutUpdate,
  caBundleAppendLost,
  caBundleContainsPrivateKey,
  caBundleReplaced,
  caDoesNotSignServer,
  caEnvKindMismatch,
  caEnvPathNotMounted,
  caExpired,
  caExpiring,
  caFieldUnreadable,
  caMountedUnread,
  caPemGluedOrIndented,
  caStoreDer,
  caStoreIntermediateOnly,
  caStoreLeaf,
  caStoreLostInMultistage,
  caStoreMissingPackage,
  caStoreMultiCertFile,
  caStoreNoUpdateCommand,
  caStoreNotListed,
  caStorePublicIntermediate,
  caStoreWrongDistro,
  caStoreWrongExtension,
  caWeak,
  cloudInitBadHeader,
  cloudInitCaCerts,
  cmSecretCaContent,
  consumerNotReloaded,
  envCaPathDangling,
  envCaReplacesPublicRoots,
  externalDnsAwsCaBundleCrash,
  externalDnsCorednsEnv,
  externalDnsSkipVerify,
  externalDnsTlsCaIgnored,
  externalDnsUpgrade,
  externalDnsWebhookTrustScope,
  imageWithoutRoots,
  javaTruststoreEnv,
  keytoolImportUnanswered,
  mountCaNearMiss,
  mountReplacesCaBundle,
  mountShadowsCaDirectory,
  privateRegistryWithoutCa,
  rootRefusedByStrictClients,
  runtimeNotRestartedAfterCa,
  systemStoreUnreadByRuntime,
  terraformUserdataCa,
]
