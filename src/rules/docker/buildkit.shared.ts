import { type Help, toml } from "../../model/help.ts"
import type { Entry, Node } from "../../model/tree.ts"
import { entriesAt } from "../../model/tree.ts"
import type { Citation } from "../rule.ts"

/** The tables `[registry."host"]` of a buildkitd.toml. */
export function registryTables(root: Node): readonly Entry[] {
  return entriesAt(root, "registry").filter(({ value }) => value.kind === "mapping")
}

/** How to make buildkitd trust the CA of a registry, and how to see that it does. */
export function buildkitAdvice(host: string): Help {
  return [
    { do: "Remove the line, and name the CA (it is added to those of the system):" },
    {
      do: `[registry."${host}"]`,
      copy: toml('ca = ["/etc/buildkit/certs/ca.pem"]'),
      verify: `curl --cacert ca.pem https://${host}/v2/ answers 200 or 401, then pull an image of ${host} in a build.`,
    },
  ]
}

export const buildkitdCitation = {
  document: "BuildKit documentation",
  section: "buildkitd.toml",
  says: "A registry table takes http, insecure, ca and keypair; ca is added to the CAs of the system.",
  url: "https://github.com/moby/buildkit/blob/master/docs/buildkitd.toml.md",
} as const satisfies Citation
