import type { Inventory } from "../../join/inventory.ts"
import type { DocumentFact } from "../../model/facts.ts"
import { toml } from "../../model/help.ts"
import type { Span } from "../../model/place.ts"
import { at, entryAt, scalarAt } from "../../model/tree.ts"
import { isTemplated } from "../levels.ts"
import { rule } from "../rule.ts"
import { isFragment, pinnedVersion, registryTables, versionOf } from "./config.shared.ts"

export const containerdConfigPathUnset = rule({
  id: "containerd-config-path-unset",
  family: "containerd",
  level: "error",
  summary: "There are hosts.toml files, but containerd is not told to read their directory",
  citations: [
    {
      document: "containerd docs/cri/registry.md",
      section: "Configure Image Registry",
      says: "The CRI plugin reads hosts.toml files below the `config_path` of its registry table.",
      url: "https://github.com/containerd/containerd/blob/main/docs/cri/registry.md",
    },
    {
      document: "containerd internal/cri/config/config.go",
      section: "DefaultImageConfig",
      says: "Only late 2.x releases have a default, /etc/containerd/certs.d:/etc/docker/certs.d; before, it is empty.",
      url: "https://github.com/containerd/containerd/blob/main/internal/cri/config/config.go",
    },
  ],
  why: "The kubelet's pulls ignore every hosts.toml; `ctr --hosts-dir` works, which makes it hard to see.",
  fix: 'Set config_path = "/etc/containerd/certs.d" in the registry table of the CRI plugin.',

  on: "containerd-config",
  *check(document, { inventory }) {
    if (isFragment(document) || document.inner.length > 0 || /rancher\/(k3s|rke2)\//.test(document.path)) return
    const hosts = hostsOf(document, inventory)
    if (hosts === undefined) return
    const tables = registryTables(document)
    const path = tables.map(({ table }) => scalarAt(table, "config_path")).find((found) => found !== undefined)
    if (path !== undefined && (isTemplated(path) || reads(path.value, hosts.folder))) return
    const pinned = pinnedVersion(inventory)
    const hasDefault = pinned !== undefined && (pinned.major > 2 || (pinned.major === 2 && pinned.minor >= 2))
    // Version 4 is read by 2.3 and later, whose default is /etc/containerd/certs.d:/etc/docker/certs.d.
    if (path === undefined && (hasDefault || (versionOf(document) ?? 0) >= 4)) return
    const set = path === undefined || path.value === "" ? "has no config_path" : `has config_path = "${path.value}"`
    // From some 2.x on there is a default, which a file of version 3 without a registry table may rely on.
    const maybe = path === undefined && (versionOf(document) ?? 1) >= 3
    yield {
      message: `containerd's configuration ${set}, so the kubelet's pulls ignore ${hosts.text}.`,
      help: [
        {
          do: "Tell containerd where they are:",
          copy: toml(
            `[plugins."${(versionOf(document) ?? 1) >= 3 ? "io.containerd.cri.v1.images" : "io.containerd.grpc.v1.cri"}".registry]`,
            `  config_path = "${hosts.folder}"`,
          ),
          verify: "containerd config dump | grep config_path",
        },
      ],
      at: path ?? place(document),
      level: maybe ? "warning" : "error",
      related: [{ message: "this file is not read", at: inventory.locate(hosts.document.path, { start: 0, end: 0 }) }],
    }
  },
})

interface Hosts {
  readonly folder: string
  readonly text: string
  readonly document: DocumentFact
}

/** The hosts.toml files that lie beside a configuration: of the same image of a root, or below its own directory. */
function hostsOf({ path }: DocumentFact, inventory: Inventory): Hosts | undefined {
  const parts = /^(.*?)((?:^|\/)etc)\/containerd\//.exec(path)
  const found = inventory.documents("containerd-hosts").filter((hosts) => {
    if (hosts.inner.length > 0) return false
    const root = /^(.*?)(?:^|\/)etc\/(?:containerd|docker)\/certs\.d\//.exec(hosts.path)?.[1]
    if (parts !== null) return root === parts[1]
    const folder = path.slice(0, path.lastIndexOf("/") + 1)
    return folder !== "" && hosts.path.startsWith(`${folder}certs.d/`)
  })
  const [first] = found
  if (first === undefined) return undefined
  const folder = /(?:^|\/)(etc\/(?:containerd|docker)\/certs\.d)\//.exec(first.path)?.[1] ?? "etc/containerd/certs.d"
  const text = found.length === 1 ? first.path : `${first.path} and ${found.length - 1} more`
  return { folder: `/${folder}`, text, document: first }
}

function reads(configPath: string, folder: string): boolean {
  return configPath.split(":").some((part) => part.replace(/(?<!\/)\/+$/, "") === folder)
}

/** Where the missing line belongs: the most exact table that is there. */
function place(document: DocumentFact): Span {
  const [table] = registryTables(document)
  if (table !== undefined) return table.key
  const plugins = at(document.root, "plugins")
  for (const name of ["io.containerd.cri.v1.images", "io.containerd.grpc.v1.cri", "cri"]) {
    const plugin = entryAt(plugins, name)
    if (plugin !== undefined) return plugin.key
  }
  const first = document.root.kind === "mapping" ? document.root.entries[0]?.key : undefined
  return first ?? { start: document.span.start, end: document.span.start }
}
