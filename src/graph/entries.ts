import type { Inventory } from "../join/inventory.ts"
import type { Location } from "../model/place.ts"
import { nameText } from "../x509/name.ts"
import type { Dial } from "./dial.ts"
import type { Judged } from "./index.ts"
import type { Listener, Pair } from "./listener.ts"
import type { ClientEntry, Connection, IdentityEntry, ServerEntry, TrustGraph, TrustStoreEntry } from "./model.ts"
import { profileOf } from "./profiles.table.ts"
import { presented, readAnchors } from "./trust.ts"

/** The lists of a graph, each thing once. */
export function describe(judged: readonly Judged[], inventory: Inventory): TrustGraph {
  const lists = new Lists(inventory)
  const connections = judged.map(({ dial, answer, outcome }): Connection => {
    const listener = answer.kind === "listeners" ? answer.listeners[0] : undefined
    const server = listener === undefined ? null : lists.server(listener.id, listener.listener)
    return {
      client: lists.client(dial),
      server,
      host: dial.host,
      port: dial.port,
      at: dial.at,
      outcome,
      profile: dial.profiles.map((name) => profileOf(name).title).join(", ") || "unknown",
    }
  })
  return { ...lists.all(), connections }
}

class Lists {
  readonly #inventory: Inventory
  readonly #identities = new Map<string, IdentityEntry>()
  readonly #servers = new Map<string, ServerEntry>()
  readonly #stores = new Map<string, TrustStoreEntry>()
  readonly #clients = new Map<string, ClientEntry>()

  constructor(inventory: Inventory) {
    this.#inventory = inventory
  }

  all() {
    return {
      identities: [...this.#identities.values()],
      servers: [...this.#servers.values()],
      trustStores: [...this.#stores.values()],
      clients: [...this.#clients.values()],
    }
  }

  server(owner: string, { port, program, service, at }: Listener): string {
    const id = `${owner}, port ${port}`
    if (!this.#servers.has(id))
      this.#servers.set(id, {
        id,
        program,
        port,
        protocol: service.kind,
        identities: service.kind === "tls" ? service.sites.flatMap(({ pair }) => this.#identity(pair) ?? []) : [],
        clientCertificate: service.kind === "tls" ? (service.sites[0]?.clients.mode ?? "none") : "none",
        at,
      })
    return id
  }

  client(dial: Dial): string {
    const trustStore = this.#store(dial)
    const identity = dial.identity === undefined ? null : this.#identity(dial.identity)
    const id = `${dial.client} (${dial.program})`
    const known = this.#clients.get(id)
    const entry = {
      id,
      program: dial.program,
      profile: dial.profiles.join(" or ") || "unknown",
      trustStore,
      identity: identity ?? null,
      at: dial.at,
    }
    if (known === undefined) this.#clients.set(id, entry)
    return id
  }

  #identity({ certificate, at }: Pair): string | undefined {
    const [leaf] = presented(certificate, "openssl", this.#inventory) ?? []
    if (leaf === undefined || certificate.kind !== "content") return undefined
    const place = certificate.content.bundles[0]?.location ?? at
    if (!this.#identities.has(leaf.sha256))
      this.#identities.set(leaf.sha256, {
        id: leaf.sha256,
        kind: "certificate",
        names: leaf.dnsNames,
        subject: nameText(leaf.subject),
        issuer: nameText(leaf.issuer),
        notAfter: new Date(leaf.notAfter).toISOString(),
        at: place,
      })
    return leaf.sha256
  }

  #store({ trust, verify }: Dial): string | null {
    if (verify === "none") return null
    const certificates = trust.parts.flatMap((part) => {
      if (part.kind !== "file" || part.found.kind !== "content") return []
      const read = readAnchors(part.found.content, "openssl", this.#inventory)
      return Array.isArray(read) ? read.map(({ sha256 }) => sha256) : []
    })
    const isFile = trust.parts.some(({ kind }) => kind === "file")
    const id = isFile ? `${placeOf(trust.at)}` : "system roots"
    if (!this.#stores.has(id))
      this.#stores.set(id, { id, kind: isFile ? "file" : "system", certificates, at: trust.at })
    return id
  }
}

function placeOf({ path, line, column }: Location): string {
  return `${path}:${line}:${column}`
}
