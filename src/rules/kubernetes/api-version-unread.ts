import { isAtLeast, versionFor } from "../../distribution/versions.ts"
import type { Level } from "../../model/report.ts"
import { entryAt } from "../../model/tree.ts"
import { objectText } from "../objects.ts"
import { rule } from "../rule.ts"

export const apiVersionUnread = rule({
  id: "api-version-unread",
  family: "kubernetes",
  level: "error",
  summary: "An object about certificates or trust has an API version that nobody serves or reads any more",
  citations: [
    {
      document: "cert-manager",
      section: "Release notes 1.6",
      says: "v1alpha2, v1alpha3 and v1beta1 are not served any more; certmanager.k8s.io was left behind with 0.11.",
      url: "https://cert-manager.io/docs/releases/release-notes/release-notes-1.6/",
    },
    {
      document: "Kubernetes",
      section: "Deprecated API Migration Guide, v1.22",
      says: "v1beta1 of admission webhooks, CRDs, APIService, CertificateSigningRequest and Ingress is no longer served.",
      url: "https://kubernetes.io/docs/reference/using-api/deprecation-guide/#v1-22",
    },
    {
      document: "Gateway API",
      section: "Releases 1.4 and 1.5",
      says: "BackendTLSPolicy is v1 since 1.4, TLSRoute since 1.5; controllers of that time read no older ones.",
      url: "https://gateway-api.sigs.k8s.io/",
    },
  ],
  why: "Where the API server does not serve the version, the apply fails; where it does, nobody acts on the object: no certificate, no policy, no route, and no message.",
  fix: "Write the current version, and the fields that were renamed with it.",

  on: "kubernetes",
  *check(document, { inventory }) {
    const { resource, root } = document
    if (resource === undefined) return
    const gate = gates.find(({ apiVersion, kind }) => apiVersion.test(resource.apiVersion) && kind.test(resource.kind))
    const at = entryAt(root, "apiVersion")?.value
    if (gate === undefined || at === undefined) return
    const version = gate.product === undefined ? undefined : versionFor(gate.product, document.path, inventory)
    const known = version !== undefined && gate.from !== undefined && isAtLeast(version, gate.from)
    if (gate.product !== undefined && !known) return
    yield {
      message: `${objectText(document)} is of ${resource.apiVersion}, ${gate.consequence}.`,
      help: [
        {
          do: `Write apiVersion: ${gate.instead}${gate.also === undefined ? "" : `, and ${gate.also}`}.`,
          verify: `kubectl apply --dry-run=server -f ${document.path}`,
        },
      ],
      at,
      // A chart may choose the version by what the cluster serves.
      level: gate.level,
      ...(version && { related: [{ message: `${gate.product} ${version.text}`, at: version.at }] }),
    }
  },
})

interface Gate {
  readonly apiVersion: RegExp
  readonly kind: RegExp
  /** Only where this product is known to be of this version or a later one. */
  readonly product?: string
  readonly from?: readonly number[]
  readonly level: Level
  readonly consequence: string
  readonly instead: string
  readonly also?: string
}

const any = /./
const gates: readonly Gate[] = [
  {
    apiVersion: /^certmanager\.k8s\.io\//,
    kind: any,
    level: "error",
    consequence: "which no cert-manager since 0.11 reads: no certificate is issued for it",
    instead: "cert-manager.io/v1",
    also: "spec.acme.solvers in the place of http01 and dns01",
  },
  {
    apiVersion: /^(acme\.)?cert-manager\.io\/v1(alpha[23]|beta1)$/,
    kind: any,
    level: "error",
    consequence: "which cert-manager has not served since 1.6: the apply fails",
    instead: "cert-manager.io/v1",
    also: "privateKey.size in the place of keySize, privateKey.algorithm in that of keyAlgorithm, subject.organizations in that of organization",
  },
  {
    apiVersion: /^admissionregistration\.k8s\.io\/v1beta1$/,
    kind: /WebhookConfiguration$/,
    level: "error",
    consequence: "which Kubernetes has not served since 1.22: the apply fails",
    instead: "admissionregistration.k8s.io/v1",
    also: "sideEffects and admissionReviewVersions",
  },
  {
    apiVersion: /^apiextensions\.k8s\.io\/v1beta1$/,
    kind: /^CustomResourceDefinition$/,
    level: "error",
    consequence: "which Kubernetes has not served since 1.22: the apply fails",
    instead: "apiextensions.k8s.io/v1",
    also: "spec.conversion.webhook.clientConfig in the place of webhookClientConfig",
  },
  {
    apiVersion: /^apiregistration\.k8s\.io\/v1beta1$/,
    kind: /^APIService$/,
    level: "error",
    consequence: "which Kubernetes has not served since 1.22: the apply fails",
    instead: "apiregistration.k8s.io/v1",
  },
  {
    apiVersion: /^certificates\.k8s\.io\/v1beta1$/,
    kind: /^CertificateSigningRequest$/,
    level: "error",
    consequence: "which Kubernetes has not served since 1.22: the apply fails",
    instead: "certificates.k8s.io/v1",
    also: "spec.signerName",
  },
  {
    apiVersion: /^(extensions|networking\.k8s\.io)\/v1beta1$/,
    kind: /^Ingress(Class)?$/,
    level: "error",
    consequence: "which Kubernetes has not served since 1.22: the apply fails",
    instead: "networking.k8s.io/v1",
    also: "pathType and backend.service",
  },
  {
    apiVersion: /^gateway\.networking\.k8s\.io\/v1alpha[12]$/,
    kind: /^(Gateway|GatewayClass|HTTPRoute)$/,
    level: "error",
    consequence: "which the Gateway API has not served since 1.0: the apply fails",
    instead: "gateway.networking.k8s.io/v1",
  },
  {
    apiVersion: /^gateway\.networking\.k8s\.io\/v1alpha2$/,
    kind: /^BackendTLSPolicy$/,
    level: "error",
    consequence: "which was replaced in Gateway API 1.1 and is read by nobody: the backend is not verified",
    instead: "gateway.networking.k8s.io/v1",
    also: "targetRefs and validation",
  },
  {
    apiVersion: /^gateway\.networking\.k8s\.io\/v1alpha3$/,
    kind: /^BackendTLSPolicy$/,
    product: "istio",
    from: [1, 28],
    level: "error",
    consequence: "of which this Istio reads v1 only: the policy has no effect",
    instead: "gateway.networking.k8s.io/v1",
  },
  {
    apiVersion: /^gateway\.networking\.k8s\.io\/v1alpha2$/,
    kind: /^TLSRoute$/,
    product: "istio",
    from: [1, 30],
    level: "error",
    consequence: "of which this Istio reads v1 only: there is no route",
    instead: "gateway.networking.k8s.io/v1",
  },
  {
    apiVersion: /^traefik\.containo\.us\//,
    kind: any,
    product: "traefik",
    from: [3],
    level: "error",
    consequence: "which Traefik 3 does not read: router, middleware or TLS option is not there",
    instead: "traefik.io/v1alpha1",
  },
]
