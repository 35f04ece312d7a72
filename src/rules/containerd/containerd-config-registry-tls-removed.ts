import { hostOf } from "../../model/hosts.ts"
import { rule } from "../rule.ts"
import { containerd2, criCode, criDoc, hostSettings, hostsToml } from "./config.shared.ts"

export const containerdConfigRegistryTlsRemoved = rule({
  id: "containerd-config-registry-tls-removed",
  family: "containerd",
  level: "error",
  summary: "containerd 2 has no registry TLS settings in config.toml and ignores them",
  citations: [
    criCode("RegistryConfig", "All that is left of a registry's table is `auth`: `tls` was removed in containerd 2.0."),
    {
      document: "containerd cmd/containerd/server/config/config.go",
      section: "Decode",
      says: 'A key without a field is dropped with the warning "Ignoring unknown key in TOML for plugin".',
      url: "https://github.com/containerd/containerd/blob/main/cmd/containerd/server/config/config.go",
    },
    criDoc(
      "`registry.configs` is deprecated; TLS settings of a registry belong into a hosts.toml below `config_path`.",
    ),
  ],
  why: "The CA is not trusted, the client certificate not sent: pulls from the private registry fail after the upgrade.",
  fix: "Set config_path, and move the settings into a hosts.toml of the registry: ca, client.",

  on: "containerd-config",
  *check(document, { inventory }) {
    const sure = containerd2(document, inventory)
    for (const { host, registry, entry } of hostSettings(document, "tls")) {
      const images = registry.plugin === "io.containerd.cri.v1.images"
      const name = hostOf(host.value) ?? host.value
      const because = sure ?? (images ? `only containerd 2 reads ${registry.plugin}` : undefined)
      // What runs in a kind cluster depends on the release of kind: before 0.27 it was containerd 1.
      if (because === undefined && document.carrier?.kind !== "patch") continue
      const fate = "it is ignored, and neither the CA nor a client certificate is used"
      yield {
        message:
          because === undefined
            ? `containerd 2, which kind has from 0.27 on, has no registry TLS settings for ${name} in config.toml: there ${fate}.`
            : `containerd 2 has no registry TLS settings for ${name} in config.toml (${because}): ${fate}.`,
        help: hostsToml(document, name, [name]),
        at: entry.key,
        level: because === undefined ? "notice" : "error",
        identity: name,
      }
    }
  },
})
