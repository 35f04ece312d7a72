import { hostOf } from "../../model/hosts.ts"
import { entriesAt, entryAt } from "../../model/tree.ts"
import { rule } from "../rule.ts"
import { criCode, criDoc, hostSettings, hostsToml, registryTables } from "./config.shared.ts"

export const containerdConfigDeprecatedRegistry = rule({
  id: "containerd-config-deprecated-registry",
  family: "containerd",
  level: "notice",
  summary: "config.toml uses the deprecated registry tables mirrors, configs or auths",
  citations: [
    criCode("Registry", "`mirrors`, `configs` and `auths` are deprecated: use `config_path` instead."),
    criDoc("registry.mirrors and registry.configs have been deprecated."),
    {
      document: "containerd RELEASES.md",
      section: "Deprecated config properties",
      says: "The removal of registry.mirrors, registry.configs and registry.auths is announced.",
      url: "https://github.com/containerd/containerd/blob/main/RELEASES.md",
    },
  ],
  why: "The TLS part is gone already in containerd 2.0, and the rest goes with a later minor release.",
  fix: "Set config_path, and write a hosts.toml for each registry.",

  on: "containerd-config",
  *check(document) {
    for (const { table, plugin } of registryTables(document)) {
      const names = ["mirrors", "configs", "auths"].filter((name) => entriesAt(table, name).length > 0)
      const first = entryAt(table, names[0] ?? "")
      if (first === undefined) continue
      const host = entriesAt(first.value)[0]?.key.value ?? "HOST"
      yield {
        message: `The registry tables (${names.join(", ")}) of containerd's config.toml are deprecated: their TLS settings are gone in containerd 2.0, and the rest is announced to go.`,
        help: hostsToml(
          document,
          host,
          hostSettings(document, "tls").map(({ host: { value } }) => hostOf(value) ?? value),
        ),
        at: first.key,
        identity: plugin,
      }
    }
  },
})
