import { posix } from "node:path"
import type { Inventory } from "../../join/inventory.ts"
import type { DocumentFact } from "../../model/facts.ts"
import { at, entriesAt, isTrue, itemsAt, type Node, scalarAt, textAt } from "../../model/tree.ts"
import { contentOfScalar } from "../contents.ts"
import type { Dial } from "../dial.ts"
import { commandNamed, Flags } from "../flags.ts"
import { usualVersions } from "../listener.ts"
import type { Process, Text } from "../process.ts"
import { textOf } from "../process.ts"
import { collectorConfig } from "../servers/others.ts"
import { addressOf, dialOf, filePart, goTrust } from "./common.ts"
import { collectorSpelling, goSettings, prometheusSpelling } from "./tls-config.ts"

/** What Prometheus scrapes, writes to and alerts. */
export function prometheusDials(running: Process, inventory: Inventory): Dial[] {
  const command = commandNamed(running, /^prometheus$/)
  if (command === undefined) return []
  const path = new Flags(command.words).get("config.file")?.value ?? "/etc/prometheus/prometheus.yml"
  const found = running.files.read(path)
  const documents =
    found.kind === "content" ? found.content.documents.filter(({ language }) => language === "yaml") : []
  const place = { running, folder: posix.dirname(path), program: "Prometheus" }
  return documents.flatMap((document) => [
    ...itemsAt(document.root, "scrape_configs").flatMap((job) => targetDials(job, document, place, inventory)),
    ...itemsAt(document.root, "alerting", "alertmanagers").flatMap((job) =>
      targetDials(job, document, place, inventory),
    ),
    ...["remote_write", "remote_read"].flatMap((key) =>
      itemsAt(document.root, key).flatMap((item) => urlDials(item, "url", document, place, inventory)),
    ),
  ])
}

interface Place {
  readonly running: Process
  readonly folder: string
  readonly program: string
}

function targetDials(job: Node, document: DocumentFact, place: Place, inventory: Inventory): Dial[] {
  const scheme = textAt(job, "scheme") ?? "http"
  const relabels = itemsAt(job, "relabel_configs").some((item) =>
    /^__(address|scheme)__$/.test(textAt(item, "target_label") ?? ""),
  )
  return itemsAt(job, "static_configs").flatMap((group) =>
    itemsAt(group, "targets").flatMap((target): Dial[] => {
      if (target.kind !== "scalar" || target.type === "template" || relabels) return []
      const address = addressOf(target.value, scheme)
      const text = textOf(target, document, inventory)
      return address === undefined ? [] : [goDial(job, "tls_config", address, text, document, place, inventory)]
    }),
  )
}

function urlDials(item: Node, key: string, document: DocumentFact, place: Place, inventory: Inventory): Dial[] {
  const node = scalarAt(item, key)
  const address = node === undefined || node.type === "template" ? undefined : addressOf(node.value)
  if (node === undefined || address === undefined) return []
  return [goDial(item, "tls_config", address, textOf(node, document, inventory), document, place, inventory)]
}

function goDial(
  node: Node,
  key: string,
  address: NonNullable<ReturnType<typeof addressOf>>,
  text: Text,
  document: DocumentFact,
  { running, folder, program }: Place,
  inventory: Inventory,
): Dial {
  const proxy = at(node, "proxy_url") !== undefined || isTrue(at(node, "proxy_from_environment"))
  return {
    ...dialOf(running, program, text.at, address),
    speaks: address.scheme === "https" ? "tls" : "plain",
    ...goSettings(at(node, key), prometheusSpelling, { document, running, folder, at: text.at }, inventory),
    ...(proxy && { open: "it goes through a proxy" }),
  }
}

/** The exporters of an OpenTelemetry Collector. */
export function collectorDials(running: Process, inventory: Inventory): Dial[] {
  const document = collectorConfig(running)
  if (document === undefined) return []
  return entriesAt(document.root, "exporters").flatMap(({ key, value }): Dial[] => {
    const isHttp = /^(otlphttp|otlp_http|prometheusremotewrite|loki|zipkin)/.test(key.value)
    if (!isHttp && !/^otlp/.test(key.value)) return []
    return ["endpoint", "traces_endpoint", "metrics_endpoint", "logs_endpoint"].flatMap((name): Dial[] => {
      const node = scalarAt(value, name)
      if (node === undefined || node.type === "template") return []
      const plain = isTrue(at(value, "tls", "insecure"))
      const address = addressOf(node.value, isHttp ? "http" : plain ? "http" : "https")
      if (address === undefined) return []
      const text = textOf(node, document, inventory)
      const speaks = address.scheme === "https" && (isHttp || !plain) ? "tls" : "plain"
      return [
        {
          ...dialOf(running, "OpenTelemetry Collector", text.at, address),
          speaks,
          ...goSettings(
            at(value, "tls"),
            collectorSpelling,
            { document, running, folder: running.folder, at: text.at },
            inventory,
          ),
        },
      ]
    })
  })
}

/** The data sources that Grafana is provisioned with. */
export function grafanaDials(running: Process, inventory: Inventory): Dial[] {
  const folder = "/etc/grafana/provisioning/datasources"
  const documents = (running.files.list(folder) ?? [])
    .map((name) => running.files.read(`${folder}/${name}`))
    .flatMap((found) => (found.kind === "content" ? found.content.documents : []))
  return documents.flatMap((document) =>
    itemsAt(document.root, "datasources").flatMap((source): Dial[] => {
      const node = scalarAt(source, "url")
      const address = node === undefined || node.type === "template" ? undefined : addressOf(node.value)
      if (node === undefined || address === undefined || !/^https?$/.test(address.scheme)) return []
      const text = textOf(node, document, inventory)
      const json = at(source, "jsonData")
      const ca = scalarAt(source, "secureJsonData", "tlsCACert")
      const usesCa = isTrue(at(json, "tlsAuthWithCACert"))
      const name = scalarAt(json, "serverName")
      const trust =
        usesCa && ca !== undefined
          ? {
              parts: [
                filePart(contentOfScalar(ca, document, inventory), inventory.locate(document.path, ca, document.inner)),
              ],
              at: text.at,
            }
          : goTrust(running, text.at)
      return [
        {
          ...dialOf(running, "Grafana", text.at, address),
          speaks: address.scheme === "https" ? "tls" : "plain",
          profiles: ["go"],
          verify: isTrue(at(json, "tlsSkipVerify")) ? "none" : "full",
          trust,
          versions: usualVersions,
          ...(name && { name: name.value }),
          ...clientPart(source, document, inventory),
          ...(textAt(source, "access") === "direct" && { open: "the browser connects" }),
          ...(usesCa && ca === undefined && { open: "its CA is not in the repository" }),
        },
      ]
    }),
  )
}

function clientPart(source: Node, document: DocumentFact, inventory: Inventory): Partial<Dial> {
  if (!isTrue(at(source, "jsonData", "tlsAuth"))) return {}
  const certificate = scalarAt(source, "secureJsonData", "tlsClientCert")
  const key = scalarAt(source, "secureJsonData", "tlsClientKey")
  if (certificate === undefined) return { open: "its client certificate is not in the repository" }
  const found = contentOfScalar(certificate, document, inventory)
  return {
    identity: {
      certificate: found,
      key: key === undefined ? found : contentOfScalar(key, document, inventory),
      at: inventory.locate(document.path, certificate, document.inner),
    },
  }
}
