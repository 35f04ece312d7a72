// Written by `npm run examples`.
import type { Rule } from "../rule.ts"
import { acmeIssuerSkipTlsVerify } from "./acme-issuer-skip-tls-verify.ts"
import { apiVersionUnread } from "./api-version-unread.ts"
import { apiserviceInsecureSkipTls } from "./apiservice-insecure-skip-tls.ts"
import { apiserviceInsecureWithCabundle } from "./apiservice-insecure-with-cabundle.ts"
import { clientCertificateUnverified } from "./client-certificate-unverified.ts"
import { gatewayBackendInsecureSkipVerify } from "./gateway-backend-insecure-skip-verify.ts"
import { gatewayBackendtlsInvalid } from "./gateway-backendtls-invalid.ts"
import { haproxyServerVerifyNone } from "./haproxy-server-verify-none.ts"
import { imagepullsecretCommitted } from "./imagepullsecret-committed.ts"
import { ingressAnnotationsUnread } from "./ingress-annotations-unread.ts"
import { ingressAuthTlsWeak } from "./ingress-auth-tls-weak.ts"
import { ingressAuthTlsWithoutTls } from "./ingress-auth-tls-without-tls.ts"
import { ingressNginxProxySslVerifyIgnored } from "./ingress-nginx-proxy-ssl-verify-ignored.ts"
import { ingressNginxUpstreamUnverified } from "./ingress-nginx-upstream-unverified.ts"
import { istioDrCredentialnameSidecar } from "./istio-dr-credentialname-sidecar.ts"
import { istioDrInsecureSkipVerify } from "./istio-dr-insecure-skip-verify.ts"
import { istioDrSimpleNoCa } from "./istio-dr-simple-no-ca.ts"
import { kubeadmUnsafeDiscovery } from "./kubeadm-unsafe-discovery.ts"
import { kubeconfigCaConflict } from "./kubeconfig-ca-conflict.ts"
import { kubeconfigCaInvalid } from "./kubeconfig-ca-invalid.ts"
import { kubeconfigInsecureSkipTls } from "./kubeconfig-insecure-skip-tls.ts"
import { metricsServerKubeletInsecure } from "./metrics-server-kubelet-insecure.ts"
import { objectRefused } from "./object-refused.ts"
import { observabilityTlsOff } from "./observability-tls-off.ts"
import { openshiftRouteInsecureEdge } from "./openshift-route-insecure-edge.ts"
import { prometheusTlsInsecure } from "./prometheus-tls-insecure.ts"
import { proxyUpstreamUnverified } from "./proxy-upstream-unverified.ts"
import { referenceKeyMissing } from "./reference-key-missing.ts"
import { referenceNamespace } from "./reference-namespace.ts"
import { tlsParametersOutdated } from "./tls-parameters-outdated.ts"
import { tlsSecretUndefined } from "./tls-secret-undefined.ts"
import { traefikInsecureSkipVerify } from "./traefik-insecure-skip-verify.ts"
import { vaultSkipVerify } from "./vault-skip-verify.ts"
import { webhookCabundleInvalid } from "./webhook-cabundle-invalid.ts"
import { webhookCabundleMismatch } from "./webhook-cabundle-mismatch.ts"

export const kubernetes: readonly Rule[] = [
  acmeIssuerSkipTlsVerify,
  apiVersionUnread,
  apiserviceInsecureSkipTls,
  apiserviceInsecureWithCabundle,
  clientCertificateUnverified,
  gatewayBackendInsecureSkipVerify,
  gatewayBackendtlsInvalid,
  haproxyServerVerifyNone,
  imagepullsecretCommitted,
  ingressAnnotationsUnread,
  ingressAuthTlsWeak,
  ingressAuthTlsWithoutTls,
  ingressNginxProxySslVerifyIgnored,
  ingressNginxUpstreamUnverified,
  istioDrCredentialnameSidecar,
  istioDrInsecureSkipVerify,
  istioDrSimpleNoCa,
  kubeadmUnsafeDiscovery,
  kubeconfigCaConflict,
  kubeconfigCaInvalid,
  kubeconfigInsecureSkipTls,
  metricsServerKubeletInsecure,
  objectRefused,
  observabilityTlsOff,
  openshiftRouteInsecureEdge,
  prometheusTlsInsecure,
  proxyUpstreamUnverified,
  referenceKeyMissing,
  referenceNamespace,
  tlsParametersOutdated,
  tlsSecretUndefined,
  traefikInsecureSkipVerify,
  vaultSkipVerify,
  webhookCabundleInvalid,
  webhookCabundleMismatch,
]
