import { toml } from "../../model/help.ts"
import { entryAt } from "../../model/tree.ts"
import { levelOf } from "../levels.ts"
import { rule } from "../rule.ts"
import { hostsCode, hostsFile, tableText, verifyPull } from "./hosts.shared.ts"

export const containerdHostsHttpTlsMix = rule({
  id: "containerd-hosts-http-tls-mix",
  family: "containerd",
  level: "warning",
  summary: "An http:// registry has TLS settings, so containerd tries HTTPS and falls back to HTTP",
  citations: [
    hostsCode(
      "ConfigureHosts",
      "For http with TLS settings and a port other than 80, HTTPS is tried first and any TLS error leads to plain HTTP.",
    ),
  ],
  why: "Whoever can break the TLS handshake gets the request in plain text: the CA protects nothing.",
  fix: "Write https:// in the table's URL; then the TLS settings hold and nothing falls back.",

  on: "containerd-hosts",
  *check(document) {
    const file = hostsFile(document)
    if (file === undefined) return
    for (const table of file.tables) {
      const { url } = table
      if (!url?.value.toLowerCase().startsWith("http://") || table.host?.endsWith(":80")) continue
      const entry = ["ca", "client", "skip_verify"]
        .map((key) => entryAt(table.table, key))
        .find((found) => found !== undefined)
      if (entry === undefined) continue
      const host = tableText(table, file)
      yield {
        message: `${host} is an http:// registry with \`${entry.key.value}\`: containerd tries HTTPS and falls back to plain HTTP on any TLS error.`,
        help: [
          {
            do: "Write https:// in the URL:",
            copy: toml(`[host."https://${host}"]`),
            verify: verifyPull(file.namespace ?? host),
          },
        ],
        at: entry.key,
        level: levelOf("warning", document, table.host, url),
        identity: host,
      }
    }
  },
})
