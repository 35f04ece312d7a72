import { yaml } from "../../model/help.ts"
import { levelOf } from "../levels.ts"
import { rule } from "../rule.ts"
import { k3sCode, k3sDoc, mirrorEndpoints, registriesFile, restarted } from "./registries.shared.ts"

export const k3sRegistryHttpEndpoint = rule({
  id: "k3s-registry-http-endpoint",
  family: "k3s",
  level: "error",
  summary: "k3s or RKE2 pulls through a mirror over plain HTTP",
  citations: [
    k3sDoc("Without TLS", "http:// has to be written for an endpoint without TLS, otherwise it defaults to https."),
    k3sCode("normalizeEndpointAddress", "Without a scheme, localhost on an odd port is dialled over http."),
  ],
  why: "The answer is neither encrypted nor authenticated: anyone on the network path chooses which image a tag means.",
  fix: "Serve the mirror over TLS, write https://, and name its CA as ca_file below configs.",
  controls: ["NIST SP 800-190 4.2.1"],

  on: "k3s-registries",
  *check(document) {
    const file = registriesFile(document)
    if (file === undefined) return
    for (const { registry, endpoint, host } of mirrorEndpoints(file)) {
      if (!isHttp(endpoint.value) || /^127\.[\d.]+(:\d+)?$/.test(host ?? "")) continue
      const name = host ?? endpoint.value
      yield {
        message: `Nodes pull images of ${registry.value === "*" ? "every registry" : registry.value} from ${name} over plain HTTP, so whoever is on the network path decides which image a tag means.`,
        help: [
          {
            do: `Serve ${name} over TLS and write:`,
            copy: yaml(
              "mirrors:",
              `  "${registry.value}":`,
              `    endpoint: ["https://${name}"]`,
              "configs:",
              `  "${name}":`,
              "    tls: {ca_file: /etc/rancher/k3s/registry-ca.crt}",
            ),
          },
          restarted(document, registry.value === "*" ? name : registry.value),
        ],
        at: endpoint,
        level: levelOf("error", document, host, endpoint),
        identity: name,
      }
    }
  },
})

function isHttp(endpoint: string): boolean {
  return /^http:\/\//i.test(endpoint) || /^localhost:(?!443(\/|$))\d+(\/|$)/.test(endpoint)
}
