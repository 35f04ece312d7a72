import { hostOf } from "../../model/hosts.ts"
import { at, isTrue } from "../../model/tree.ts"
import { levelOf } from "../levels.ts"
import { rule } from "../rule.ts"
import { criDoc, hostSettings, hostsToml } from "./config.shared.ts"

export const containerdConfigRegistryTlsSkip = rule({
  id: "containerd-config-registry-tls-skip",
  family: "containerd",
  level: "error",
  summary: "containerd's CRI plugin does not verify the certificate of a registry",
  citations: [
    criDoc(
      "`registry.configs` is deprecated; TLS settings of a registry belong into a hosts.toml below `config_path`.",
    ),
    {
      document: "containerd/cri docs/registry.md (release 1.4)",
      section: "Configure Registry TLS Communication",
      says: "`insecure_skip_verify` skips the registry's certificate verification.",
      url: "https://github.com/containerd/cri/blob/release/1.4/docs/registry.md",
    },
  ],
  why: "Anyone on the network path can answer in the registry's name and give the node an image of their own.",
  fix: "Set config_path, and give the registry a hosts.toml that names its CA.",
  controls: ["NIST SP 800-190 4.2.1"],

  on: "containerd-config",
  *check(document) {
    for (const { host, entry } of hostSettings(document, "tls")) {
      const setting = at(entry.value, "insecure_skip_verify")
      if (!isTrue(setting)) continue
      const name = hostOf(host.value) ?? host.value
      yield {
        message: `containerd does not verify the certificate of ${name}, so anyone on the network path can serve images in its name.`,
        help: hostsToml(document, name, [name]),
        at: setting,
        level: levelOf("error", document, hostOf(host.value), host),
        identity: name,
      }
    }
  },
})
