import { isAtLeast, type Version, versionFor } from "../../distribution/versions.ts"
import type { Inventory } from "../../join/inventory.ts"
import { toml } from "../../model/help.ts"
import { entriesAt, entryAt } from "../../model/tree.ts"
import { rule } from "../rule.ts"

export const registriesConfV1Refused = rule({
  id: "registries-conf-v1-refused",
  family: "containers",
  level: "error",
  summary: "registries.conf is written in version 1, which Podman 6 and its relatives refuse",
  citations: [
    {
      document: "containers/image",
      section: "5.40, sysregistriesv2",
      says: "The format of version 1 is read no more: registries.conf must be in v2 format but is in v1.",
      url: "https://github.com/containers/skopeo/issues/2881",
    },
    {
      document: "containers-registries.conf(5)",
      says: "Version 2 has [[registry]] tables and unqualified-search-registries.",
      url: "https://github.com/containers/image/blob/main/docs/containers-registries.conf.5.md",
    },
  ],
  why: "Every pull, build and copy on the machine ends with “must be in v2 format but is in v1” once Podman 6, Buildah 1.44 or Skopeo 1.23 is installed (Fedora 45, and runners of Ubuntu since July 2026).",
  fix: "Write unqualified-search-registries and [[registry]] tables.",

  on: "containers-registries",
  *check({ root, path, inner }, { inventory }) {
    const old = entryAt(root, "registries")
    const keys = entriesAt(root, "registries").filter(({ key }) => /^(search|insecure|block)$/.test(key.value))
    if (old === undefined || keys.length === 0) return
    const version = refusing(path, inventory)
    yield {
      message:
        version === undefined
          ? "This registries.conf has the tables of version 1, which Podman 6, Buildah 1.44 and Skopeo 1.23 refuse."
          : `This registries.conf has the tables of version 1, and ${version.product} ${version.text} refuses it: every pull fails with "must be in v2 format but is in v1".`,
      help: [
        {
          do: "Write version 2, before the upgrade:",
          copy: toml(
            'unqualified-search-registries = ["registry.corp.example.com", "docker.io"]',
            "",
            "[[registry]]",
            'location = "registry.corp.example.com"',
          ),
          verify: "podman info --format '{{.Registries}}'",
        },
      ],
      at: keys[0]?.key ?? old.key,
      level: version === undefined ? "notice" : "error",
      ...(version && { related: [{ message: `${version.product} ${version.text}`, at: version.at }] }),
      ...(inner.length > 0 && { identity: inner.join(" ") }),
    }
  },
})

const gates: readonly (readonly [product: string, from: readonly number[]])[] = [
  ["podman", [6]],
  ["buildah", [1, 44]],
  ["skopeo", [1, 23]],
  ["fedora", [45]],
]

function refusing(path: string, inventory: Inventory): Version | undefined {
  for (const [product, from] of gates) {
    const version = versionFor(product, path, inventory)
    if (version !== undefined && isAtLeast(version, from)) return version
  }
  return undefined
}
