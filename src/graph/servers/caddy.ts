import type { Inventory } from "../../join/inventory.ts"
import { type Directive, directivesOf } from "../../model/directives.ts"
import type { DocumentFact } from "../../model/facts.ts"
import { addressOf } from "../clients/common.ts"
import { commandNamed, Flags, fileNamed } from "../flags.ts"
import { type ClientDemand, type Listener, type Service, type Site, versionsAmong } from "../listener.ts"
import { type Process, type Text, textOf } from "../process.ts"

/** The sites of a Caddyfile. */
export function caddyListeners(running: Process, inventory: Inventory): Listener[] | string {
  const command = commandNamed(running, /^caddy$/)
  const path = command && new Flags(command.words).get("config")?.value
  const found = running.files.read(path ?? "/etc/caddy/Caddyfile")
  const document = found.kind === "content" ? found.content.documents.find(({ kind }) => kind === "caddy") : undefined
  if (document === undefined) return "its configuration is not in the repository"
  const listeners = directivesOf(document.root).flatMap((site): Listener[] => {
    const names = [site.at, ...site.words].flatMap(({ value }) => value.split(",")).filter((name) => name !== "")
    return names.flatMap((name): Listener[] => {
      if (/^[({]/.test(name)) return []
      const address = addressOf(name.startsWith(":") ? `any${name}` : name, "https")
      if (address === undefined) return []
      const at = inventory.locate(document.path, site.at, document.inner)
      const plain = address.scheme === "http" || address.port === 80
      const service: Service = plain
        ? { kind: "plain" }
        : caddyService(site, address.host, document, running, inventory)
      return [{ port: address.port, program: "caddy", engine: "go", at, service }]
    })
  })
  return merged(listeners)
}

function caddyService(
  site: Directive,
  host: string,
  document: DocumentFact,
  running: Process,
  inventory: Inventory,
): Service {
  const tls = site.block.find(({ name }) => name === "tls")
  if (tls === undefined && host === "any") return { kind: "plain" }
  const [certificate, key] = (tls?.words ?? []).map((word) => textOf(word, document, inventory))
  if (tls === undefined || certificate === undefined || key === undefined)
    return { kind: "unknown", why: "Caddy gets its certificate by itself" }
  const block = tls.block.find(({ name }) => name === "client_auth")
  if (block !== undefined) return { kind: "unknown", why: "how Caddy verifies clients is not read" }
  const clients: ClientDemand = { mode: "none", at: certificate.at }
  const names = host === "any" ? [] : [host]
  return { kind: "tls", sites: [siteOf(certificate, key, names, clients, running)] }
}

function siteOf(certificate: Text, key: Text, names: readonly string[], clients: ClientDemand, running: Process): Site {
  const pair = { certificate: fileNamed(certificate, running), key: fileNamed(key, running), at: certificate.at }
  return { names, isDefault: false, pair, clients, versions: versionsAmong([]) }
}

/** One listener a port: what differs by name becomes sites of it. */
function merged(listeners: readonly Listener[]): Listener[] {
  const ports = [...new Set(listeners.map(({ port }) => port))]
  return ports.map((port): Listener => {
    const here = listeners.filter((one) => one.port === port)
    const first = here[0]!
    const other = here.find(({ service }) => service.kind === "unknown")
    if (other !== undefined) return other
    const sites = here.flatMap(({ service }) => (service.kind === "tls" ? service.sites : []))
    if (sites.length === 0) return first
    return {
      ...first,
      service: { kind: "tls", sites: sites.map((site, index) => ({ ...site, isDefault: index === 0 })) },
    }
  })
}
