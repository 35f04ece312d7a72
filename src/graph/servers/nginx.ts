import type { Inventory } from "../../join/inventory.ts"
import { fileNamed, portOf } from "../flags.ts"
import { type ClientDemand, type Listener, type Site, versionsAmong } from "../listener.ts"
import type { Process } from "../process.ts"
import { nginxTree, type Placed, settingOf, settingsOf } from "./nginx-tree.ts"

/** The ports of an nginx, each with what its servers present there. */
export function nginxListeners(running: Process, inventory: Inventory): Listener[] | string {
  const { top, open } = nginxTree(running, inventory)
  if (open !== undefined) return open
  const found: { port: number; site: Site | undefined; at: Placed; isDefault: boolean; why?: string }[] = []
  for (const outer of top.filter(({ name }) => name === "http" || name === "stream"))
    for (const server of outer.block.filter(({ name }) => name === "server")) {
      const blocks = [server.block, outer.block, top]
      for (const listen of server.block.filter(({ name }) => name === "listen")) {
        const words = listen.words.map(({ value }) => value)
        const port = portOf(words[0]) ?? 80
        const tls = words.includes("ssl") || words.includes("quic") || isOn(settingOf("ssl", [server.block]))
        const isDefault = words.includes("default_server") || words.includes("default")
        const site = tls ? siteOf(blocks, server, running, isDefault) : undefined
        if (typeof site === "string") found.push({ port, site: undefined, at: listen, isDefault, why: site })
        else found.push({ port, site, at: listen, isDefault })
      }
      if (!server.block.some(({ name }) => name === "listen"))
        found.push({ port: 80, site: undefined, at: server, isDefault: false })
    }
  const ports = [...new Set(found.map(({ port }) => port))]
  return ports.map((port): Listener => {
    const here = found.filter((one) => one.port === port)
    const [first] = here
    const common = { port, program: "nginx", engine: "openssl", at: first!.at.at } as const
    const why = here.find((one) => one.why !== undefined)?.why
    if (why !== undefined) return { ...common, service: { kind: "unknown", why } }
    const sites = here.flatMap(({ site }) => site ?? [])
    if (sites.length === 0) return { ...common, service: { kind: "plain" } }
    const [only] = sites
    const all = sites.some(({ isDefault }) => isDefault) ? sites : [{ ...only!, isDefault: true }, ...sites.slice(1)]
    return { ...common, service: { kind: "tls", sites: all } }
  })
}

function siteOf(
  blocks: readonly (readonly Placed[])[],
  server: Placed,
  running: Process,
  isDefault: boolean,
): Site | string {
  const certificates = settingsOf("ssl_certificate", blocks)
  const keys = settingsOf("ssl_certificate_key", blocks)
  if (certificates.length !== 1 || keys.length !== 1) return "a server has no certificate, or more than one"
  const certificate = certificates[0]!
  return {
    names: server.block
      .filter(({ name }) => name === "server_name")
      .flatMap(({ words }) => words.map(({ value }) => value)),
    isDefault,
    pair: {
      certificate: fileNamed(certificate.words[0], running, "/etc/nginx"),
      key: fileNamed(keys[0]!.words[0], running, "/etc/nginx"),
      at: certificate.at,
    },
    clients: clientsOf(blocks, running, certificate),
    versions: versionsAmong(settingOf("ssl_protocols", blocks)?.words.map(({ value }) => value) ?? []),
  }
}

function clientsOf(blocks: readonly (readonly Placed[])[], running: Process, { at }: Placed): ClientDemand {
  const verify = settingOf("ssl_verify_client", blocks)
  const mode = verify?.words[0]?.value
  if (verify === undefined || mode === "off" || mode === "optional_no_ca") return { mode: "none", at }
  const trust = settingOf("ssl_client_certificate", blocks) ?? settingOf("ssl_trusted_certificate", blocks)
  return {
    mode: mode === "on" ? "required" : "optional",
    trust: fileNamed(trust?.words[0], running, "/etc/nginx"),
    depth: Number(settingOf("ssl_verify_depth", blocks)?.words[0]?.value ?? 1),
    at: verify.at,
  }
}

function isOn(directive: Placed | undefined): boolean {
  return directive?.words[0]?.value === "on"
}
