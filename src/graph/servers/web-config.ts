import { posix } from "node:path"
import type { Inventory } from "../../join/inventory.ts"
import { scalarAt, textAt } from "../../model/tree.ts"
import { commandNamed, Flags, fileNamed, portOf } from "../flags.ts"
import { type Listener, type Service, versionsBetween } from "../listener.ts"
import { type Process, textOf } from "../process.ts"

/** Prometheus, Alertmanager and exporters with exporter-toolkit's `--web.config.file`. */
export function webConfigListeners(running: Process, inventory: Inventory): Listener[] | string {
  const command = commandNamed(running, /^(prometheus|alertmanager|\w*exporter)$/)
  if (command === undefined) return "it is not known what runs"
  const flags = new Flags(command.words)
  const address = flags.get("web.listen-address")
  const port = portOf(address?.value) ?? (command.tool === "prometheus" ? 9090 : running.ports[0]?.number)
  if (port === undefined) return "the port is not in the repository"
  const config = flags.get("web.config.file")
  const service: Service = config === undefined ? { kind: "plain" } : serviceOf(config.value, running, inventory)
  return [{ port, program: command.tool, engine: "go", at: address?.at ?? command.at, service }]
}

function serviceOf(path: string, running: Process, inventory: Inventory): Service {
  const found = running.files.read(path)
  const [document] = found.kind === "content" ? found.content.documents : []
  if (document === undefined) return { kind: "unknown", why: `${path} is not in the repository` }
  const server = (key: string) => {
    const node = scalarAt(document.root, "tls_server_config", key)
    return node && textOf(node, document, inventory)
  }
  const certificate = server("cert_file")
  if (certificate === undefined)
    return server("cert") === undefined
      ? { kind: "plain" }
      : { kind: "unknown", why: "the certificate stands in the configuration" }
  const folder = posix.dirname(path)
  const mode = textAt(document.root, "tls_server_config", "client_auth_type") ?? "NoClientCert"
  const authorities = server("client_ca_file")
  const verified = /Verify/.test(mode)
  return {
    kind: "tls",
    sites: [
      {
        names: [],
        isDefault: true,
        pair: {
          certificate: fileNamed(certificate, running, folder),
          key: fileNamed(server("key_file"), running, folder),
          at: certificate.at,
        },
        clients: {
          mode: /^Require/.test(mode) ? "required" : mode === "VerifyClientCertIfGiven" ? "optional" : "none",
          ...(verified && { trust: fileNamed(authorities, running, folder) }),
          at: authorities?.at ?? certificate.at,
        },
        versions: versionsBetween(server("min_version")?.value, server("max_version")?.value),
      },
    ],
  }
}
