import { at, entryAt, isTrue } from "../../model/tree.ts"
import { levelOf } from "../levels.ts"
import { rule } from "../rule.ts"
import { hostsCode, hostsFile, tableText, verifyPull } from "./hosts.shared.ts"

export const containerdHostsCaAndSkip = rule({
  id: "containerd-hosts-ca-and-skip",
  family: "containerd",
  level: "warning",
  summary: "A CA is configured for a registry whose certificate is not verified",
  citations: [
    hostsCode(
      "tlsConfigFromHost",
      "`skip_verify` sets InsecureSkipVerify; the roots that `ca` adds are then never used.",
    ),
  ],
  why: "The file looks as if the registry were verified. The CA is there already, so nothing is won by skipping.",
  fix: "Delete skip_verify: the CA is already named.",

  on: "containerd-hosts",
  *check(document, { inventory }) {
    const file = hostsFile(document)
    if (file === undefined) return
    for (const table of file.tables) {
      const skip = at(table.table, "skip_verify")
      const ca = entryAt(table.table, "ca")
      if (ca === undefined || !isTrue(skip)) continue
      const host = tableText(table, file)
      yield {
        message: `The CA for ${host} has no effect, because skip_verify turns verification off in the same table.`,
        help: [
          {
            do: "Delete `skip_verify = true`: the CA is already named.",
            verify: verifyPull(file.namespace ?? host),
          },
        ],
        at: ca.key,
        level: levelOf("warning", document, table.host, table.url),
        related: [
          { message: "verification is turned off here", at: inventory.locate(document.path, skip, document.inner) },
        ],
        edits:
          document.inner.length > 0 ? [] : [{ path: document.path, start: skip.start, end: skip.end, text: "false" }],
        identity: host,
      }
    }
  },
})
