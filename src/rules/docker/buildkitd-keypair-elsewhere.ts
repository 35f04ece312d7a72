import { toml } from "../../model/help.ts"
import { at, entriesAt, itemsAt, type Node, textAt } from "../../model/tree.ts"
import { rule } from "../rule.ts"
import { buildkitdCitation, registryTables } from "./buildkit.shared.ts"

export const buildkitdKeypairElsewhere = rule({
  id: "buildkitd-keypair-elsewhere",
  family: "docker",
  level: "error",
  summary: "The CA and the client certificate of a registry stand in tables of different hosts",
  citations: [buildkitdCitation],
  why: "Each table of buildkitd.toml is for one host. The registry is asked without the client certificate and refuses, or its CA is not known.",
  fix: "Write both into the table of the registry.",

  on: "buildkitd",
  *check({ root }) {
    const tables = registryTables(root)
    for (const { key, value } of tables) {
      const only = entriesAt(value).every((entry) => entry.key.value === "keypair")
      if (!only || itemsAt(value, "keypair").length === 0) continue
      const other = tables.find(
        (table) =>
          table.key !== key &&
          at(table.value, "keypair") === undefined &&
          at(table.value, "ca") !== undefined &&
          isNear(table.key.value, key.value),
      )
      if (other === undefined) continue
      yield {
        message: `The client certificate is for ${key.value}, while the CA is for ${other.key.value}: buildkitd offers ${other.key.value} no certificate.`,
        help: [
          {
            do: "Write it into the table of the registry:",
            copy: toml(
              `[[registry."${other.key.value}".keypair]]`,
              `  key = ${written(value, "key")}`,
              `  cert = ${written(value, "cert")}`,
            ),
            verify: `a build that pulls an image of ${other.key.value}`,
          },
        ],
        at: key,
        identity: key.value,
      }
    }
  },
})

/** A file of the first pair, as TOML has it. */
function written(table: Node, key: "key" | "cert"): string {
  return JSON.stringify(textAt(table, "keypair", 0, key) ?? `/etc/buildkit/client.${key}`)
}

/** Whether one host is the other without its end or its port, or a letter or two away. */
function isNear(a: string, b: string): boolean {
  const [short, long] = a.length < b.length ? [a, b] : [b, a]
  if (long.startsWith(`${short}.`) || long.startsWith(`${short}:`) || long.endsWith(`.${short}`)) return true
  if (long.length - short.length > 2 || short.length < 6) return false
  let start = 0
  while (start < short.length && short[start] === long[start]) start++
  let end = 0
  while (end < short.length - start && short[short.length - 1 - end] === long[long.length - 1 - end]) end++
  return Math.max(short.length, long.length) - start - end <= 2
}
