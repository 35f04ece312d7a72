import { posix } from "node:path"
import type { Inventory } from "../join/inventory.ts"
import type { CommandFact, DocumentFact } from "../model/facts.ts"
import { folderOf } from "../model/folders.ts"
import { hostOf } from "../model/hosts.ts"
import type { Span } from "../model/place.ts"
import { type Container, containersOf } from "../workloads/workloads.ts"
import { usageOf } from "./index.ts"
import { bundlesAt } from "./mounted.ts"
import { stemOf } from "./stems.ts"
import type { TrustStore } from "./trust-stores.ts"

/** What programs in containers, and curl in scripts, verify the hosts with that stand beside it. */
export function programStores(inventory: Inventory): TrustStore[] {
  const containers = (["kubernetes", "compose"] as const).flatMap((kind) =>
    inventory
      .documents(kind)
      .filter((document) => !document.template)
      .flatMap((document) => containersOf(document).flatMap((one) => ofContainer(one, document, inventory))),
  )
  return [...containers, ...ofScripts(inventory)]
}

interface Setting {
  readonly name: string
  readonly value: string
  readonly node: Span
}

function ofContainer(container: Container, document: DocumentFact, inventory: Inventory): TrustStore[] {
  if (container.mounts.length === 0) return []
  const settings: Setting[] = [
    ...container.environment.flatMap(({ name, value }) =>
      value === undefined || value.type === "template" ? [] : [{ name, value: value.value, node: value }],
    ),
    ...container.arguments.flatMap(({ flag, value, node }) =>
      value === undefined ? [] : [{ name: flag, value, node }],
    ),
  ]
  const trusts = settings.filter(({ name, value }) => value.startsWith("/") && isTrust(name))
  if (trusts.length === 0) return []
  const found = trusts.map((trust) => ({ trust, bundles: bundlesAt(container, trust.value, inventory) }))
  // A store that the repository does not show in full may hold what is missing.
  if (found.some(({ bundles }) => bundles.length === 0)) return []
  const label = labelOf(container, inventory)
  return settings.flatMap((setting) => {
    const host = addressOf(setting)
    if (host === undefined) return []
    const own = found.filter(({ trust }) => isOfOne(trust.name, setting.name))
    const meant = own.length > 0 ? own : found.filter(({ trust }) => general.test(trust.name))
    const [first] = meant
    if (first === undefined) return []
    const bundles = [...new Set(meant.flatMap((one) => one.bundles))]
    return [
      {
        ...{ host, bundles, user: label },
        at: inventory.locate(document.path, first.trust.node, document.inner),
      },
    ]
  })
}

/** Variables and flags that name a CA file, by their words. */
function isTrust(name: string): boolean {
  return general.test(name) || /ca(bundle|cert|certs|chain)?$|rootcert$|trust(ed)?(cert|certs|ca)$/.test(stemOf(name))
}

/** `https://host`, and the host of a database beside its CA. */
function addressOf({ name, value }: Setting): string | undefined {
  if (/^(https|rediss|postgres(ql)?|mysqls?|mongodb|amqps|ldaps|wss|grpcs|nats|tls):\/\/[^\s,{}$]+$/i.test(value))
    return hostOf(value)
  if (
    /(^|[-_])host(name)?$/i.test(name) &&
    /^[a-z0-9-]+(\.[a-z0-9-]+)+$/i.test(value) &&
    !/^(0\.0\.0\.0|127\.)/.test(value)
  )
    return value
  return undefined
}

/** Whether a CA and an address are of one thing: `REDIS_CA_FILE` and `REDIS_URL`. */
function isOfOne(trust: string, address: string): boolean {
  const [own] = trust.replace(/^-+/, "").split(/[-_.]/)
  const [other] = address.replace(/^-+/, "").split(/[-_.]/)
  if (/^PGSSL/.test(trust)) return /^(PG|POSTGRES|DATABASE|DB)/.test(address)
  return own !== undefined && own.toLowerCase() === other?.toLowerCase() && !/^(ssl|tls|ca|node)$/i.test(own)
}

/** `curl --cacert ca.crt https://host/` of scripts of the repository, with a path that starts at its folder or the script's. */
function ofScripts(inventory: Inventory): TrustStore[] {
  return inventory.filesWith("scripts").flatMap(({ scripts }) =>
    scripts.flatMap(({ path, commands, inner }) =>
      commands.flatMap((command): TrustStore[] => {
        const trust = command.tool === "curl" ? cacertOf(command) : undefined
        const url = command.words.find(({ value, literal }) => literal && /^https:\/\//.test(value))
        const host = url && hostOf(url.value)
        if (trust === undefined || host === undefined || !trust.literal || trust.value.startsWith("/")) return []
        const bundles = [posix.join(folderOf(path), trust.value), posix.normalize(trust.value)]
          .flatMap((file) => inventory.files.get(file)?.bundles ?? [])
          .filter(({ owner }) => owner === undefined)
        if (bundles.length === 0) return []
        return [
          { host, bundles: [...new Set(bundles)], user: `curl in ${path}`, at: inventory.locate(path, trust, inner) },
        ]
      }),
    ),
  )
}

function cacertOf({ words }: CommandFact) {
  const index = words.findIndex(({ value }) => value === "--cacert")
  if (index !== -1) return words[index + 1]
  const word = words.find(({ value }) => value.startsWith("--cacert="))
  return word && { ...word, value: word.value.slice("--cacert=".length) }
}

function labelOf({ resource, document, name }: Container, inventory: Inventory): string {
  if (resource === undefined) return `service ${name} of ${document.path}`
  return usageOf(inventory).identities.label(document, resource)
}

/** What all that a program connects to is verified with. */
const general =
  /^(SSL_CERT_FILE|NODE_EXTRA_CA_CERTS|REQUESTS_CA_BUNDLE|CURL_CA_BUNDLE|GRPC_DEFAULT_SSL_ROOTS_FILE_PATH|DENO_CERT|NIX_SSL_CERT_FILE|--(ca-file|cafile|cacert|ca-cert|tls-ca|tls-ca-file|ca-bundle|root-ca))$/
