import type { Inventory } from "../../join/inventory.ts"
import { commandNamed, Flags, fileNamed, portOf } from "../flags.ts"
import { type Listener, usualVersions } from "../listener.ts"
import type { Process } from "../process.ts"

/** Programs that are told their certificate by flags that say what they are: the API server, webhooks, extension servers. */
export function flagListeners(running: Process, _inventory: Inventory): Listener[] | string {
  const command = running.commands[0]
  if (command === undefined) return nothing
  const flags = new Flags(command.words)
  const certificate = flags.get("tls-cert-file", "tls-cert", "tls-crt-file", "cert-file", "tls-certificate", "ssl-cert")
  const key = flags.get("tls-private-key-file", "tls-key-file", "tls-key", "key-file", "tls-private-key", "ssl-key")
  const named = flags.get("secure-port", "port", "https-port", "webhook-port", "tls-port", "webhook.port")
  const address = flags.get("listen-address", "bind-address", "listen", "addr", "https-address", "webhook-bind-address")
  const isApiServer = command.tool === "kube-apiserver"
  const [only, ...more] = running.ports
  const port =
    portOf(named?.value) ??
    portOf(address?.value) ??
    (isApiServer ? 6443 : more.length === 0 ? only?.number : undefined)
  if (certificate === undefined) {
    const folder = flags.get("cert-dir", "webhook-cert-path", "webhook-cert-dir", "tls-cert-dir")
    return folder === undefined ? nothing : directoryListeners(folder.value, port ?? 9443, running)
  }
  if (key === undefined || port === undefined) return nothing
  const authorities = flags.get("client-ca-file")
  const trust = authorities && fileNamed(authorities, running)
  return [
    {
      port,
      program: command.tool === "" ? "server" : command.tool,
      engine: isApiServer ? "go" : "unknown",
      at: certificate.at,
      service:
        authorities !== undefined && !isApiServer
          ? { kind: "unknown", why: "whether it asks for a client certificate is not known" }
          : {
              kind: "tls",
              sites: [
                {
                  names: [],
                  isDefault: true,
                  pair: {
                    certificate: fileNamed(certificate, running),
                    key: fileNamed(key, running),
                    at: certificate.at,
                  },
                  clients: {
                    mode: trust === undefined ? "none" : "optional",
                    ...(trust && { trust }),
                    at: certificate.at,
                  },
                  versions: usualVersions,
                },
              ],
            },
    },
  ]
}

/** controller-runtime's webhook server, where a Secret is mounted at its default place. */
export function controllerRuntimeListeners(running: Process): Listener[] | string {
  const command = commandNamed(running, /./)
  const port = portOf(command && new Flags(command.words).get("webhook-port")?.value) ?? 9443
  return directoryListeners("/tmp/k8s-webhook-server/serving-certs", port, running)
}

/** `tls.crt` and `tls.key` in a folder, as controller-runtime reads them. */
function directoryListeners(folder: string, port: number, running: Process): Listener[] | string {
  const certificate = running.files.read(`${folder}/tls.crt`)
  if (certificate.kind !== "content") return nothing
  const at = certificate.content.at
  const pair = { certificate, key: running.files.read(`${folder}/tls.key`), at }
  const site = { names: [], isDefault: true, pair, clients: { mode: "none", at }, versions: usualVersions } as const
  return [{ port, program: "webhook server", engine: "go", at: running.at, service: { kind: "tls", sites: [site] } }]
}

const nothing = "what its program listens on is not in the repository"
