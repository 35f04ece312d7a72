import type { Inventory } from "../../join/inventory.ts"
import type { DocumentFact } from "../../model/facts.ts"
import { type Copy, toml, yaml } from "../../model/help.ts"
import { hostOf } from "../../model/hosts.ts"
import {
  type Entry,
  entriesAt,
  itemsAt,
  type Mapping,
  type Node,
  type Scalar,
  scalarAt,
  textAt,
} from "../../model/tree.ts"
import type { Citation } from "../rule.ts"

/** What a `hosts.toml` says: a table for the server of the namespace, and one for each `[host."URL"]`. */
export interface HostsFile {
  /** The directory below `certs.d`, as it is written; absent where the text stands in none. */
  readonly directory?: string
  /** The registry, as image references write it, that the directory is looked up for. */
  readonly namespace?: string
  readonly root: Mapping
  readonly tables: readonly HostsTable[]
}

export interface HostsTable {
  /** The key of the table, or the value of `server`. */
  readonly url?: Scalar
  /** The host that its settings are for; undefined where that is only known once rendered, or from the directory. */
  readonly host?: string
  readonly table: Mapping
}

/**
 * The parts of a hosts.toml that containerd can decode: one that it cannot is ignored as a whole, so nothing else about it
 * holds. Undefined, too, for a file of that name that is something else (an inventory of machines).
 */
export function hostsFile(document: DocumentFact): HostsFile | undefined {
  return document.defects.length > 0 ? undefined : brokenHostsFile(document)
}

/** The parts of a hosts.toml, whether or not containerd can decode it. */
export function brokenHostsFile({ name, root: written }: DocumentFact): HostsFile | undefined {
  const directory = directoryOf(name)
  if (written.kind !== "mapping") return undefined
  const root = spelled(written, rootKeys)
  const known = root.entries.some(({ key }) => rootKeys.has(key.value) || key.value === "hosts")
  if (directory === undefined && !known) return undefined
  const namespace = directory === undefined ? undefined : namespaceOf(directory)
  const server = scalarAt(root, "server")
  const own = namespace === undefined || namespace === "_default" ? undefined : hostOf(namespace)
  const serverHost = (server?.type === "string" ? hostOf(server.value) : undefined) ?? own
  const rootTable: HostsTable = {
    table: root,
    ...(server !== undefined && { url: server }),
    ...(serverHost !== undefined && { host: serverHost }),
  }
  return {
    root,
    ...(directory !== undefined && { directory }),
    ...(namespace !== undefined && { namespace }),
    tables: [rootTable, ...entriesAt(root, "host").flatMap(({ key, value }) => hostTable(key, value))],
  }
}

/** The hosts.toml that a document is, or those that Kubespray writes for its `containerd_registries_mirrors`. */
export function hostsFiles(document: DocumentFact): readonly HostsFile[] {
  if (document.kind === "containerd-hosts") {
    const file = hostsFile(document)
    return file === undefined ? [] : [file]
  }
  return itemsAt(document.root, "containerd_registries_mirrors").flatMap((item) => {
    if (item.kind !== "mapping") return []
    const namespace = textAt(item, "prefix")
    const tables = itemsAt(item, "mirrors").flatMap((mirror) => {
      const url = scalarAt(mirror, "host")
      return url === undefined ? [] : hostTable(url, mirror)
    })
    return [{ root: item, tables, ...(namespace !== undefined && { namespace }) }]
  })
}

function hostTable(key: Scalar, table: Node): HostsTable[] {
  if (table.kind !== "mapping") return []
  const host = hostOf(key.value)
  return [{ url: key, table: spelled(table, tableKeys), ...(host !== undefined && { host }) }]
}

/** A table with its keys as containerd spells them: from 2.0 on it takes them in any case, but for `host`. */
function spelled(table: Mapping, known: ReadonlySet<string>): Mapping {
  const isOther = ({ key }: Entry) => !known.has(key.value) && known.has(lowerCase(key)) && lowerCase(key) !== "host"
  if (!table.entries.some(isOther)) return table
  const entries = table.entries.map((entry) =>
    isOther(entry) ? { ...entry, key: { ...entry.key, value: lowerCase(entry.key) } } : entry,
  )
  return { ...table, entries }
}

function lowerCase({ value }: Scalar): string {
  return value.toLowerCase()
}

/** The part of a path between `certs.d` and the file. */
function directoryOf(name: string): string | undefined {
  return /(?:^|\/)certs\.d\/(.+)\/[^/]+$/.exec(name)?.[1]
}

/** The registry that a directory stands for: on Unix, `host_port_` and `host:port` are the same. */
export function namespaceOf(directory: string): string {
  return directory.replace(/_(\d+)_$/, ":$1")
}

/** Whether its settings hold for every registry that has no directory of its own. */
export function isDefault({ namespace }: HostsFile): boolean {
  return namespace === "_default"
}

/** What a table of a hosts.toml is called in a sentence. */
export function tableText({ url, host }: HostsTable, { namespace }: HostsFile): string {
  return host ?? url?.value ?? namespace ?? "the registry"
}

/** A CA file that lies beside a hosts.toml already, by the name to write into it. */
export function caBeside({ path, inner }: DocumentFact, inventory: Inventory): string {
  const folder = path.slice(0, path.lastIndexOf("/") + 1)
  if (inner.length > 0) return "ca.crt"
  for (const other of inventory.paths)
    if (other.startsWith(folder) && /^[^/]+\.(crt|pem)$/.test(other.slice(folder.length)))
      return other.slice(folder.length)
  return "ca.crt"
}

/** The line that names the CA, as the hosts.toml or the Ansible variable writes it, behind others. */
export function withCa(document: DocumentFact, inventory: Inventory, ...lines: readonly string[]): Copy {
  if (document.kind !== "containerd-hosts") return yaml(...lines, "ca: /etc/containerd/certs.d/HOST/ca.crt")
  return toml(...lines, `ca = "${caBeside(document, inventory)}"`)
}

/** How to see that a pull from a registry works with the settings under certs.d. */
export function verifyPull(host: string): string {
  return `ctr images pull --hosts-dir /etc/containerd/certs.d ${host}/IMAGE:TAG`
}

/** The variables of the Ansible roles that write a hosts.toml. */
export const kubesprayMirrors: Citation = {
  document: "Kubespray",
  section: "roles/container-engine/containerd/templates/hosts.toml.j2",
  says: "`host`, `skip_verify` and `ca` of every item of `containerd_registries_mirrors` become those of a hosts.toml.",
  url: "https://github.com/kubernetes-sigs/kubespray/blob/master/roles/container-engine/containerd/templates/hosts.toml.j2",
}

export function hostsDoc(section: string, says: string): Citation {
  return {
    document: "containerd docs/hosts.md",
    section,
    says,
    url: "https://github.com/containerd/containerd/blob/main/docs/hosts.md",
  }
}

export function hostsCode(section: string, says: string): Citation {
  return {
    document: "containerd core/remotes/docker/config/hosts.go",
    section,
    says,
    url: "https://github.com/containerd/containerd/blob/main/core/remotes/docker/config/hosts.go",
  }
}

/** The keys of `hostFileConfig`: they may stand at the root and in a host table. */
export const tableKeys: ReadonlySet<string> = new Set([
  "capabilities",
  "ca",
  "client",
  "skip_verify",
  "header",
  "override_path",
  "dial_timeout",
])

export const rootKeys: ReadonlySet<string> = new Set(["server", "host", ...tableKeys])
