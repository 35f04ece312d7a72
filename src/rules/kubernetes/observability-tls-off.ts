import { hostOf, isClusterLocal, lowered } from "../../model/hosts.ts"
import { at, isFalse, isTrue, type Node, type Scalar, textAt, walk } from "../../model/tree.ts"
import { objectText } from "../objects.ts"
import { rule } from "../rule.ts"
import { isOfMonitor } from "./monitors.shared.ts"

export const observabilityTlsOff = rule({
  id: "observability-tls-off",
  family: "kubernetes",
  level: "warning",
  summary: "Something that ships or shows logs, metrics or traces does not verify the other end",
  citations: [
    {
      document: "Grafana documentation",
      section: "Provisioning, data sources, jsonData.tlsSkipVerify",
      says: "It controls whether a client verifies the server's certificate chain and host name.",
      url: "https://grafana.com/docs/grafana/latest/administration/provisioning/#json-data",
    },
    {
      document: "OpenTelemetry Collector documentation",
      section: "TLS Configuration Settings",
      says: "insecure disables client transport security; insecure_skip_verify leaves it on and verifies no certificate.",
      url: "https://github.com/open-telemetry/opentelemetry-collector/blob/main/config/configtls/README.md",
    },
    {
      document: "Traefik documentation",
      section: "Observability, metrics.otlp.grpc.insecure",
      says: "Lets it send to the collector without a secured protocol; the same setting is there for logs and traces.",
      url: "https://doc.traefik.io/traefik/reference/install-configuration/observability/metrics/",
    },
    {
      document: "Elastic documentation",
      section: "Configure SSL, verification_mode",
      says: "none performs no verification of the server's certificate; it disables many of the benefits of TLS.",
      url: "https://www.elastic.co/docs/reference/beats/filebeat/configuration-ssl",
    },
  ],
  why: "Logs and traces hold tokens and personal data, and dashboards and alerts are believed: both go to whoever answers.",
  fix: "Name the CA of the other end (ca_file, tlsAuthWithCACert, certificate_authorities) and verify it.",

  on: ["plain", "kubernetes", "helm-values", "traefik"],
  *check(document) {
    if (document.kind === "kubernetes" && !operators.test(document.resource?.apiVersion ?? "")) return
    const owners: Node[] = []
    for (const { node, path } of walk(document.root)) {
      owners[path.length] = node
      if (node.kind !== "scalar" || path.includes("properties")) continue
      // Of a scrape job, prometheus-tls-insecure speaks.
      if (document.kind === "helm-values" && isOfMonitor(path)) continue
      const fault = faultOf(path, node)
      if (fault === undefined) continue
      const host = hostNear(owners.slice(Math.max(0, path.length - 3), path.length))
      yield {
        message:
          fault === "plain"
            ? `${objectText(document)} sends to ${host ?? "the other end"} without TLS, so anyone on the way can read and change it.`
            : `${objectText(document)} does not verify the certificate of ${host ?? "the other end"}, so whoever answers in its name gets what is sent.`,
        help: [
          {
            do: `Remove it, and name the CA of ${host ?? "the other end"}.`,
            verify: `openssl s_client -connect ${host ?? "<host:port>"} -CAfile ca.crt </dev/null says "Verify return code: 0 (ok)".`,
          },
        ],
        at: node,
        level: fault === "plain" && isNear(host) ? "notice" : lowered("warning", host),
        identity: `${path.join(".")}`,
      }
    }
  },
})

/**
 * Plain text to an agent on the same machine or in the same cluster is how collectors are meant to be fed; a Service in
 * a namespace (`collector.tracing`) cannot be told from a host.
 */
function isNear(host: string | undefined): boolean {
  return host === undefined || isClusterLocal(host) || /^[a-z0-9-]+(\.[a-z0-9-]+)?(:\d+)?$/.test(host)
}

function faultOf(path: readonly string[], node: Scalar): "unverified" | "plain" | undefined {
  // The Collector takes `tls::insecure` for `tls: {insecure}`.
  const way = path.join(".").replaceAll("::", ".")
  if (/(^|\.)jsonData\.tlsSkipVerify$|(^|[._])tls(_config|Config)?\.insecure_skip_verify$/.test(way))
    return isTrue(node) ? "unverified" : undefined
  if (/(^|\.)ssl\.verification_mode$/.test(way)) return node.value === "none" ? "unverified" : undefined
  if (/(^|\.)tls\.verify$/.test(way)) return node.value === "off" || isFalse(node) ? "unverified" : undefined
  return plain.test(way) && isTrue(node) ? "plain" : undefined
}

/** The host beside or above a setting: the nearest mapping that names one. */
function hostNear(owners: readonly Node[]): string | undefined {
  for (const owner of [...owners].reverse()) {
    for (const key of ["endpoint", "url", "host", "hosts", "address", "server_url"]) {
      const place = at(owner, key)
      const text = place?.kind === "sequence" ? textAt(place, 0) : textAt(place)
      const host = text === undefined ? undefined : hostOf(text)
      if (host !== undefined) return host
    }
  }
  return undefined
}

const operators =
  /^(grafana\.integreatly\.org|opentelemetry\.io|[\w.]*k8s\.elastic\.co|monitoring\.grafana\.com|fluentbit\.fluent\.io)\//

/** Exporters of a Collector; `tracing`, `metrics` and logs of Traefik, and `trace.otel` of Harbor. */
const plain = /(^|\.)(exporters\.[^.]+\.tls|otlp\.(grpc|http)|otel|otlp)\.insecure$/
