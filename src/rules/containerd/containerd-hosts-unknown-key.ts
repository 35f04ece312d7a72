import { toml } from "../../model/help.ts"
import { type Entry, entriesAt } from "../../model/tree.ts"
import { rule } from "../rule.ts"
import { hostsCode, hostsFile, rootKeys, tableKeys } from "./hosts.shared.ts"

export const containerdHostsUnknownKey = rule({
  id: "containerd-hosts-unknown-key",
  family: "containerd",
  level: "warning",
  summary: "hosts.toml has a key that containerd does not know and silently ignores",
  citations: [
    hostsCode(
      "hostFileConfig",
      "The file is decoded without strictness: keys outside of the struct are dropped in silence.",
    ),
  ],
  why: "The setting reads as if it held. A CA that is spelled ca_file is not trusted, and no log line says so.",
  fix: "Use the keys that hosts.toml has: server, host, capabilities, ca, client, skip_verify, header, override_path, dial_timeout.",

  on: "containerd-hosts",
  *check(document) {
    const file = hostsFile(document)
    if (file === undefined) return
    const rancher = /(^|\/)rancher\/(k3s|rke2)\/|agent\/etc\/containerd\//.test(document.name)
    for (const { table } of file.tables) {
      const isRoot = table === file.root
      for (const entry of table.entries) {
        const key = entry.key.value
        if ((isRoot ? rootKeys : tableKeys).has(key)) continue
        // `server` and `host` below a host table are the business of containerd-hosts-server-after-host.
        if (!isRoot && rootKeys.has(key)) continue
        if (key === "rewrite" && rancher) continue
        yield problem(entry, isRoot)
      }
    }
    for (const entry of entriesAt(file.root, "host")) if (!isHeaded(entry)) yield notHeaded(entry)
  },
})

/** Whether a header (`[host."URL"]`, `[host."URL".header]`) names a host: all that containerd 2 goes by. */
function isHeaded({ key, value }: Entry): boolean {
  // In what was compressed, all parts are at one place, which tells nothing.
  if (value.kind !== "mapping" || value.start < key.start) return true
  if (value.start === key.start && value.end === key.end) return true
  return value.entries.some((below) => below.value.kind === "mapping" && below.value.start < below.key.start)
}

function notHeaded({ key: { value: url, start, end } }: Entry) {
  return {
    message: `containerd 2 takes hosts from table headers only and ignores "${url}" in silence, so what is set for it does not hold.`,
    help: [
      {
        do: "Write a table with a header:",
        copy: toml(`[host."${url}"]`),
        verify: "ctr images pull --hosts-dir /etc/containerd/certs.d --http-trace IMAGE",
      },
    ],
    at: { start, end },
    level: "error" as const,
    identity: url,
  }
}

function problem({ key: { value: name, start, end } }: Entry, isRoot: boolean) {
  const meant = lookalikes[name.replaceAll("-", "_")] ?? lookalikes[name]
  const instead = meant === undefined ? "Delete it, or use one of" : `Write \`${meant}\`. The keys are`
  return {
    message: `containerd ignores the key \`${name}\` of hosts.toml in silence, so what it says does not hold.`,
    help: [
      {
        do: `${instead}: ${[...(isRoot ? rootKeys : tableKeys)].join(", ")}.`,
        verify: "ctr images pull --hosts-dir /etc/containerd/certs.d --http-trace IMAGE",
      },
    ],
    at: { start, end },
    level: meant === undefined || /^(rewrite|proxy)$/.test(name) ? ("warning" as const) : ("error" as const),
    identity: name,
  }
}

/** Keys of other files and versions, and what hosts.toml has in their place. */
const lookalikes: Readonly<Record<string, string>> = {
  insecure_skip_verify: "skip_verify",
  skip_verify: "skip_verify",
  skipVerify: "skip_verify",
  insecure: "skip_verify",
  tls_verify: "skip_verify",
  verify: "skip_verify",
  tls: 'ca, client and skip_verify in the [host."…"] table itself',
  ca_file: "ca",
  caFile: "ca",
  ca_cert: "ca",
  cacert: "ca",
  cert_file: "client",
  key_file: "client",
  cert: "client",
  key: "client",
  hosts: "host",
  endpoint: 'a [host."https://…"] table for each endpoint',
  endpoints: 'a [host."https://…"] table for each endpoint',
  mirrors: 'a [host."https://…"] table for each mirror',
  capability: "capabilities",
  proxy: "HTTPS_PROXY in the environment of containerd",
  rewrite: "a k3s or RKE2 registries.yaml, whose containerd knows rewrites",
}
