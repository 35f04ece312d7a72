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
  examples: {
    bad: [
      { "etc/docker/daemon.json": `{ "insecure-registries": [«"reg.corp:5000"»] }\n` },
      {
        "etc/docker/daemon.json": `{\n  "insecure-registries": [\n    «"http://reg.corp"»,\n    "127.0.0.1:5000"\n  ]\n}\n`,
      },
      { "group_vars/all/docker.yml": "docker_insecure_registries:\n  - «reg.corp:5000»\n" },
      { "group_vars/all.yml": "docker_daemon_options:\n  insecure-registries: [«reg.corp:5000»]\n" },
    ],
    good: [
      { "group_vars/all/docker.yml": "docker_insecure_registries: []\n" },
      {
        "etc/docker/daemon.json": `{ "log-driver": "json-file" }\n`,
        "etc/docker/certs.d/reg.corp:5000/ca.crt": "⟦root⟧\n",
      },
      { "etc/docker/daemon.json": `{ "insecure-registries": ["127.0.0.1:5000", "localhost:5000", "127.0.0.0/8"] }\n` },
      { "etc/docker/daemon.json.tmpl": `{ "insecure-registries": ["{{ .Registry }}"] }\n` },
    ],
  },

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
