import type { Dial, Trust } from "../dial.ts"
import { usualVersions, type Versions, versionOf } from "../listener.ts"
import { type Command, expanded, type Process } from "../process.ts"
import { addressOf, dialOf, filePart, hashed, identityIn, namedPart, trustIn } from "./common.ts"
import { getopt, type Options } from "./getopt.ts"

/** Options of curl that take a value, as far as people use them. */
const syntax = {
  short: "AbcCdDeEFhHKmoPQrtTuUwxXyYz",
  long: new Set(
    (
      "url request header data data-raw data-binary data-urlencode json form user user-agent referer output write-out max-time " +
      "connect-timeout retry retry-delay retry-max-time cacert capath cert cert-type key key-type pass resolve connect-to proxy " +
      "proxy-cacert proxy-cert proxy-key preproxy noproxy interface config cookie cookie-jar tls-max ciphers tls13-ciphers " +
      "curves range speed-limit speed-time limit-rate upload-file pinnedpubkey crlfile unix-socket dns-servers oauth2-bearer aws-sigv4 " +
      "max-redirs proto proto-redir local-port output-dir create-file-mode trace trace-ascii stderr"
    ).split(" "),
  ),
}

/** The connections of a `curl` command. */
export function curlDials({ words }: Command, running: Process): Dial[] {
  const options = getopt(words, syntax)
  const urls = [...options.all("url"), ...options.operands]
  return urls.flatMap((word): Dial[] => {
    const text = expanded(word, running.environment)
    if (text === undefined) return []
    const address = /^https?:\/\//i.test(text.value) ? addressOf(text.value) : undefined
    if (address === undefined) return []
    const { host, port } = redirected(address, options)
    const open = openOf(options, running)
    const base = dialOf(running, "curl", text.at, address)
    const identity = identityIn(withoutPassword(options.get("cert", "E")), options.get("key"), running)
    return [
      {
        ...base,
        ...(host !== address.host || port !== address.port ? { through: { host, port } } : {}),
        speaks: address.scheme === "https" ? "tls" : "plain",
        profiles: ["curl"],
        verify: options.has("k", "insecure") ? "none" : "full",
        trust: trustOf(options, running, text.at),
        versions: versionsOf(options),
        ...(identity && { identity }),
        ...(open !== undefined && { open }),
      },
    ]
  })
}

/** `--cert file:password`; a password says that it may be a store. */
function withoutPassword(text: ReturnType<Options["get"]>) {
  return text && { ...text, value: text.value.replace(/:.*$/, "") }
}

/** Where `--resolve` and `--connect-to` lead. */
function redirected(address: { host: string; port: number }, options: Options): { host: string; port: number } {
  for (const { value } of options.all("resolve")) {
    const [, host, port, to] = /^\+?([^:]*|\*):(\d+):(.*)$/.exec(value) ?? []
    if (to !== undefined && (host === address.host || host === "*") && Number(port) === address.port)
      return { host: to.replace(/^\[(.*)\]$/, "$1").split(",")[0]!, port: address.port }
  }
  for (const { value } of options.all("connect-to")) {
    const [, host, port, to, toPort] = /^([^:]*):(\d*):([^:]*|\[[^\]]*\]):(\d*)$/.exec(value) ?? []
    if (to === undefined || (host !== "" && host !== address.host) || (port !== "" && Number(port) !== address.port))
      continue
    return { host: to === "" ? address.host : to, port: toPort === "" ? address.port : Number(toPort) }
  }
  return address
}

function openOf(options: Options, { environment }: Process): string | undefined {
  if (
    options.has("x", "proxy", "preproxy") ||
    ["https_proxy", "HTTPS_PROXY", "ALL_PROXY", "all_proxy"].some((name) => environment.get(name) !== undefined)
  )
    return "it goes through a proxy"
  if (options.has("K", "config")) return "curl reads a configuration"
  if (options.has("unix-socket")) return "it goes to a socket"
  if (options.has("pinnedpubkey")) return "curl wants a key of its own"
  if (/P12|DER|ENG/i.test(options.get("cert-type")?.value ?? "")) return "the client certificate is in a store"
  return undefined
}

/** curl's own order: `--cacert` and `--capath`, then CURL_CA_BUNDLE, then SSL_CERT_DIR and SSL_CERT_FILE. */
function trustOf(options: Options, running: Process, at: Trust["at"]): Trust {
  const { environment } = running
  const file = options.get("cacert")
  const folder = options.get("capath")
  if (file !== undefined || folder !== undefined) {
    const parts = file === undefined ? [] : trustIn(file, running).parts
    const known = folder && expanded(folder, environment)?.value
    return { parts: [...parts, ...hashed(known, running, folder?.at ?? at)], at: (file ?? folder)!.at }
  }
  const bundle = environment.get("CURL_CA_BUNDLE")
  if (bundle !== undefined && bundle.value !== "") return trustIn(bundle, running)
  const named = environment.get("SSL_CERT_FILE")
  const directory = environment.get("SSL_CERT_DIR")
  const inDirectory = directory && hashed(expanded(directory, environment)?.value, running, directory.at)
  const own = running.files.read("/etc/ssl/certs/ca-certificates.crt")
  const first =
    named !== undefined
      ? namedPart(named, running)
      : own.kind === "content"
        ? filePart(own, own.content.at)
        : ({ kind: "system", system: running.system } as const)
  return { parts: [first, ...(inDirectory ?? [])], at: named?.at ?? directory?.at ?? at }
}

function versionsOf(options: Options): Versions {
  const min = options.has("tlsv1.3")
    ? 13
    : options.has("tlsv1.0")
      ? 10
      : options.has("tlsv1.1")
        ? 11
        : usualVersions.min
  return { min, max: versionOf(options.get("tls-max")?.value) ?? usualVersions.max }
}
