import type { Inventory } from "../../join/inventory.ts"
import { absent, type Found } from "../contents.ts"
import { commandNamed, Flags, fileNamed, portOf } from "../flags.ts"
import { type ClientDemand, type Listener, type Service, usualVersions, versionOf, versionsAmong } from "../listener.ts"
import type { Process, Text } from "../process.ts"
import { lineNamed, settingLines } from "../settings-file.ts"

/** PostgreSQL, by its arguments and its configuration. */
export function postgresListeners(running: Process, inventory: Inventory): Listener[] | string {
  const command = commandNamed(running, /^postgres$/)
  if (command === undefined) return "it is not known what runs"
  const given = new Map<string, Text>()
  command.words.forEach((word, index) => {
    const text =
      word.value === "-c"
        ? command.words[index + 1]
        : word.value.startsWith("-c") || word.value.startsWith("--")
          ? word
          : undefined
    const [, name, value] = /^(?:-c|--)?([\w.-]+)=([\s\S]*)$/.exec(text?.value ?? "") ?? []
    if (text !== undefined && name !== undefined && value !== undefined)
      given.set(name.replaceAll("-", "_"), { ...text, value })
  })
  const file = given.get("config_file")
  const lines = file === undefined ? [] : settingLines(fileNamed(file, running), inventory)
  if (lines === undefined) return "its configuration is not in the repository"
  const setting = (name: string) => given.get(name) ?? lineNamed(lines, name)
  const flags = new Flags(command.words)
  const port = portOf(setting("port")?.value) ?? portOf(flags.get("p")?.value) ?? 5432
  const isOn =
    /^(on|true|yes|1)$/i.test(setting("ssl")?.value ?? "off") || command.words.some(({ value }) => value === "-l")
  const at = (setting("ssl_cert_file") ?? setting("ssl"))?.at ?? command.at
  return [
    {
      port,
      program: "postgres",
      engine: "openssl",
      at,
      service: isOn ? ofPostgres(setting, running, inventory, at) : { kind: "plain" },
      alsoPlain: setting("hba_file") === undefined,
    },
  ]
}

function ofPostgres(
  setting: (name: string) => Text | undefined,
  running: Process,
  inventory: Inventory,
  at: Listener["at"],
): Service {
  const certificate = fileNamed(setting("ssl_cert_file"), running)
  const pair = { certificate, key: fileNamed(setting("ssl_key_file"), running), at }
  const min = versionOf(setting("ssl_min_protocol_version")?.value) ?? usualVersions.min
  const max = versionOf(setting("ssl_max_protocol_version")?.value) ?? usualVersions.max
  const clients = clientsOfPostgres(setting, running, inventory, at)
  if (typeof clients === "string") return { kind: "unknown", why: clients }
  return { kind: "tls", sites: [{ names: [], isDefault: true, pair, clients, versions: { min, max } }] }
}

/** What pg_hba.conf asks of those who come over TLS. */
function clientsOfPostgres(
  setting: (name: string) => Text | undefined,
  running: Process,
  inventory: Inventory,
  at: Listener["at"],
): ClientDemand | string {
  const authorities = setting("ssl_ca_file")
  if (authorities === undefined) return { mode: "none", at }
  const trust = fileNamed(authorities, running)
  const rules = setting("hba_file")
  if (rules === undefined) return { mode: "optional", trust, at: authorities.at }
  const lines = settingLines(fileNamed(rules, running), inventory)
  if (lines === undefined) return "its pg_hba.conf is not in the repository"
  const remote = lines.filter(([type]) => /^host(ssl)?$/.test(type?.value ?? ""))
  const demands = remote.map((words) => {
    const all = words.map(({ value }) => value)
    if (all.includes("cert")) return all.some((word) => /^map=/.test(word)) ? "mapped" : "user"
    if (all.some((word) => word === "clientcert=verify-full")) return "user"
    return all.some((word) => /^clientcert=(verify-ca|1)$/.test(word)) ? "trusted" : "none"
  })
  const kinds = new Set(demands)
  if (kinds.size > 1 || kinds.has("mapped")) return "what its pg_hba.conf asks depends on the user"
  const place = remote[0]?.[0]?.at ?? authorities.at
  if (kinds.has("none") || kinds.size === 0) return { mode: "optional", trust, at: place }
  return { mode: "required", trust, at: place, ...(kinds.has("user") && { named: "user" as const }) }
}

/** Redis and Valkey, by their arguments and their configuration. */
export function redisListeners(running: Process, inventory: Inventory): Listener[] | string {
  const command = commandNamed(running, /^(redis|valkey)-server$/)
  if (command === undefined) return "it is not known what runs"
  const flags = new Flags(command.words)
  const [first] = command.words
  const file = first !== undefined && !first.value.startsWith("-") ? first : undefined
  const lines = file === undefined ? [] : settingLines(fileNamed(file, running), inventory)
  if (lines === undefined) return "its configuration is not in the repository"
  const setting = (name: string): Text | undefined => flags.get(name) ?? lineNamed(lines, name)
  const found: Listener[] = []
  const plain = portOf(setting("port")?.value) ?? 6379
  const common = { program: command.tool, engine: "openssl" } as const
  const tls = portOf(setting("tls-port")?.value) ?? 0
  if (plain !== 0 && plain !== tls)
    found.push({ ...common, port: plain, at: setting("port")?.at ?? command.at, service: { kind: "plain" } })
  if (tls !== 0)
    found.push({ ...common, port: tls, at: setting("tls-port")!.at, service: ofRedis(setting, running, command.at) })
  return found
}

function ofRedis(setting: (name: string) => Text | undefined, running: Process, at: Listener["at"]): Service {
  const certificate = setting("tls-cert-file")
  const mode = setting("tls-auth-clients")?.value ?? "yes"
  const authorities = setting("tls-ca-cert-file")
  if (authorities === undefined && setting("tls-ca-cert-dir") !== undefined)
    return { kind: "unknown", why: "what it verifies clients with is a directory" }
  const place = certificate?.at ?? at
  return {
    kind: "tls",
    sites: [
      {
        names: [],
        isDefault: true,
        pair: {
          certificate: fileNamed(certificate, running),
          key: fileNamed(setting("tls-key-file"), running),
          at: place,
        },
        clients: {
          mode: mode === "no" ? "none" : mode === "optional" ? "optional" : "required",
          trust: fileNamed(authorities, running),
          at: setting("tls-auth-clients")?.at ?? place,
        },
        versions: versionsAmong((setting("tls-protocols")?.value ?? "").split(/\s+/).filter((word) => word !== "")),
      },
    ],
  }
}

/** Kafka, by the variables of its images. */
export function kafkaListeners(running: Process): Listener[] | string {
  const { environment } = running
  const listeners = environment.get("KAFKA_LISTENERS") ?? environment.get("KAFKA_ADVERTISED_LISTENERS")
  if (listeners === undefined) return "its listeners are not in the repository"
  const map = new Map(
    (environment.get("KAFKA_LISTENER_SECURITY_PROTOCOL_MAP")?.value ?? "").split(",").map((pair) => {
      const [name = "", protocol = ""] = pair.split(":")
      return [name.trim().toUpperCase(), protocol.trim().toUpperCase()] as const
    }),
  )
  return listeners.value.split(",").flatMap((listener): Listener[] => {
    const [, name, port] = /^\s*([\w-]+):\/\/[^:]*:(\d+)\s*$/.exec(listener) ?? []
    if (name === undefined || port === undefined) return []
    const protocol = map.get(name.toUpperCase()) ?? name.toUpperCase()
    return [
      {
        port: Number(port),
        program: "kafka",
        engine: "java",
        at: listeners.at,
        service: ofKafka(protocol, running, listeners),
      },
    ]
  })
}

function ofKafka(protocol: string, running: Process, { at }: Text): Service {
  if (/PLAINTEXT$/.test(protocol)) return { kind: "plain" }
  if (protocol !== "SSL" && protocol !== "SASL_SSL") return { kind: "unknown", why: `${protocol} takes more than TLS` }
  const { environment } = running
  const store = (kind: string): Found => {
    const named = environment.get(`KAFKA_SSL_${kind}_FILENAME`)
    const path =
      named === undefined
        ? environment.get(`KAFKA_SSL_${kind}_LOCATION`)
        : { ...named, value: `/etc/kafka/secrets/${named.value}` }
    return path === undefined ? absent("no store is named") : fileNamed(path, running)
  }
  const keys = store("KEYSTORE")
  const place = environment.get("KAFKA_SSL_KEYSTORE_LOCATION")?.at ?? at
  const mode = environment.get("KAFKA_SSL_CLIENT_AUTH")?.value ?? "none"
  const trust = store("TRUSTSTORE")
  return {
    kind: "tls",
    sites: [
      {
        names: [],
        isDefault: true,
        pair: { certificate: keys, key: keys, at: place },
        clients: {
          mode: mode === "required" ? "required" : mode === "requested" ? "optional" : "none",
          ...(mode !== "none" && { trust }),
          at: environment.get("KAFKA_SSL_CLIENT_AUTH")?.at ?? place,
        },
        versions: usualVersions,
      },
    ],
  }
}
