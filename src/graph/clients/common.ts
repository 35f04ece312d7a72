import type { Location } from "../../model/place.ts"
import type { Found } from "../contents.ts"
import type { Dial, Trust, TrustPart } from "../dial.ts"
import { fileNamed } from "../flags.ts"
import { type Pair, usualVersions } from "../listener.ts"
import { expanded, type Process, type Text } from "../process.ts"

/** A URL, or what is written like one; the port is the one of its scheme where it names none. */
export interface Address {
  readonly scheme: string
  readonly host: string
  readonly port: number
}

const ports: Readonly<Record<string, number>> = {
  https: 443,
  http: 80,
  grpcs: 443,
  wss: 443,
  ws: 80,
  rediss: 6379,
  redis: 6379,
  postgresql: 5432,
  postgres: 5432,
}

/** The address of a URL; undefined for what is none, or is not all known. */
export function addressOf(value: string, usualScheme?: string): Address | undefined {
  const [, scheme, authority] = /^(?:([a-z][a-z0-9+.-]*):\/\/)?([^/?#\s]+)/i.exec(value.trim()) ?? []
  const kind = (scheme ?? usualScheme)?.toLowerCase()
  if (kind === undefined || authority === undefined || /[{}$<>%]/.test(authority)) return undefined
  const bare = authority.slice(authority.lastIndexOf("@") + 1)
  const [, host, port] = /^(\[[0-9a-f:.]+\]|[^:]+)(?::(\d{1,5}))?$/i.exec(bare) ?? []
  if (host === undefined) return undefined
  const number = port === undefined ? ports[kind] : Number(port)
  return number === undefined ? undefined : { scheme: kind, host: host.replace(/^\[(.*)\]$/, "$1"), port: number }
}

/** What every dial of a process has. */
export function dialOf(
  running: Process,
  program: string,
  at: Location,
  { host, port }: Pick<Address, "host" | "port">,
) {
  return {
    client: running.id,
    program,
    host,
    port,
    at,
    network: running.network,
    group: groupOf(running),
    speaks: "tls",
    versions: usualVersions,
  } as const satisfies Partial<Dial>
}

/** Containers of one pod share their loopback; a service of compose has its own. */
export function groupOf({ id, network }: Process): string {
  return network.kind === "cluster" ? id.replace(/, (?:init )?container [^,]*$/, "") : id
}

export function filePart(found: Found, at: Location, must = true): TrustPart {
  return { kind: "file", found, at, must }
}

/** Where distributions keep their bundle. */
const bundles =
  /^\/etc\/(ssl\/certs\/ca-certificates\.crt|ssl\/cert\.pem|ssl\/ca-bundle\.pem|pki\/tls\/certs\/ca-bundle\.(crt|trust\.crt)|pki\/ca-trust\/extracted\/pem\/tls-ca-bundle\.pem)$/

/** A file that is named; where it is the bundle of the distribution, and nothing is mounted over it, that. */
export function namedPart(path: Text, running: Process, must = true, folder?: string): TrustPart {
  const found = fileNamed(path, running, folder)
  const known = expanded(path, running.environment)?.value ?? ""
  if (found.kind !== "content" && bundles.test(known)) return { kind: "system", system: running.system }
  return filePart(found, path.at, must)
}

/** Trust in one file, in the place of all other. */
export function trustIn(path: Text, running: Process, folder?: string): Trust {
  return { parts: [namedPart(path, running, true, folder)], at: path.at }
}

/** A file that holds what a client presents, with its key. */
export function identityIn(
  certificate: Text | undefined,
  key: Text | undefined,
  running: Process,
  folder?: string,
): Pair | undefined {
  if (certificate === undefined) return undefined
  const found = fileNamed(certificate, running, folder)
  return { certificate: found, key: key === undefined ? found : fileNamed(key, running, folder), at: certificate.at }
}

/** What Go verifies with unless it is told: `SSL_CERT_FILE` for the bundle, and the directories of certificates beside it. */
export function goTrust(running: Process, at: Location): Trust {
  const { environment, files, system } = running
  const file = environment.get("SSL_CERT_FILE")
  const directory = environment.get("SSL_CERT_DIR")
  const parts: TrustPart[] = []
  if (file === undefined) parts.push({ kind: "system", system })
  else parts.push(namedPart(file, running, false))
  const folders =
    directory === undefined
      ? ["/etc/ssl/certs", "/etc/pki/tls/certs"]
      : (expanded(directory, environment)?.value.split(":") ?? [])
  for (const folder of folders)
    for (const name of files.list(folder) ?? []) {
      const found = files.read(`${folder}/${name}`)
      if (found.kind === "content") parts.push(filePart(found, directory?.at ?? found.content.at, false))
    }
  return { parts, at: file?.at ?? directory?.at ?? at }
}

/** What OpenSSL verifies with unless it is told: its file, and those of its directory whose names are hashes. */
export function opensslTrust(running: Process, at: Location): Trust {
  const { environment, files, system } = running
  const file = environment.get("SSL_CERT_FILE")
  const directory = environment.get("SSL_CERT_DIR")
  const parts: TrustPart[] = []
  if (file !== undefined) parts.push(namedPart(file, running, false))
  else {
    const bundle = files.read("/etc/ssl/certs/ca-certificates.crt")
    if (bundle.kind === "content") parts.push(filePart(bundle, bundle.content.at, false))
    else parts.push({ kind: "system", system })
  }
  parts.push(
    ...hashed(
      expanded(directory ?? { value: "/etc/ssl/certs", literal: true, at }, environment)?.value,
      running,
      directory?.at ?? at,
    ),
  )
  return { parts, at: file?.at ?? directory?.at ?? at }
}

/** The files of a directory as OpenSSL looks for them: `5ad8a5d6.0`. */
export function hashed(folder: string | undefined, { files }: Process, at: Location): TrustPart[] {
  if (folder === undefined) return []
  return folder
    .split(":")
    .flatMap((one) =>
      (files.list(one) ?? [])
        .filter((name) => /^[0-9a-f]{8}\.\d+$/.test(name))
        .map((name) => filePart(files.read(`${one}/${name}`), at, false)),
    )
}
