import { toml } from "../../model/help.ts"
import { hostOf } from "../../model/hosts.ts"
import { at, entryAt, itemsAt } from "../../model/tree.ts"
import { rule } from "../rule.ts"
import { registryTables } from "./buildkit.shared.ts"
import { stringsOf } from "./registries.shared.ts"

export const buildkitdMirrorNotInherited = rule({
  id: "buildkitd-mirror-not-inherited",
  family: "docker",
  level: "error",
  summary: "Settings for a mirror stand in the table of the registry that it mirrors",
  citations: [
    {
      document: "moby/buildkit",
      section: "util/resolver/resolver.go, NewRegistryConfig",
      says: "The options of a mirror are taken from the table that is named after the mirror's host.",
      url: "https://github.com/moby/buildkit/blob/master/util/resolver/resolver.go",
    },
  ],
  why: "The mirror is asked with the defaults and fails, and the settings weaken the upstream registry instead.",
  fix: 'Move http, insecure, ca and keypair to a table of their own: [registry."<host of the mirror>"].',

  on: "buildkitd",
  *check({ root }) {
    for (const { key, value } of registryTables(root)) {
      const settings = ["http", "insecure", "ca", "keypair"].filter((name) => at(value, name) !== undefined)
      if (settings.length === 0) continue
      for (const { node, text } of stringsOf(itemsAt(value, "mirrors"))) {
        const host = hostOf(text)
        if (host === undefined || entryAt(root, "registry", host) !== undefined) continue
        yield {
          message: `The ${settings.join(" and ")} of [registry."${key.value}"] does not reach its mirror ${host}, which BuildKit asks with the defaults, and changes how ${key.value} itself is asked.`,
          help: [
            { do: `Move ${settings.join(", ")} to a table of the mirror:` },
            {
              do: `[registry."${host}"]`,
              copy: toml('ca = ["/etc/buildkit/certs/ca.pem"]'),
              verify: `docker buildx inspect --bootstrap, then build from an image of ${key.value} and read the log of ${host}.`,
            },
          ],
          at: node,
          identity: `${key.value} ${host}`,
        }
      }
    }
  },
})
