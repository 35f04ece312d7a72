import type { DocumentFact } from "../../model/facts.ts"
import { yaml } from "../../model/help.ts"
import { at, entriesAt, isTrue, type Mapping, type Node, type Scalar, textAt, walk } from "../../model/tree.ts"
import { objectText } from "../objects.ts"
import { type Problem, rule } from "../rule.ts"
import { isOfMonitor } from "./monitors.shared.ts"

export const prometheusTlsInsecure = rule({
  id: "prometheus-tls-insecure",
  family: "kubernetes",
  level: "warning",
  summary: "Prometheus does not verify what it scrapes or writes to",
  citations: [
    {
      document: "Prometheus documentation",
      section: "Configuration, tls_config",
      says: "insecure_skip_verify: disable validation of the server certificate.",
      url: "https://prometheus.io/docs/prometheus/latest/configuration/configuration/#tls_config",
    },
    {
      document: "Prometheus Operator API reference",
      section: "SafeTLSConfig, insecureSkipVerify",
      says: "Disable target certificate validation.",
      url: "https://prometheus-operator.dev/docs/api-reference/api/#monitoring.coreos.com/v1.SafeTLSConfig",
    },
  ],
  why: "Whoever answers for the target makes up what alerts are judged by, and gets the credentials that are sent to it.",
  fix: "Name the CA: tlsConfig.ca.configMap or secret, or tls_config.ca_file.",

  on: ["kubernetes", "prometheus", "helm-values"],
  *check(document) {
    if (document.kind === "kubernetes" && !groups.test(document.resource?.apiVersion ?? "")) return
    if (document.resource?.kind === "CustomResourceDefinition") return
    yield* insecureParts(document)
  },
})

function* insecureParts(document: DocumentFact): Generator<Problem> {
  const owners: Mapping[] = []
  for (const { node, path } of walk(document.root)) {
    if (node.kind !== "mapping") continue
    owners[path.length] = node
    const skip = at(node, "insecureSkipVerify") ?? at(node, "insecure_skip_verify")
    if (!isTrue(skip) || (document.kind === "helm-values" && !isOfMonitor(path))) continue
    // The settings of the connection stand beside `tlsConfig`, or hold `insecureSkipVerify` themselves.
    const named = /^tls_?config$/i.test(path.at(-1) ?? "")
    const connection = (named ? owners[path.length - 1] : node) ?? node
    if (/^http$/i.test(textAt(connection, "scheme") ?? "")) continue
    yield problem(document, skip, path, connection)
  }
}

function problem(document: DocumentFact, at: Scalar, path: readonly string[], connection: Mapping): Problem {
  const use = path.find((step) => uses[step] !== undefined)
  const job = textAt(connection, "job_name")
  const whom =
    use === undefined ? (job === undefined || job === "" ? "its targets" : `the targets of job ${job}`) : uses[use]
  const authenticated = entriesAt(connection).some(({ key, value }) => credentials.test(key.value) && isFilled(value))
  const effect =
    use !== undefined
      ? "gets or makes up what goes there"
      : authenticated
        ? "gets its credentials"
        : "makes up the figures"
  // The certificates of kubelets and control planes are their own: a known weakness of most clusters.
  const known = selfSigned.test(`${document.resource?.name ?? ""} ${job ?? ""} ${path.join(" ")}`)
  return {
    message: `${objectText(document)} does not verify the certificate of ${whom}, so whoever answers in that name ${effect}.`,
    help: [
      {
        do: "Name the CA and the name in the certificate:",
        copy:
          document.kind === "prometheus"
            ? yaml("tls_config:", "  ca_file: /etc/prometheus/ca.crt")
            : yaml(
                "tlsConfig:",
                "  ca: {configMap: {name: CONFIGMAP, key: ca.crt}}",
                "  serverName: NAME-IN-THE-CERTIFICATE",
              ),
        verify: "the target is up on Prometheus's page Status > Target health.",
      },
    ],
    at,
    level: (use !== undefined || authenticated) && !known && !isUninstalled(document) ? "error" : "warning",
  }
}

/** Values that nothing in the repository installs: a chart's own defaults, or a file for somebody else. */
function isUninstalled({ kind, chart, carrier }: DocumentFact): boolean {
  return kind === "helm-values" && chart === undefined && carrier === undefined
}

/** `authorization: {}` sends nothing. */
function isFilled(node: Node): boolean {
  if (node.kind === "scalar") return node.value !== "" && node.type !== "null"
  return node.kind === "mapping" ? node.entries.some(({ value }) => isFilled(value)) : node.items.length > 0
}

const groups = /^(monitoring\.(coreos\.com|rhobs)|operator\.victoriametrics\.com|azmonitoring\.coreos\.com)\//
const uses: Readonly<Record<string, string>> = {
  remote_write: "the store that it writes to",
  remoteWrite: "the store that it writes to",
  remote_read: "the store that it reads from",
  remoteRead: "the store that it reads from",
  alertmanagers: "its Alertmanager",
  alerting: "its Alertmanager",
}
const credentials = /^(basic_?auth|authorization|oauth2|bearer_?token(_?file|_?secret)?)$/i
const selfSigned = /kubelet|kubernetes-(nodes|apiservers)|cadvisor|etcd|kube-?(controller-?manager|scheduler|proxy)/i
