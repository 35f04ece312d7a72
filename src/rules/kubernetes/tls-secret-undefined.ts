import { listed } from "../../chains/words.ts"
import { yaml } from "../../model/help.ts"
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
          {
            do: "Add the Secret, or have it made:",
            copy: yaml(
              "apiVersion: cert-manager.io/v1",
              "kind: Certificate",
              `metadata: {name: ${name}${namespace === undefined ? "" : `, namespace: ${namespace}`}}`,
              `spec: {secretName: ${name}, dnsNames: [${hosts.map((host) => host.name.value).join(", ")}], issuerRef: {kind: ClusterIssuer, name: …}}`,
            ),
            verify: `kubectl get secret ${namespace === undefined ? "" : `-n ${namespace} `}${name}`,
          },
        ],
        at: inventory.locate(user.path, at, user.inner),
        resource: user.resource,
        identity: name,
        cause: `${namespace ?? ""}/${name}`,
      }
    }
  },
})
