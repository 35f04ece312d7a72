import type { Dial } from "../dial.ts"
import { fileNamed, portOf } from "../flags.ts"
import { usualVersions, type Versions } from "../listener.ts"
import { type Command, expanded, type Process, type Text } from "../process.ts"
import { addressOf, dialOf, filePart, hashed, identityIn, opensslTrust, trustIn } from "./common.ts"
import { getopt } from "./getopt.ts"

/** `openssl s_client`, which goes on whatever it finds unless it is told otherwise. */
export function sClientDials({ words }: Command, running: Process): Dial[] {
  if (words[0]?.value !== "s_client") return []
  const valued =
    "connect host port servername cert key CAfile CApath CAstore verify verify_hostname verify_ip verify_depth starttls cert_chain certform keyform pass alpn proxy name".split(
      " ",
    )
  const options = getopt(words.slice(1), { short: "", long: new Set(valued), single: true })
  const connect = options.get("connect") ?? options.operands[0]
  const text = connect && expanded(connect, running.environment)
  const address = text && addressOf(text.value, "https")
  if (text === undefined || address === undefined) return []
  const checks = options.has("verify_return_error")
  const name = options.get("verify_hostname", "verify_ip")
  const file = options.get("CAfile")
  const folder = options.get("CApath")
  const trust =
    file === undefined && folder === undefined
      ? opensslTrust(running, text.at)
      : {
          parts: [
            ...(file === undefined ? [] : trustIn(file, running).parts),
            ...hashed(folder && expanded(folder, running.environment)?.value, running, text.at),
          ],
          at: (file ?? folder)!.at,
        }
  const identity = identityIn(options.get("cert"), options.get("key"), running)
  return [
    {
      ...dialOf(running, "openssl s_client", text.at, address),
      profiles: [options.has("partial_chain") ? "openssl-partial" : "openssl"],
      verify: !checks ? "none" : name === undefined ? "chain" : "full",
      ...(name && { name: name.value }),
      serverName: options.has("noservername") ? null : (options.get("servername")?.value ?? address.host),
      trust,
      versions: versionsOf(options),
      ...(identity && { identity }),
      ...(options.has("proxy") && { open: "it goes through a proxy" }),
    },
  ]
}

function versionsOf(options: ReturnType<typeof getopt>): Versions {
  if (options.has("tls1_3")) return { min: 13, max: 13 }
  return options.has("tls1_2") ? { min: 12, max: 12 } : usualVersions
}

/** `redis-cli` and `valkey-cli`, which check no name. */
export function redisDials({ words, tool, at }: Command, running: Process): Dial[] {
  const long = new Set("cacert cacertdir cert key sni tls-ciphers tls-ciphersuites user pass".split(" "))
  const options = getopt(words, { short: "hpsanruiRdDt", long })
  const uri = options.get("u")
  const named = uri ?? options.get("h")
  const host = named && expanded(named, running.environment)
  if (named !== undefined && host === undefined) return []
  const address =
    host === undefined ? { scheme: "redis", host: "127.0.0.1", port: 6379 } : addressOf(host.value, "redis")
  if (address === undefined) return []
  const given = options.get("p")
  const port =
    uri === undefined
      ? (portOf(given && (expanded(given, running.environment)?.value ?? "x")) ?? (given ? undefined : 6379))
      : address.port
  if (port === undefined) return []
  const tls = options.has("tls") || address.scheme === "rediss"
  const file = options.get("cacert")
  const identity = identityIn(options.get("cert"), options.get("key"), running)
  const place = host?.at ?? at
  return [
    {
      ...dialOf(running, tool, place, { host: address.host, port }),
      speaks: tls ? "tls" : "plain",
      profiles: ["redis"],
      verify: options.has("insecure") ? "none" : "chain",
      serverName: options.get("sni")?.value ?? null,
      trust: file === undefined ? opensslTrust(running, place) : trustIn(file, running),
      ...(identity && { identity }),
      ...(options.has("cacertdir") && { open: "what it verifies with is a directory" }),
    },
  ]
}

/** `psql` and its kin: a connection string or a URL, options, and the variables of libpq. */
export function libpqDials({ words, at }: Command, running: Process): Dial[] {
  const long = new Set("host port username dbname command file output set variable field-separator pset".split(" "))
  const options = getopt(words, { short: "hpUdcfovFPRTL", long })
  const named = [...options.all("d", "dbname"), ...options.operands.slice(0, 1)].map((word) =>
    expanded(word, running.environment),
  )
  if (named.includes(undefined)) return []
  const parts = new Map<string, Text>()
  for (const text of named) for (const [key, value] of text === undefined ? [] : conninfo(text)) parts.set(key, value)
  const setting = (key: string, variable: string, ...flags: string[]): Text | undefined => {
    const flag = options.get(...flags)
    return (flag && expanded(flag, running.environment)) ?? parts.get(key) ?? running.environment.get(variable)
  }
  const host = setting("host", "PGHOST", "h", "host")
  if (host === undefined || !host.literal || host.value.startsWith("/") || host.value.includes(",")) return []
  const port = portOf(setting("port", "PGPORT", "p", "port")?.value ?? "5432")
  if (port === undefined) return []
  const mode = setting("sslmode", "PGSSLMODE")?.value ?? "prefer"
  const root = setting("sslrootcert", "PGSSLROOTCERT")
  const home = rootOf(running)
  const file = root === undefined ? home : fileNamed(root, running)
  const verifies = /^verify-/.test(mode) || (mode === "require" && (root !== undefined || home.kind === "content"))
  const identity = identityIn(setting("sslcert", "PGSSLCERT"), setting("sslkey", "PGSSLKEY"), running)
  const user = setting("user", "PGUSER", "U", "username")?.value
  const place = root?.at ?? host.at
  const isPublic = root?.value === "system"
  return [
    {
      ...dialOf(running, "libpq", host.at.line === 0 ? at : host.at, { host: host.value, port }),
      speaks: mode === "disable" ? "plain" : "tls",
      profiles: ["libpq"],
      verify: !verifies ? "none" : mode === "verify-full" || isPublic ? "full" : "chain",
      trust: isPublic ? opensslTrust(running, place) : { parts: [filePart(file, place)], at: place },
      ...(identity && { identity }),
      ...(user !== undefined && { user }),
      ...(/^(allow|prefer)$/.test(mode) && { fallsBack: true }),
    },
  ]
}

/** `~/.postgresql/root.crt`, which libpq reads where nothing else is named. */
function rootOf(running: Process) {
  const home = running.environment.get("HOME")?.value
  const homes = home === undefined ? ["/var/lib/postgresql", "/root"] : [home]
  const found = homes.map((one) => running.files.read(`${one}/.postgresql/root.crt`))
  return found.find(({ kind }) => kind === "content") ?? found.find(({ kind }) => kind === "unknown") ?? found[0]!
}

/** `host=db port=5432` and `postgresql://user@db:5432/name?sslmode=require`. */
export function conninfo(text: Text): Map<string, Text> {
  const found = new Map<string, Text>()
  const { value } = text
  if (/^postgres(ql)?:\/\//.test(value)) {
    const address = addressOf(value)
    if (address !== undefined) {
      found.set("host", { ...text, value: address.host })
      found.set("port", { ...text, value: `${address.port}` })
    }
    const user = /^[a-z]+:\/\/([^:@/]+)(?::[^@/]*)?@/.exec(value)?.[1]
    if (user !== undefined) found.set("user", { ...text, value: decoded(user) })
    for (const pair of /\?(.*)$/.exec(value)?.[1]?.split("&") ?? []) {
      const [key = "", given = ""] = pair.split("=")
      found.set(key, { ...text, value: decoded(given) })
    }
    return found
  }
  for (const [, key, quoted, plain] of value.matchAll(/(\w+)\s*=\s*(?:'([^']*)'|(\S+))/g))
    found.set(key!, { ...text, value: quoted ?? plain ?? "" })
  return found
}

function decoded(value: string): string {
  return value.replaceAll(/%([0-9a-fA-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)))
}
