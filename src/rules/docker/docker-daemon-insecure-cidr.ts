import { rule } from "../rule.ts"
import {
  certsDirAdvice,
  consequence,
  insecureEntries,
  insecureEntry,
  insecureRegistryControls,
  stringsOf,
} from "./registries.shared.ts"

export const dockerDaemonInsecureCidr = rule({
  id: "docker-daemon-insecure-cidr",
  family: "docker",
  level: "error",
  summary: "dockerd is told that every registry in a network is insecure",
  citations: [
    {
      document: "moby/moby",
      section: "daemon/pkg/registry/config.go, isSecureIndex",
      says: "A registry is insecure if its name resolves to an address in one of the listed networks.",
      url: "https://github.com/moby/moby/blob/master/daemon/pkg/registry/config.go",
    },
    {
      document: "CIS Docker Benchmark 1.5.0",
      section: "2.5",
      says: "Ensure insecure registries are not used.",
    },
  ],
  why: "Who controls name resolution, or any machine in the network, can stand in for every registry the node uses.",
  fix: "Remove the network, and give dockerd the CA of each registry in /etc/docker/certs.d/<host[:port]>/ca.crt.",
  controls: insecureRegistryControls,

  on: ["docker-daemon", "plain", "ansible"],
  *check({ root }) {
    for (const { node, text } of stringsOf(insecureEntries(root))) {
      const entry = insecureEntry(text)
      if (entry?.kind !== "network") continue
      yield {
        message: consequence("dockerd", entry),
        help: certsDirAdvice(entry),
        at: node,
        identity: entry.network,
      }
    }
  },
})
