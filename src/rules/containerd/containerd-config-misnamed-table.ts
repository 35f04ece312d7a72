import { entriesAt, entryAt } from "../../model/tree.ts"
import { rule } from "../rule.ts"

export const containerdConfigMisnamedTable = rule({
  id: "containerd-config-misnamed-table",
  family: "containerd",
  level: "error",
  summary: "A table of containerd's configuration has a name that containerd does not know",
  citations: [
    {
      document: "containerd/cri",
      section: "issue 1616",
      says: "[plugin.…] is ignored: the table is called plugins.",
      url: "https://github.com/containerd/cri/issues/1616",
    },
  ],
  why: "containerd ignores the table without a message: neither mirrors nor CAs nor credentials apply.",
  fix: 'Write [plugins."io.containerd.grpc.v1.cri".registry] (version 2) or [plugins."io.containerd.cri.v1.images".registry] (version 3).',

  on: ["containerd-config", "plain"],
  *check({ root, kind, language }) {
    if (kind === "plain" && language !== "toml") return
    const entry = entryAt(root, "plugin")
    const keys = entriesAt(root, "plugin")
    if (entry !== undefined && keys.some(({ key }) => /^(io\.containerd\.|cri$)/.test(key.value)))
      yield {
        message: `The table is called plugins, not plugin: containerd ignores all that stands in it, mirrors and CAs too.`,
        help: [
          {
            do: `Write [plugins."${keys[0]?.key.value}"…] in each header.`,
            verify: "containerd config dump | grep -A3 registry",
          },
        ],
        at: entry.key,
      }
    if (kind !== "containerd-config") return
    for (const { key } of entriesAt(root))
      if (
        /^io\.containerd\.(grpc\.v1\.cri|cri\.v1\.\w+)$/.test(key.value) ||
        (key.value === "registry" &&
          entriesAt(root, "registry").some((one) => /^(mirrors|configs|config_path)$/.test(one.key.value)))
      )
        yield {
          message: `The table ${key.value} stands outside plugins, where containerd does not look: all that stands in it is ignored.`,
          help: [
            {
              do: 'Write [plugins."io.containerd.grpc.v1.cri".registry] (version 2) or [plugins."io.containerd.cri.v1.images".registry] (version 3).',
              verify: "containerd config dump | grep -A3 registry",
            },
          ],
          at: key,
          identity: key.value,
        }
  },
})
