import { toml } from "../../model/help.ts"
import { entriesAt, entryAt } from "../../model/tree.ts"
import { rule } from "../rule.ts"
import { hostsCode, hostsDoc, hostsFile, verifyPull } from "./hosts.shared.ts"

export const containerdHostsServerAfterHost = rule({
  id: "containerd-hosts-server-after-host",
  family: "containerd",
  level: "error",
  summary: "`server` stands below a [host] header, where containerd ignores it",
  citations: [
    hostsCode("hostFileConfig", "A host table has neither `server` nor `host`; unknown keys are dropped in silence."),
    hostsDoc("host field(s)", "Recursion is not supported in the specification of host mirror namespaces."),
    {
      document: "TOML v1.0.0",
      section: "Table",
      says: "Under a table header, and until the next header or the end of file, are the keys of that table.",
      url: "https://toml.io/en/v1.0.0#table",
    },
  ],
  why: "The registry falls back to the name in the image reference instead of the server that was written down.",
  fix: "Move the server line above the first [host] header.",

  on: "containerd-hosts",
  *check(document) {
    const file = hostsFile(document)
    if (file === undefined) return
    const registry = file.namespace ?? "the registry"
    for (const { key: url, value: table } of entriesAt(file.root, "host")) {
      const server = entryAt(table, "server")
      const nested = entryAt(table, "host")
      const text = server?.value.kind === "scalar" ? server.value.value : `https://${registry}`
      if (server !== undefined)
        yield {
          message: `\`server\` stands below [host."${url.value}"] and belongs to that table, where containerd ignores it: ${registry} gets its default server.`,
          help: [
            {
              do: "Make it the first line of the file:",
              copy: toml(`server = "${text}"`),
              verify: verifyPull(registry),
            },
          ],
          at: server.key,
          identity: url.value,
        }
      if (nested !== undefined)
        yield {
          message: `A host table stands inside [host."${url.value}"], where containerd ignores it: hosts cannot be nested.`,
          help: [
            { do: 'Give each mirror a table of its own at the top: [host."https://…"]', verify: verifyPull(registry) },
          ],
          at: nested.key,
          identity: url.value,
        }
    }
  },
})
