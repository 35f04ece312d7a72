import { at, itemsAt, type Mapping } from "../../model/tree.ts"
import { levelOf } from "../levels.ts"
import { rule } from "../rule.ts"
import {
  hostsCode,
  hostsDoc,
  hostsFiles,
  isDefault,
  kubesprayMirrors,
  tableText,
  verifyPull,
  withCa,
} from "./hosts.shared.ts"

export const containerdHostsPlainHttp = rule({
  id: "containerd-hosts-plain-http",
  family: "containerd",
  level: "error",
  summary: "containerd talks to a registry over plain HTTP",
  citations: [
    hostsCode("parseHostConfig", "The scheme is taken from the URL, and a host without capabilities has all of them."),
    hostsDoc("capabilities field", "Resolving must be considered a trusted operation and only done by a trusted host."),
    kubesprayMirrors,
  ],
  why: "The answer is neither encrypted nor authenticated: anyone on the network path chooses which image a tag means.",
  fix: "Serve the registry over TLS, write https://, and name its CA with ca.",
  controls: ["NIST SP 800-190 4.2.1"],

  on: ["containerd-hosts", "plain", "ansible"],
  *check(document, { inventory }) {
    for (const file of hostsFiles(document)) {
      if (isDefault(file)) continue
      for (const table of file.tables) {
        const { url } = table
        if (!url?.value.toLowerCase().startsWith("http://")) continue
        const host = tableText(table, file)
        const pullOnly = table.table !== file.root && isPullOnly(table.table)
        const harm = pullOnly
          ? "whoever is on the network path sees every image, and can hold back or spoil it"
          : "whoever is on the network path decides which image a tag means"
        yield {
          message: `containerd pulls from ${host} over plain HTTP, so ${harm}.`,
          help: [
            {
              do: `Serve ${host} over TLS and write:`,
              copy: withCa(
                document,
                inventory,
                document.kind !== "containerd-hosts"
                  ? `host: https://${host}`
                  : table.table === file.root
                    ? `server = "https://${host}"`
                    : `[host."https://${host}"]`,
              ),
              verify: verifyPull(file.namespace ?? host),
            },
          ],
          at: url,
          level: levelOf(pullOnly ? "warning" : "error", document, table.host, url),
          identity: host,
        }
      }
    }
  },
})

/** A mirror that may only pull is asked for content by digest: it cannot say what a tag means. */
function isPullOnly(table: Mapping): boolean {
  const capabilities = itemsAt(table, "capabilities")
  return (
    at(table, "capabilities") !== undefined &&
    capabilities.length > 0 &&
    capabilities.every((item) => item.kind === "scalar" && item.value.toLowerCase() === "pull")
  )
}
