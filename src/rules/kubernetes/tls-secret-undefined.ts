import { listed } from "../../chains/words.ts"
import { usageOf } from "../../usage/index.ts"
import { producersOf } from "../../usage/producers.ts"
import { rule } from "../rule.ts"

export const tlsSecretUndefined = rule({
  id: "tls-secret-undefined",
  family: "kubernetes",
  level: "notice",
  summary: "A host is served with a Secret that nothing in the repository defines or makes",
  citations: [
    {
      document: "Kubernetes documentation",
      section: "Ingress, TLS",
      says: "Referencing this secret in an Ingress tells the Ingress controller to secure the channel from the client to the load balancer using TLS.",
      url: "https://kubernetes.io/docs/concepts/services-networking/ingress/#tls",
    },
    {
      document: "Gateway API",
      section: "GatewayTLSConfig, certificateRefs",
      says: "References to a resource that does not exist must set ResolvedRefs to False on the listener, with the reason InvalidCertificateRef.",
      url: "https://gateway-api.sigs.k8s.io/reference/spec/#listenertlsconfig",
    },
  ],
  why: "Until somebody makes the Secret by hand, ingress controllers answer with a certificate of their own that no client accepts, and gateways do not open the listener.",
  fix: "Add the Secret, a Certificate that writes it, or what fetches it (ExternalSecret, SealedSecret), or mend the name.",
  examples: {
    bad: [
      {
        "shop.yaml":
          "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: shop, namespace: web}\nspec:\n  tls:\n    - hosts: [shop.corp.example.com]\n      secretName: «shop-tsl»\n---\napiVersion: v1\nkind: Secret\nmetadata: {name: shop-tls, namespace: web}\nstringData:\n  tls.crt: |\n    ⟦end-entity+intermediate⟧\n",
      },
    ],
    good: [
      {
        "shop.yaml":
          "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: shop\n  annotations: {cert-manager.io/cluster-issuer: corp}\nspec:\n  tls: [{hosts: [shop.corp.example.com], secretName: shop-tls}]\n",
      },
      {
        "shop.yaml":
          "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: shop}\nspec:\n  tls: [{hosts: [shop.corp.example.com], secretName: shop-tls}]\n---\napiVersion: bitnami.com/v1alpha1\nkind: SealedSecret\nmetadata: {name: shop-tls}\nspec:\n  encryptedData: {tls.crt: AgBy3i4OJSWK}\n",
      },
      {
        "shop.yaml":
          "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: shop}\nspec:\n  tls: [{hosts: [shop.corp.example.com], secretName: shop-tls}]\n",
        "release.yaml":
          "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: certificates}\nspec: {chart: {spec: {chart: certificates}}}\n",
      },
      {
        "shop.yaml":
          "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: shop}\nspec:\n  tls: [{hosts: [shop.corp.example.com], secretName: shop-tls}]\n",
        "setup.sh": "#!/bin/sh\nkubectl create secret tls shop-tls --cert=tls.crt --key=tls.key\n",
      },
      {
        "chart/Chart.yaml": "name: shop\n",
        "chart/templates/shop.yaml":
          "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: shop}\nspec:\n  tls: [{hosts: [shop.corp.example.com], secretName: shop-tls}]\n",
      },
    ],
  },

  on: "repository",
  *check(inventory) {
    const usage = usageOf(inventory)
    for (const reference of usage.references) {
      const { user, name, purpose, kind, at } = reference
      if (purpose !== "server" || kind !== "Secret" || user.resource === undefined) continue
      if (usage.elsewhere(reference).length > 0 || producersOf(inventory).mayMake(reference)) continue
      const { label, hosts } = usage.toUse(reference)
      const served = hosts.length === 0 ? "its hosts" : listed([...new Set(hosts.map((host) => host.name.value))])
      const namespace = reference.namespace ?? user.resource.namespace
      yield {
        message: `${label} serves ${served} with the Secret ${name}, which nothing in this repository defines or makes: until somebody does by hand, clients get no certificate that they accept.`,
        help: [
          "Add the Secret, or have it made:",
          "  apiVersion: cert-manager.io/v1",
          "  kind: Certificate",
          `  metadata: {name: ${name}${namespace === undefined ? "" : `, namespace: ${namespace}`}}`,
          `  spec: {secretName: ${name}, dnsNames: [${hosts.map((host) => host.name.value).join(", ")}], issuerRef: {kind: ClusterIssuer, name: …}}`,
          `Verify: kubectl get secret ${namespace === undefined ? "" : `-n ${namespace} `}${name}`,
        ].join("\n"),
        at: inventory.locate(user.path, at, user.inner),
        resource: user.resource,
        identity: name,
        cause: `${namespace ?? ""}/${name}`,
      }
    }
  },
})
