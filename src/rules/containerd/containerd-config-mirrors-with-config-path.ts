import { plain } from "../../model/help.ts"
import { at, entriesAt, entryAt, textAt } from "../../model/tree.ts"
import { rule } from "../rule.ts"
import { containerd2, criCode, registryTables } from "./config.shared.ts"

export const containerdConfigMirrorsWithConfigPath = rule({
  id: "containerd-config-mirrors-with-config-path",
  family: "containerd",
  level: "error",
  summary: "Mirrors and config_path are both set, and containerd's CRI plugin refuses to start",
  citations: [
    criCode(
      "ValidateImageConfig",
      '"`mirrors` cannot be set when `config_path` is provided" is an error of the plugin.',
    ),
    {
      document: "containerd pkg/cri/config/config.go (release 1.7)",
      section: "ValidatePluginConfig",
      says: 'containerd 1.x also refuses "`configs.tls` cannot be set when `config_path` is provided".',
      url: "https://github.com/containerd/containerd/blob/release/1.7/pkg/cri/config/config.go",
    },
  ],
  why: "The CRI plugin is not loaded: the kubelet finds no runtime, and the node becomes NotReady at the next restart.",
  fix: "Keep config_path, and turn each mirror into a hosts.toml below it.",

  on: "containerd-config",
  *check(document, { inventory }) {
    for (const { table } of registryTables(document)) {
      if ((textAt(table, "config_path") ?? "") === "") continue
      const mirrors = entriesAt(table, "mirrors").length > 0 ? entryAt(table, "mirrors") : undefined
      const tls =
        mirrors === undefined && containerd2(document, inventory) === undefined
          ? entriesAt(table, "configs")
              .map(({ value }) => entryAt(value, "tls"))
              .find((entry) => entry !== undefined)
          : undefined
      const conflict = mirrors ?? tls
      if (conflict === undefined) continue
      const name = mirrors === undefined ? "configs.tls" : "mirrors"
      const registries = [...entriesAt(table, "mirrors"), ...entriesAt(table, "configs")].map(({ key }) => key.value)
      yield {
        message: `config_path and ${name} are both set, so ${mirrors === undefined ? "containerd 1.x" : "containerd"} does not load its CRI plugin: "\`${name}\` cannot be set when \`config_path\` is provided".`,
        help: [
          {
            do: `Delete ${name} here, and write a hosts.toml below ${textAt(table, "config_path")} for each registry:`,
            copy: plain(
              ...[...new Set(registries)].map(
                (host) => `${textAt(table, "config_path")?.split(":")[0]}/${host}/hosts.toml`,
              ),
            ),
            verify: "crictl info (it fails while the plugin is not loaded)",
          },
        ],
        at: conflict.key,
        level: document.carrier?.kind === "patch" ? "warning" : "error",
        related: [
          {
            message: "config_path is set here",
            at: inventory.locate(document.path, at(table, "config_path") ?? table, document.inner),
          },
        ],
        identity: name,
      }
    }
  },
})
