import { type Entry, entriesAt } from "../../model/tree.ts"
import { rule } from "../rule.ts"
import { authKeys, k3sDoc, mirrorKeys, registriesFile, restarted, tlsKeys, wharfie } from "./registries.shared.ts"

export const k3sRegistryMisplacedTls = rule({
  id: "k3s-registry-misplaced-tls",
  family: "k3s",
  level: "error",
  summary: "TLS or auth settings of registries.yaml stand where they are dropped",
  citations: [
    wharfie(
      "GetPrivateRegistries",
      "The file is decoded without strictness: a key in the wrong place is dropped in silence.",
    ),
    k3sDoc("Configs", "The configs section defines the TLS and credential configuration for each mirror."),
  ],
  why: "The CA is not trusted and the credentials are not sent, while the file reads as if they were.",
  fix: "Move them below configs.<registry>.tls and configs.<registry>.auth; endpoints stand below mirrors.<registry>.",

  on: "k3s-registries",
  *check(document) {
    const file = registriesFile(document)
    if (file === undefined) return
    for (const { entry, registry, belongs, where } of misplaced(file.root.entries, file.mirrors, file.configs))
      yield {
        message: `\`${entry.key.value}\`${registry === undefined ? "" : ` of ${registry}`} stands ${where} of registries.yaml, where it is dropped in silence.`,
        help: [
          {
            do: `Move it to ${belongs.replace("<registry>", `"${registry ?? "HOST[:PORT]"}"`)}.`,
          },
          restarted(document, registry ?? "HOST[:PORT]"),
        ],
        at: entry.key,
        identity: `${registry ?? ""} ${entry.key.value}`,
      }
  },
})

interface Misplaced {
  readonly entry: Entry
  readonly registry?: string
  readonly belongs: string
  /** Where it stands, for people. */
  readonly where: string
}

function* misplaced(top: readonly Entry[], mirrors: readonly Entry[], configs: readonly Entry[]): Generator<Misplaced> {
  for (const entry of top) {
    const belongs = belongsTo(entry.key.value, true)
    if (belongs !== undefined) yield { entry, belongs, where: "at the top" }
  }
  for (const { key, value } of mirrors)
    for (const entry of entriesAt(value)) {
      const belongs = belongsTo(entry.key.value, true)
      if (belongs !== undefined) yield { entry, registry: key.value, belongs, where: "below mirrors" }
    }
  for (const { key, value } of configs)
    for (const entry of entriesAt(value)) {
      const name = entry.key.value
      if (name === "tls" || name === "auth") continue
      const belongs = mirrorKeys.has(name) ? `mirrors.<registry>.${name}` : belongsTo(name, false)
      if (belongs !== undefined) yield { entry, registry: key.value, belongs, where: "below configs" }
    }
}

/** Where a key of the file belongs that is a table or a setting below `configs`. */
function belongsTo(name: string, tables: boolean): string | undefined {
  if (tables && (name === "tls" || name === "auth")) return `configs.<registry>.${name}`
  if (tlsKeys.has(name)) return `configs.<registry>.tls.${name}`
  return authKeys.has(name) ? `configs.<registry>.auth.${name}` : undefined
}
