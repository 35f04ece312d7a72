import { isAtLeast, type Version, versionFor } from "../../distribution/versions.ts"
import type { Inventory } from "../../join/inventory.ts"
import { toml } from "../../model/help.ts"
import { entryAt, textAt } from "../../model/tree.ts"
import { rule } from "../rule.ts"
import { registryTables } from "./config.shared.ts"

export const containerdMirrorsRefused = rule({
  id: "containerd-mirrors-refused",
  family: "containerd",
  level: "error",
  summary: "registry.mirrors is set for a containerd that does not start its CRI plugin with it",
  citations: [
    {
      document: "containerd/containerd",
      section: "issue 12612",
      says: "2.2.0 and 2.2.1 fill in a default config_path beside mirrors, and the plugin refuses the two together; mended in 2.2.2.",
      url: "https://github.com/containerd/containerd/issues/12612",
    },
    {
      document: "kubernetes-sigs/kind",
      section: "v0.31.0, images/base/Dockerfile",
      says: "kindest/node:v1.35.0 of this release has containerd 2.2.0.",
      url: "https://github.com/kubernetes-sigs/kind/releases/tag/v0.31.0",
    },
  ],
  why: "The CRI plugin does not load (“`mirrors` cannot be set when `config_path` is provided”), the kubelet finds no runtime, and the node does not become ready.",
  fix: "Set config_path and write a hosts.toml for each registry, or use containerd 2.2.2.",

  on: "containerd-config",
  *check(document, { inventory }) {
    for (const { table } of registryTables(document)) {
      const mirrors = entryAt(table, "mirrors")
      if (mirrors === undefined || (textAt(table, "config_path") ?? "") !== "") continue
      const version = brokenContainerd(document.path, inventory)
      if (version === undefined) continue
      const isNode = version.product === "kindest-node"
      const name = isNode ? `kindest/node:${version.text}, which has containerd 2.2.0,` : `containerd ${version.text}`
      yield {
        message: `${name} sets a config_path of its own beside these mirrors and then refuses the two together: the CRI plugin does not load, and the node does not become ready.`,
        help: [
          { do: 'Before the upgrade, set config_path = "/etc/containerd/certs.d" and write for each registry' },
          {
            do: "/etc/containerd/certs.d/HOST/hosts.toml:",
            copy: toml(
              'server = "https://registry-1.docker.io"',
              "",
              '[host."https://mirror.corp.example.com"]',
              '  capabilities = ["pull", "resolve"]',
            ),
          },
          { do: "containerd 2.2.2 is mended as well.", verify: "crictl info" },
        ],
        at: mirrors.key,
        level: isNode ? "warning" : "error",
        related: [{ message: name, at: version.at }],
      }
      return
    }
  },
})

function brokenContainerd(path: string, inventory: Inventory): Version | undefined {
  const containerd = versionFor("containerd", path, inventory)
  if (containerd !== undefined)
    return containerd.numbers.length > 2 && isAtLeast(containerd, [2, 2, 0]) && !isAtLeast(containerd, [2, 2, 2])
      ? containerd
      : undefined
  const node = versionFor("kindest-node", path, inventory)
  return node?.text === "v1.35.0" ? node : undefined
}
