import { isAtLeast, versionFor } from "../../distribution/versions.ts"
import { rule } from "../rule.ts"
import { literalOf, placeOf } from "./variables.shared.ts"

export const godebugWithoutEffect = rule({
  id: "godebug-without-effect",
  family: "commands",
  level: "warning",
  summary: "GODEBUG asks for old TLS behaviour that this Go has no more",
  citations: [
    {
      document: "Go",
      section: "GODEBUG history; Go 1.24 and 1.27 release notes",
      says: "x509sha1 was removed in 1.24; tlssha1, tlsrsakex, tls3des, tls10server, tlsunsafeekm and x509keypairleaf in 1.27.",
      url: "https://go.dev/doc/godebug",
    },
  ],
  why: "The setting does nothing, without a message: connections to the old peers that it was meant for fail after the upgrade.",
  fix: "Renew what the setting was for, and remove it.",

  on: "variable",
  *check(variable, { inventory }) {
    if (variable.name !== "GODEBUG") return
    const value = literalOf(variable) ?? ""
    const version = versionFor("go", variable.path, inventory)
    if (version === undefined) return
    for (const setting of value.split(",")) {
      const [name = "", given] = setting.trim().split("=")
      const from = removed.get(name)
      if (from === undefined || given === undefined || !isAtLeast(version, from)) continue
      yield {
        message: `GODEBUG=${name}=${given} does nothing in Go ${version.text}: it was removed in ${from.join(".")}, and what it was set for fails.`,
        help: [
          {
            do: `Renew what it was for (a certificate with SHA-1, a peer without TLS 1.2), and remove ${name}.`,
            verify: "go doc -h, and https://go.dev/doc/godebug",
          },
        ],
        at: placeOf(variable),
        identity: name,
        related: [{ message: `Go ${version.text}`, at: version.at }],
      }
    }
  },
})

const removed: ReadonlyMap<string, readonly number[]> = new Map([
  ["x509sha1", [1, 24]],
  ["tlssha1", [1, 27]],
  ["tlsrsakex", [1, 27]],
  ["tls3des", [1, 27]],
  ["tls10server", [1, 27]],
  ["tlsunsafeekm", [1, 27]],
  ["x509keypairleaf", [1, 27]],
])
