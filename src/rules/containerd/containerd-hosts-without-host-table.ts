import { isAtLeast, versionFor } from "../../distribution/versions.ts"
import { toml } from "../../model/help.ts"
import { entryAt } from "../../model/tree.ts"
import { rule } from "../rule.ts"
import { hostsFile } from "./hosts.shared.ts"

export const containerdHostsWithoutHostTable = rule({
  id: "containerd-hosts-without-host-table",
  family: "containerd",
  level: "error",
  summary: "A hosts.toml without a [host] table is refused by containerd 1.x",
  citations: [
    {
      document: "containerd/containerd",
      section: "issues 10027 and 13212",
      says: "containerd 1.x ends with “invalid `host` tree” where no [host] table is there; 2.x accepts it.",
      url: "https://github.com/containerd/containerd/issues/10027",
    },
  ],
  why: "containerd ignores the whole file and asks the registry with the system's trust: the CA, or the client certificate, that it names is not used.",
  fix: 'Write the settings below [host."https://<registry>"].',

  on: "containerd-hosts",
  *check(document, { inventory }) {
    const file = hostsFile(document)
    if (file === undefined || entryAt(file.root, "host") !== undefined) return
    const setting = ["ca", "client", "skip_verify", "header", "capabilities"]
      .map((key) => entryAt(file.root, key))
      .find((entry) => entry !== undefined)
    if (setting === undefined) return
    const version = versionFor("containerd", document.path, inventory)
    if (version === undefined || isAtLeast(version, [2])) return
    const url = file.tables[0]?.url?.value ?? `https://${file.namespace ?? "registry.corp.example.com"}`
    yield {
      message: `containerd ${version.text} refuses this hosts.toml, because it has no [host] table: ${setting.key.value} is not used.`,
      help: [
        {
          do: "Put the settings into a table, which every version reads:",
          copy: toml(
            `server = "${url}"`,
            "",
            `[host."${url}"]`,
            '  capabilities = ["pull", "resolve"]',
            `  ca = "/etc/containerd/certs.d/${file.directory ?? "<host>"}/ca.crt"`,
          ),
          verify: "ctr image pull --hosts-dir /etc/containerd/certs.d <image>",
        },
      ],
      at: setting.key,
      related: [{ message: `containerd ${version.text}`, at: version.at }],
    }
  },
})
