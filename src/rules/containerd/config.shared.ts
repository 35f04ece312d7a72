import type { Inventory } from "../../join/inventory.ts"
import type { DocumentFact } from "../../model/facts.ts"
import { type Help, toml } from "../../model/help.ts"
import { hostOf } from "../../model/hosts.ts"
import {
  type Entry,
  entriesAt,
  entryAt,
  itemsAt,
  type Mapping,
  type Node,
  type Scalar,
  scalarAt,
  textAt,
} from "../../model/tree.ts"
import type { Citation } from "../rule.ts"

/** The CRI plugin under whose name a `registry` table stands: of version 1, of version 2, and of version 3. */
export type Plugin = "cri" | "io.containerd.grpc.v1.cri" | "io.containerd.cri.v1.images"

export interface RegistryTable {
  readonly plugin: Plugin
  readonly pluginKey: Scalar
  readonly key: Scalar
  readonly table: Mapping
}

/** The `registry` tables of a containerd configuration; those of other plugins (stargz, nydus) are not among them. */
export function registryTables({ root }: DocumentFact): RegistryTable[] {
  return entriesAt(root, "plugins").flatMap(({ key: pluginKey, value }) => {
    const registry = entryAt(value, "registry")
    if (!isPlugin(pluginKey.value) || registry?.value.kind !== "mapping") return []
    return [{ plugin: pluginKey.value, pluginKey, key: registry.key, table: registry.value }]
  })
}

export interface RegistrySetting {
  readonly host: Scalar
  readonly registry: RegistryTable
  readonly entry: Entry
}

/** The `tls` or `auth` tables below `registry.configs`, with the host each is for. */
export function hostSettings(document: DocumentFact, name: "tls" | "auth"): RegistrySetting[] {
  return registryTables(document).flatMap((registry) =>
    entriesAt(registry.table, "configs").flatMap(({ key: host, value }) => {
      const entry = entryAt(value, name)
      return entry === undefined ? [] : [{ host, registry, entry }]
    }),
  )
}

export interface Endpoint {
  readonly host: Scalar
  readonly endpoint: Scalar
}

/** The endpoints below `registry.mirrors`. */
export function endpoints(document: DocumentFact): Endpoint[] {
  return registryTables(document).flatMap(({ table }) =>
    entriesAt(table, "mirrors").flatMap(({ key: host, value }) =>
      itemsAt(value, "endpoint").flatMap((endpoint) => (endpoint.kind === "scalar" ? [{ host, endpoint }] : [])),
    ),
  )
}

/** The version that the file declares; a fragment has none, and neither has one that is only known once rendered. */
export function versionOf({ root }: DocumentFact): number | undefined {
  const version = scalarAt(root, "version")
  return version?.type === "number" ? Number(version.value) : undefined
}

/** Whether a text is merged into a configuration that it does not show: a patch, a drop-in, a template. */
export function isFragment(document: DocumentFact): boolean {
  if (document.carrier?.kind === "patch" || document.template) return true
  if (/(^|\/)[\w.-]*conf\.d\/|\.part$/.test(document.name)) return true
  return versionOf(document) === undefined && !/(^|\/)config\.toml$/.test(document.name)
}

/** What makes it certain that containerd 2 reads a configuration, as an end of a sentence; undefined where nothing does. */
export function containerd2(document: DocumentFact, inventory: Inventory): string | undefined {
  const version = versionOf(document)
  if (version !== undefined && version >= 3) return `version = ${version} is a configuration of containerd 2`
  const pinned = pinnedVersion(inventory)
  if (pinned !== undefined && pinned.major >= 2) return `${pinned.path} pins containerd ${pinned.text}`
  const image = nodeImage(document, inventory)
  return image === undefined ? undefined : `the node image ${image} ships containerd 2`
}

interface Pinned {
  readonly major: number
  readonly minor: number
  readonly text: string
  readonly path: string
}

/** The version of containerd that the repository installs, where all that it says of it agrees. */
export function pinnedVersion(inventory: Inventory): Pinned | undefined {
  const found: Pinned[] = []
  const add = (value: string | undefined, path: string) => {
    const [, text = "", major, minor] = /^v?((\d+)\.(\d+)(?!\d)[\w.+~-]*)$/.exec(value ?? "") ?? []
    if (text !== "") found.push({ major: Number(major), minor: Number(minor), text, path })
  }
  for (const { variables } of inventory.filesWith("variables"))
    for (const { name, value, path } of variables) if (/^CONTAINERD_VERSION$/i.test(name)) add(value.value, path)
  for (const kind of ["ansible", "plain", "helm-values"] as const)
    for (const { root, path } of inventory.documents(kind)) add(textAt(root, "containerd_version"), path)
  const [first] = found
  return first !== undefined && found.every(({ major }) => major === first.major) ? first : undefined
}

/** A kindest/node image of the cluster that a patch is for: from v1.33 on, every one of them has containerd 2. */
function nodeImage({ carrier, path, span }: DocumentFact, inventory: Inventory): string | undefined {
  if (carrier?.kind !== "patch") return undefined
  const cluster = inventory
    .documents("kubernetes")
    .find((other) => other.path === path && other.span.start <= span.start && span.end <= other.span.end)
  const images = itemsAt(cluster?.root, "nodes").map((node: Node) => textAt(node, "image") ?? "")
  const current = images.filter((image) => Number(/(?:^|\/)node:v1\.(\d+)\./.exec(image)?.[1] ?? 0) >= 33)
  return images.length > 0 && current.length === images.length ? current[0]!.replace(/@.*/, "") : undefined
}

/**
 * The lines that replace a registry's tables in config.toml, and the hosts.toml that then says the same: each endpoint of the
 * registry in a table of its own, as containerd 1.x refuses a file with settings at the root alone and 2.x takes both.
 * `settled` are the hosts whose CA has to be named.
 */
export function hostsToml(document: DocumentFact, host: string, settled: readonly string[]): Help {
  const registry = namespaceOf(document, host)
  const folder = hostsFolder(document)
  const plugin = registryTables(document)[0]?.plugin ?? "io.containerd.grpc.v1.cri"
  const hosts = hostsFor(document, registry)
  const upstream = registry === "docker.io" ? "registry-1.docker.io" : registry
  return [
    isMicrok8s(document)
      ? { do: `Delete the tables here; config_path already names ${folder}.` }
      : {
          do: "In config.toml:",
          copy: toml(
            plugin === "io.containerd.cri.v1.images"
              ? `version = ${Math.max(3, versionOf(document) ?? 3)}`
              : "version = 2",
            `[plugins."${plugin === "cri" ? "io.containerd.grpc.v1.cri" : plugin}".registry]`,
            `  config_path = "${folder}"`,
          ),
        },
    {
      do: `In ${folder}/${registry}/hosts.toml:`,
      copy: toml(
        `server = "https://${upstream}"`,
        ...hosts.flatMap((one) => [
          `[host."https://${one}"]`,
          '  capabilities = ["pull", "resolve"]',
          ...(settled.includes(one) || (one === upstream && settled.includes(registry))
            ? [`  ca = "${folder}/${registry}/ca.crt"`]
            : []),
        ]),
      ),
      verify: `containerd config dump | grep config_path, then crictl pull ${registry}/IMAGE:TAG`,
    },
  ]
}

/** The registry that a host is an endpoint of; itself where it is none. */
function namespaceOf(document: DocumentFact, host: string): string {
  const mirrored = endpoints(document).find(({ endpoint }) => hostOf(endpoint.value) === host)
  return mirrored === undefined || endpoints(document).some(({ host: { value } }) => value === host)
    ? host
    : mirrored.host.value
}

/** The hosts that images of a registry are pulled from, as config.toml has it; its own where it has none. */
function hostsFor(document: DocumentFact, registry: string): string[] {
  const mirrors = endpoints(document)
    .filter(({ host }) => host.value === registry)
    .flatMap(({ endpoint }) => hostOf(endpoint.value) ?? [])
  return mirrors.length > 0 ? [...new Set(mirrors)] : [registry === "docker.io" ? "registry-1.docker.io" : registry]
}

/** Where the hosts.toml of a configuration lie: MicroK8s has them in its snap. */
function hostsFolder(document: DocumentFact): string {
  const set = registryTables(document)
    .map(({ table }) => textAt(table, "config_path")?.split(":")[0])
    .find((path) => path?.startsWith("/"))
  return set ?? (isMicrok8s(document) ? "/var/snap/microk8s/current/args/certs.d" : "/etc/containerd/certs.d")
}

function isMicrok8s({ path, name }: DocumentFact): boolean {
  return /microk8s|(^|\/)containerd-template\.toml$/.test(`${path} ${name}`)
}

export function criDoc(says: string): Citation {
  return {
    document: "containerd docs/cri/registry.md",
    section: "Configure Image Registry",
    says,
    url: "https://github.com/containerd/containerd/blob/main/docs/cri/registry.md",
  }
}

export function criCode(section: string, says: string): Citation {
  return {
    document: "containerd internal/cri/config/config.go",
    section,
    says,
    url: "https://github.com/containerd/containerd/blob/main/internal/cri/config/config.go",
  }
}

function isPlugin(name: string): name is Plugin {
  return name === "cri" || name === "io.containerd.grpc.v1.cri" || name === "io.containerd.cri.v1.images"
}
