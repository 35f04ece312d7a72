import { lowered } from "../../model/hosts.ts"
import { rule } from "../rule.ts"
import {
  certsDirAdvice,
  consequence,
  insecureEntries,
  insecureEntry,
  insecureRegistryCitations,
  insecureRegistryControls,
  isAccepted,
  stringsOf,
} from "./registries.shared.ts"

export const dockerDaemonInsecureRegistry = rule({
  id: "docker-daemon-insecure-registry",
  family: "docker",
  level: "error",
  summary: "dockerd is told that a registry is insecure",
  citations: insecureRegistryCitations,
  why: "Whoever can answer for the registry on the way, by DNS, ARP or a proxy, decides which images the node runs.",
  fix: "Remove the entry, and put the CA of the registry in /etc/docker/certs.d/<host[:port]>/ca.crt.",
  controls: insecureRegistryControls,

  on: ["docker-daemon", "plain", "ansible"],
  *check({ root }) {
    for (const { node, text } of stringsOf(insecureEntries(root))) {
      const entry = insecureEntry(text)
      if (entry?.kind !== "host" || !isAccepted(text)) continue
      yield {
        message: consequence("dockerd", entry),
        help: certsDirAdvice(entry),
        at: node,
        level: lowered("error", entry.host),
        identity: entry.host,
      }
    }
  },
})
