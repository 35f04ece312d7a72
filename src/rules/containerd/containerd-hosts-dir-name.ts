import type { Inventory } from "../../join/inventory.ts"
import { nameOf } from "../../model/hosts.ts"
import { canonicalHost, imagesFrom } from "../../usage/registries.ts"
import { isTemplated } from "../levels.ts"
import { rule } from "../rule.ts"
import { type HostsFile, hostsCode, hostsDoc, hostsFile, verifyPull } from "./hosts.shared.ts"

export const containerdHostsDirName = rule({
  id: "containerd-hosts-dir-name",
  family: "containerd",
  level: "error",
  summary: "The directory below certs.d has a name that containerd never looks up",
  citations: [
    hostsDoc(
      "Port Handling in Registry Host",
      "For `myregistry.io:5000` it reads myregistry.io_5000_, myregistry.io:5000, _default.",
    ),
    hostsCode(
      "HostDirFromRoot",
      "The host of the image reference, as it is written there, is the name of the directory.",
    ),
  ],
  why: "The file is never read: neither the mirror nor the CA applies, and pulls fail or go where nobody meant them to.",
  fix: "Name the directory like the host in image references, with its port: reg.corp:5000 or reg.corp_5000_.",

  on: "containerd-hosts",
  *check(document, { inventory }) {
    const file = hostsFile(document)
    if (file?.directory === undefined || isTemplated(file.directory) || /[{<$*%]/.test(file.directory)) return
    const server = file.tables[0]?.table === file.root ? file.tables[0] : undefined
    const name = unread(file.directory)
    const first = file.root.entries[0]?.key ?? { start: document.span.start, end: document.span.start }
    if (name !== undefined) {
      // Host names have no case, but the file system of a node has: images that write it so do find the directory.
      if (imagesFrom(inventory, name.instead).some(({ reference }) => reference.startsWith(`${file.directory}/`)))
        return
      yield {
        message: `containerd never reads the directory certs.d/${file.directory}, because ${name.because}: its settings do not apply.`,
        help: [
          {
            do: `Rename the directory to certs.d/${name.instead}: its name is the host of the image reference, with the port and nothing else.`,
            verify: verifyPull(name.instead),
          },
        ],
        at: first,
        identity: file.directory,
      }
      return
    }
    const dialled =
      server?.host === undefined ? undefined : canonicalHost(server.host, schemeOf(server.url?.value ?? ""))
    if (server?.url === undefined || dialled === undefined || !otherPort(file, dialled, inventory)) return
    yield {
      message: `containerd reads certs.d/${file.directory} for images of ${file.namespace} only, but its server is ${dialled}: images of ${dialled} are pulled without these settings.`,
      help: [
        {
          do: `Rename the directory to certs.d/${dialled}${dialled.includes(":") ? ` (or ${dialled.replace(/:(\d+)$/, "_$1_")})` : ""}.`,
          verify: verifyPull(dialled),
        },
      ],
      at: server.url,
      identity: file.directory,
    }
  },
})

interface Unread {
  readonly because: string
  readonly instead: string
}

function unread(directory: string): Unread | undefined {
  const bare = directory.replace(/^https?[:_]*[/_]+/i, "")
  if (bare !== directory) return { because: "its name has a scheme", instead: bare.split("/")[0]!.toLowerCase() }
  if (directory.includes("/"))
    return { because: "it lies deeper than one directory", instead: directory.split("/")[0]!.toLowerCase() }
  if (directory !== directory.toLowerCase())
    return { because: "its name has capital letters", instead: directory.toLowerCase() }
  return undefined
}

/** Whether directory and server are one host with different ports, and no image names the directory's. */
function otherPort({ namespace = "" }: HostsFile, dialled: string, inventory: Inventory): boolean {
  const registry = canonicalHost(namespace)
  if (registry === dialled || nameOf(registry) !== nameOf(dialled)) return false
  return imagesFrom(inventory, namespace).length === 0
}

function schemeOf(url: string): "http" | "https" {
  return url.toLowerCase().startsWith("http://") ? "http" : "https"
}
