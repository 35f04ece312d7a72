import { toml } from "../../model/help.ts"
import { rule } from "../rule.ts"
import { isFragment, pinnedVersion, registryTables, versionOf } from "./config.shared.ts"

export const containerdConfigWrongPluginKey = rule({
  id: "containerd-config-wrong-plugin-key",
  family: "containerd",
  level: "error",
  summary: "The registry settings stand under a plugin that this version of the configuration does not read",
  citations: [
    {
      document: "containerd docs/hosts.md",
      section: "CRI",
      says: "containerd 2.x: version 3 and io.containerd.cri.v1.images; containerd 1.x: version 2 and io.containerd.grpc.v1.cri.",
      url: "https://github.com/containerd/containerd/blob/main/docs/hosts.md",
    },
    {
      document: "containerd plugins/cri/images/plugin.go",
      section: "configMigration",
      says: "The registry table of io.containerd.grpc.v1.cri is taken over only from files of a version below 3.",
      url: "https://github.com/containerd/containerd/blob/main/plugins/cri/images/plugin.go",
    },
  ],
  why: "containerd starts without a word and pulls as if no mirror, CA or config_path were set.",
  fix: 'With version = 3 write [plugins."io.containerd.cri.v1.images".registry]; with version = 2 [plugins."io.containerd.grpc.v1.cri".registry].',

  on: "containerd-config",
  *check(document, { inventory }) {
    if (isFragment(document)) return
    const version = versionOf(document) ?? 1
    const tables = registryTables(document)
    const major = pinnedVersion(inventory)?.major
    for (const { plugin, key } of tables) {
      const right = version >= 3 ? "io.containerd.cri.v1.images" : "io.containerd.grpc.v1.cri"
      if (plugin === right && version >= 2) continue
      if (plugin === "cri" && version === 1) continue
      // containerd 2 takes both over from older files; only containerd 1 leaves them alone.
      if (version < 3 && (major === undefined ? false : major >= 2)) continue
      if (version === 2 && tables.some((other) => other.plugin === right)) continue
      const declared =
        document.root.kind === "mapping" && versionOf(document) === undefined ? "no version" : `version = ${version}`
      const reader = version >= 3 ? "containerd" : "containerd 1.x"
      yield {
        message: `${reader} does not read the registry settings under ${plugin} in a file with ${declared}, so its mirrors, CA and config_path do not apply.`,
        help: [
          {
            do: "Use the name of this version:",
            copy: toml(
              `version = ${version >= 3 ? 3 : 2}`,
              `[plugins."${right}".registry]`,
              '  config_path = "/etc/containerd/certs.d"',
            ),
            verify: "containerd config dump | grep config_path",
          },
        ],
        at: key,
        level: version >= 3 ? "error" : "warning",
        identity: plugin,
      }
    }
  },
})
