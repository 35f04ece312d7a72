import type { Inventory } from "../../join/inventory.ts"
import type { DocumentFact } from "../../model/facts.ts"
import { at, entriesAt, itemsAt, type Node, type Scalar, scalarAt, textAt } from "../../model/tree.ts"
import { commandNamed, Flags, fileNamed, portOf } from "../flags.ts"
import { type Listener, type Service, usualVersions, versionsBetween } from "../listener.ts"
import { type Process, type Text, textOf, textsOf } from "../process.ts"

/** The registry of distribution, by its configuration and its variables. */
export function registryListeners(running: Process, inventory: Inventory): Listener[] | string {
  const command = commandNamed(running, /^registry$/)
  const given = command?.words.find(({ value }) => /\.ya?ml$/.test(value))?.value
  const paths = given === undefined ? ["/etc/docker/registry/config.yml", "/etc/distribution/config.yml"] : [given]
  const document = paths
    .map((path) => running.files.read(path))
    .flatMap((found) => (found.kind === "content" ? found.content.documents : []))[0]
  if (document === undefined && given !== undefined) return "its configuration is not in the repository"
  const setting = (...way: string[]): Text | undefined => {
    const variable = running.environment.get(`REGISTRY_${way.join("_").toUpperCase()}`)
    const node = scalarAt(document?.root, ...way)
    return variable ?? (document && node && textOf(node, document, inventory))
  }
  const address = setting("http", "addr")
  const certificate = setting("http", "tls", "certificate")
  const common = {
    port: portOf(address?.value) ?? 5000,
    program: "registry",
    engine: "go",
    at: address?.at ?? running.at,
  } as const
  if (certificate === undefined)
    return at(document?.root, "http", "tls", "letsencrypt") === undefined
      ? [{ ...common, service: { kind: "plain" } }]
      : [{ ...common, service: { kind: "unknown", why: "its certificate comes from Let's Encrypt" } }]
  const list = document && itemsAt(document.root, "http", "tls", "clientcas")
  const authorities = document && list ? textsOf(list, document, inventory) : []
  if (authorities.length > 1 || running.environment.get("REGISTRY_HTTP_TLS_CLIENTCAS") !== undefined)
    return [{ ...common, service: { kind: "unknown", why: "what it verifies clients with is not read" } }]
  const [authority] = authorities
  const pair = {
    certificate: fileNamed(certificate, running),
    key: fileNamed(setting("http", "tls", "key"), running),
    at: certificate.at,
  }
  const clients = authority
    ? ({ mode: "required", trust: fileNamed(authority, running), at: authority.at } as const)
    : ({ mode: "none", at: certificate.at } as const)
  const min = setting("http", "tls", "minimumtls")?.value.replace(/^tls/, "")
  const site = { names: [], isDefault: true, pair, clients, versions: versionsBetween(min, undefined) }
  return [{ ...common, service: { kind: "tls", sites: [site] } }]
}

/** The `bind` lines of HAProxy. */
export function haproxyListeners(running: Process, inventory: Inventory): Listener[] | string {
  const document = haproxyConfig(running)
  if (document === undefined) return "its configuration is not in the repository"
  const found: Listener[] = []
  for (const section of itemsAt(document.root))
    for (const line of itemsAt(section, "lines")) {
      const words = textsOf(itemsAt(line), document, inventory)
      if (words[0]?.value !== "bind" || words[1] === undefined) continue
      const value = (name: string) => words[words.findIndex((word) => word.value === name) + 1 || words.length]
      const port = portOf(words[1].value)
      if (port === undefined) continue
      found.push({
        port,
        program: "haproxy",
        engine: "openssl",
        at: words[1].at,
        service: bindService(words, value, running),
      })
    }
  return found
}

function bindService(words: readonly Text[], value: (name: string) => Text | undefined, running: Process): Service {
  if (!words.some((word) => word.value === "ssl")) return { kind: "plain" }
  const crt = value("crt")
  if (crt === undefined || words.filter((word) => /^crt(-list)?$/.test(word.value)).length !== 1)
    return { kind: "unknown", why: "it has several certificates" }
  const pem = fileNamed(crt, running)
  const mode = value("verify")?.value
  const authorities = value("ca-file")
  return {
    kind: "tls",
    sites: [
      {
        names: [],
        isDefault: true,
        pair: { certificate: pem, key: pem, at: crt.at },
        clients: {
          mode: mode === "required" ? "required" : mode === "optional" ? "optional" : "none",
          ...(authorities && mode !== "none" && { trust: fileNamed(authorities, running) }),
          at: authorities?.at ?? crt.at,
        },
        versions: versionsBetween(value("ssl-min-ver")?.value, value("ssl-max-ver")?.value),
      },
    ],
  }
}

/** The configuration of an HAProxy. */
export function haproxyConfig(running: Process): DocumentFact | undefined {
  const command = commandNamed(running, /^haproxy/)
  const given =
    command === undefined ? undefined : new Flags(command.words, new Set(["W", "db", "d", "D"])).get("f")?.value
  const paths = given === undefined ? ["/usr/local/etc/haproxy/haproxy.cfg", "/etc/haproxy/haproxy.cfg"] : [given]
  for (const path of paths) {
    const found = running.files.read(path)
    const document =
      found.kind === "content" ? found.content.documents.find(({ kind }) => kind === "haproxy") : undefined
    if (document !== undefined) return document
  }
  return undefined
}

/** Grafana, by its variables. */
export function grafanaListeners(running: Process): Listener[] | string {
  const { environment, at: place } = running
  const setting = (name: string) => environment.get(`GF_SERVER_${name}`)
  const port = portOf(setting("HTTP_PORT")?.value) ?? 3000
  const common = { port, program: "grafana", engine: "go", at: setting("HTTP_PORT")?.at ?? place } as const
  if (!/^(https|h2)$/.test(setting("PROTOCOL")?.value ?? "http"))
    return environment.open
      ? "its variables are not all in the repository"
      : [{ ...common, service: { kind: "plain" } }]
  const certificate = setting("CERT_FILE")
  const at = certificate?.at ?? place
  const pair = { certificate: fileNamed(certificate, running), key: fileNamed(setting("CERT_KEY"), running), at }
  return [
    {
      ...common,
      service: {
        kind: "tls",
        sites: [{ names: [], isDefault: true, pair, clients: { mode: "none", at }, versions: usualVersions }],
      },
    },
  ]
}

/** The receivers of an OpenTelemetry Collector. */
export function collectorListeners(running: Process, inventory: Inventory): Listener[] | string {
  const document = collectorConfig(running)
  if (document === undefined) return "its configuration is not in the repository"
  const found: Listener[] = []
  for (const { key, value: receiver } of entriesAt(document.root, "receivers"))
    for (const [protocol, usual] of [
      ["grpc", 4317],
      ["http", 4318],
    ] as const) {
      const node = at(receiver, "protocols", protocol)
      if (node === undefined || !/^otlp/.test(key.value)) continue
      const endpoint = scalarAt(node, "endpoint")
      const place = inventory.locate(document.path, endpoint ?? key, document.inner)
      found.push({
        port: portOf(endpoint?.value) ?? usual,
        program: "otelcol",
        engine: "go",
        at: place,
        service: receiverService(at(node, "tls"), document, running, inventory),
      })
    }
  return found
}

function receiverService(
  tls: Node | undefined,
  document: DocumentFact,
  running: Process,
  inventory: Inventory,
): Service {
  if (tls === undefined) return { kind: "plain" }
  const text = (key: string) => {
    const node: Scalar | undefined = scalarAt(tls, key)
    return node && textOf(node, document, inventory)
  }
  const certificate = text("cert_file")
  if (certificate === undefined) return { kind: "unknown", why: "its certificate is not a file" }
  const authorities = text("client_ca_file")
  const pair = {
    certificate: fileNamed(certificate, running),
    key: fileNamed(text("key_file"), running),
    at: certificate.at,
  }
  const clients = authorities
    ? ({ mode: "required", trust: fileNamed(authorities, running), at: authorities.at } as const)
    : ({ mode: "none", at: certificate.at } as const)
  const versions = versionsBetween(text("min_version")?.value, text("max_version")?.value)
  return { kind: "tls", sites: [{ names: [], isDefault: true, pair, clients, versions }] }
}

/** The configuration of a Collector. */
export function collectorConfig(running: Process): DocumentFact | undefined {
  const command = commandNamed(running, /^otelcol/)
  const given = command && new Flags(command.words).get("config")?.value.replace(/^file:/, "")
  const found = running.files.read(given ?? "/etc/otelcol/config.yaml")
  return found.kind === "content"
    ? found.content.documents.find(
        (document) => textAt(document.root, "service") !== undefined || at(document.root, "service") !== undefined,
      )
    : undefined
}
