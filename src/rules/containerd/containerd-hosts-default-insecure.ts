import { toml } from "../../model/help.ts"
import { at, isTrue } from "../../model/tree.ts"
import { levelOf } from "../levels.ts"
import { rule } from "../rule.ts"
import { caBeside, hostsDoc, hostsFile, isDefault, tableText, verifyPull } from "./hosts.shared.ts"

export const containerdHostsDefaultInsecure = rule({
  id: "containerd-hosts-default-insecure",
  family: "containerd",
  level: "error",
  summary: "The _default registry namespace turns verification or TLS off for every registry",
  citations: [
    hostsDoc(
      "Registry Host Namespace",
      "The `_default` namespace is used as a fallback, if no other namespace matches.",
    ),
    hostsDoc(
      "skip_verify field",
      "`skip_verify` skips verifications of the registry's certificate chain and host name when set to `true`.",
    ),
  ],
  why: "Every image of every registry without a directory of its own, public ones included, can be replaced on its way.",
  fix: "Keep _default for https:// mirrors with a ca, and give the one insecure registry a directory of its own.",
  controls: ["NIST SP 800-190 4.2.1"],

  on: "containerd-hosts",
  *check(document, { inventory }) {
    const file = hostsFile(document)
    if (file === undefined || !isDefault(file)) return
    for (const table of file.tables) {
      const setting = at(table.table, "skip_verify")
      const url = table.url?.value.toLowerCase().startsWith("http://") ? table.url : undefined
      const place = isTrue(setting) ? setting : url
      if (place === undefined) continue
      const mirror = table.url === undefined ? undefined : tableText(table, file)
      const by = mirror === undefined ? "" : ` (${mirror})`
      yield {
        message: isTrue(setting)
          ? `The certificate of every registry without a directory of its own goes unverified${by}, so any image can be replaced on its way.`
          : `Every registry without a directory of its own is reached over plain HTTP${by}, so any image can be replaced on its way.`,
        help: [
          {
            do: "Use TLS, and name the mirror's CA:",
            copy: toml(
              `server = "https://${table.host ?? "mirror.example.com"}"`,
              `ca = "${caBeside(document, inventory)}"`,
            ),
            verify: verifyPull("docker.io/library"),
          },
        ],
        at: place,
        level: levelOf("error", document, table.host, table.url),
        identity: mirror ?? "any registry",
      }
    }
  },
})
