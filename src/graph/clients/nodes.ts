import { posix } from "node:path"
import { storedBundles } from "../../distribution/index.ts"
import type { Inventory } from "../../join/inventory.ts"
import type { DocumentFact } from "../../model/facts.ts"
import { folderOf } from "../../model/folders.ts"
import type { Location } from "../../model/place.ts"
import { at, entriesAt, isTrue, itemsAt, type Node, scalarAt, textAt } from "../../model/tree.ts"
import { type Found, fileContent, unknown } from "../contents.ts"
import type { Dial, Trust, TrustPart } from "../dial.ts"
import { usualVersions } from "../listener.ts"
import { addressOf, filePart } from "./common.ts"

/** A file of a machine, where the repository holds the tree of that: `nodes/etc/x` is what becomes `/etc/x`. */
export function machineFile(path: string, from: string, inventory: Inventory): Found {
  if (path.startsWith("/")) {
    const root = rootOf(from)
    const known = root === undefined ? undefined : posix.join(root, path)
    if (known !== undefined && inventory.paths.has(known))
      return { kind: "content", content: fileContent(known, inventory) }
    return unknown(`${path} of the machine is not in the repository`)
  }
  const found = [
    ...new Set([folderOf(from), folderOf(folderOf(from)), ""].map((folder) => posix.join(folder, path))),
  ].filter((one) => inventory.paths.has(one))
  if (found.length === 1) return { kind: "content", content: fileContent(found[0]!, inventory) }
  return unknown(found.length === 0 ? `${path} is not in the repository` : `${path} may be one of several files`)
}

/** The folder that stands for the root of a machine, by a path that has `etc` in it. */
function rootOf(path: string): string | undefined {
  const [, root] = /^((?:[^/]+\/)*?)(?=etc\/|var\/|usr\/|opt\/|root\/)/.exec(path) ?? []
  return root === undefined ? undefined : root === "" ? "/" : root
}

/** What a machine trusts: the public roots, where nothing in the repository adds to them. */
export function machineTrust(at: Location, inventory: Inventory): Trust {
  const adds = storedBundles(inventory).size > 0
  const part: TrustPart = adds
    ? { kind: "system", system: { kind: "unknown", why: "the repository adds to the stores of machines" } }
    : { kind: "system", system: { kind: "known", paths: [] } }
  return { parts: [part], at }
}

/** The hosts of containerd's hosts.toml. */
export function containerdDials(inventory: Inventory): Dial[] {
  return inventory.documents("containerd-hosts").flatMap((document) => {
    const { root, path } = document
    const server = scalarAt(root, "server")
    const hosts = entriesAt(root, "host")
    const listed = hosts.map(({ key, value }) => ({ at: key, url: key.value, node: value as Node | undefined }))
    const named = new Set(listed.map(({ url }) => url.replace(/\/$/, "")))
    const own =
      server === undefined || named.has(server.value.replace(/\/$/, ""))
        ? []
        : [{ at: server, url: server.value, node: root as Node | undefined }]
    return [...listed, ...own].flatMap(({ at: key, url, node }): Dial[] => {
      const address = addressOf(url)
      if (address === undefined || !/^https?$/.test(address.scheme)) return []
      const place = inventory.locate(path, key, document.inner)
      const insecure = isTrue(at(node, "skip_verify"))
      const folder = folderOf(path)
      return [
        {
          client: `containerd by ${path}`,
          program: "containerd",
          profiles: ["go"],
          host: address.host,
          port: address.port,
          at: place,
          network: { kind: "machine", path },
          speaks: address.scheme === "https" ? "tls" : "plain",
          verify: insecure ? "none" : "full",
          trust: caTrust(at(node, "ca"), document, folder, place, inventory),
          versions: usualVersions,
          ...clientPair(at(node, "client"), document, folder, inventory),
        },
      ]
    })
  })
}

/** `ca = "a.crt"` or a list; containerd adds them to the roots of the machine. */
function caTrust(
  node: Node | undefined,
  document: DocumentFact,
  folder: string,
  place: Location,
  inventory: Inventory,
): Trust {
  const system = machineTrust(place, inventory)
  const files = node === undefined ? [] : node.kind === "sequence" ? node.items : [node]
  const parts = files.flatMap((file): TrustPart[] =>
    file.kind === "scalar"
      ? [
          filePart(
            nodeFile(file.value, folder, document.path, inventory),
            inventory.locate(document.path, file, document.inner),
          ),
        ]
      : [],
  )
  if (parts.length === 0) return system
  return {
    parts: [...parts, ...system.parts.filter((part) => part.kind === "system" && part.system.kind === "known")],
    at: place,
  }
}

function nodeFile(path: string, folder: string, from: string, inventory: Inventory): Found {
  if (path.startsWith("/")) return machineFile(path, from, inventory)
  const known = posix.join(folder, path)
  return inventory.paths.has(known)
    ? { kind: "content", content: fileContent(known, inventory) }
    : unknown(`${path} is not in the repository`)
}

/** `client = "both.pem"`, `["both.pem"]` or `[["c.crt", "c.key"]]`. */
function clientPair(
  node: Node | undefined,
  document: DocumentFact,
  folder: string,
  inventory: Inventory,
): Partial<Dial> {
  if (node === undefined) return {}
  const [first] = node.kind === "sequence" ? node.items : [node]
  const [certificate, key] = first?.kind === "sequence" ? first.items : [first]
  if (certificate?.kind !== "scalar") return {}
  const found = nodeFile(certificate.value, folder, document.path, inventory)
  return {
    identity: {
      certificate: found,
      key: key?.kind === "scalar" ? nodeFile(key.value, folder, document.path, inventory) : found,
      at: inventory.locate(document.path, certificate, document.inner),
    },
  }
}

/** The endpoints of k3s and RKE2 in registries.yaml. */
export function k3sDials(inventory: Inventory): Dial[] {
  return inventory.documents("k3s-registries").flatMap((document) => {
    const { root, path } = document
    const seen = new Set<string>()
    const endpoints = entriesAt(root, "mirrors")
      .flatMap(({ value }) => itemsAt(value, "endpoint"))
      .filter((item) => item.kind === "scalar")
    const listed = endpoints.map((item) => ({ at: item, url: item.value }))
    const configs = entriesAt(root, "configs").map(({ key }) => ({ at: key, url: `https://${key.value}` }))
    return [...listed, ...configs].flatMap(({ at: place, url }): Dial[] => {
      const address = addressOf(url)
      if (address === undefined || !/^https?$/.test(address.scheme) || place.type === "template") return []
      const id = `${address.scheme} ${address.host}:${address.port}`
      if (seen.has(id)) return []
      seen.add(id)
      const where = inventory.locate(path, place, document.inner)
      const authority = url.replace(/^https?:\/\//, "").replace(/\/.*$/, "")
      const tls = at(root, "configs", authority, "tls") ?? at(root, "configs", address.host, "tls")
      return [
        {
          client: `containerd by ${path}`,
          program: "containerd",
          profiles: ["go"],
          host: address.host,
          port: address.port,
          at: where,
          network: { kind: "machine", path },
          speaks: address.scheme === "https" ? "tls" : "plain",
          verify: isTrue(at(tls, "insecure_skip_verify")) ? "none" : "full",
          trust: caTrust(at(tls, "ca_file"), document, folderOf(path), where, inventory),
          versions: usualVersions,
          ...(at(tls, "cert_file") !== undefined && clientFiles(tls, document, inventory)),
        },
      ]
    })
  })
}

function clientFiles(tls: Node | undefined, document: DocumentFact, inventory: Inventory): Partial<Dial> {
  const certificate = scalarAt(tls, "cert_file")
  const key = textAt(tls, "key_file")
  if (certificate === undefined) return {}
  const found = machineFile(certificate.value, document.path, inventory)
  return {
    identity: {
      certificate: found,
      key: key === undefined ? found : machineFile(key, document.path, inventory),
      at: inventory.locate(document.path, certificate, document.inner),
    },
  }
}
