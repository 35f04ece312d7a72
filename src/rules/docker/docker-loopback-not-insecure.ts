import { isAtLeast, versionsOf } from "../../distribution/versions.ts"
import { yaml } from "../../model/help.ts"
import { isLocalHost, registryOf } from "../../model/hosts.ts"
import { entryAt, itemsAt, textAt } from "../../model/tree.ts"
import { rule } from "../rule.ts"

export const dockerLoopbackNotInsecure = rule({
  id: "docker-loopback-not-insecure",
  family: "docker",
  level: "warning",
  summary: "insecure-registries is set, so Docker 29.10 asks a registry on localhost over TLS",
  citations: [
    {
      document: "moby/moby",
      section: "pull request 53868, 29.10",
      says: "An explicit list of insecure-registries, even an empty one, ends the implicit one for loopback addresses.",
      url: "https://github.com/moby/moby/pull/53868",
    },
  ],
  why: "Pushes to and pulls from localhost:5000 fail with “http: server gave HTTP response to HTTPS client” once the daemon is 29.10.",
  fix: "Remove the key, or add 127.0.0.0/8 to the list.",

  on: "docker-daemon",
  *check({ root }, { inventory }) {
    const list = entryAt(root, "insecure-registries")
    if (list === undefined) return
    if (itemsAt(root, "insecure-registries").some((item) => /^(127\.|::1|localhost|\[::1\])/.test(textAt(item) ?? "")))
      return
    const version = versionsOf("docker", inventory).find((one) => isAtLeast(one, [29, 10]))
    const use = version === undefined ? undefined : localUse(inventory)
    if (version === undefined || use === undefined) return
    yield {
      message: `An explicit insecure-registries, be it empty, ends the exception for this machine in Docker ${version.text}: ${use.image} is asked for over TLS, and the push or pull fails.`,
      help: [
        {
          do: "Remove the key from daemon.json before the upgrade, or name the machine itself:",
          copy: yaml('"insecure-registries": ["127.0.0.0/8"]'),
          verify: "docker info --format '{{json .RegistryConfig.InsecureRegistryCIDRs}}'",
        },
      ],
      at: list.key,
      related: [
        { message: `Docker ${version.text}`, at: version.at },
        { message: `${use.image} is used here`, at: use.at },
      ],
    }
  },
})

/** A push to or a pull from a registry of the own machine. */
function localUse(inventory: Parameters<ReturnType<typeof rule>["check"]>[1]["inventory"]) {
  for (const { scripts } of inventory.filesWith("scripts"))
    for (const { commands, path, inner } of scripts)
      for (const { tool, words } of commands) {
        if (tool !== "docker") continue
        for (const word of words) {
          if (!/^(localhost|127\.\d+\.\d+\.\d+):\d+\//.test(word.value)) continue
          const host = registryOf(word.value)
          if (host !== undefined && isLocalHost(host))
            return { image: word.value, at: inventory.locate(path, word, inner) }
        }
      }
  return undefined
}
