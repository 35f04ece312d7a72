import { entriesAt, itemsAt } from "../../model/tree.ts"
import type { Problem } from "../rule.ts"
import { rule } from "../rule.ts"
import { isAccepted, stringsOf } from "./registries.shared.ts"

export const dockerDaemonInsecureFormat = rule({
  id: "docker-daemon-insecure-format",
  family: "docker",
  level: "warning",
  summary: "A registry setting of dockerd is not in the form that it reads",
  citations: [
    {
      document: "moby/moby",
      section: "daemon/pkg/registry/config.go, loadInsecureRegistries",
      says: "http:// and https:// are removed with a warning; any other scheme, and what is no host[:port], is an error.",
      url: "https://github.com/moby/moby/blob/master/daemon/pkg/registry/config.go",
    },
    {
      document: "Docker documentation",
      section: "dockerd, Daemon configuration file",
      says: "The following directives don't match any configuration option: the daemon does not start.",
      url: "https://docs.docker.com/reference/cli/dockerd/#daemon-configuration-file",
    },
  ],
  why: "dockerd refuses to start with a registry or an option that it cannot read, and with it every container of the node.",
  fix: "Write insecure-registries and registry-mirrors with hyphens, and each insecure registry as host[:port] or CIDR.",

  on: "docker-daemon",
  *check({ root, path, inner }): Iterable<Problem> {
    for (const { key } of entriesAt(root)) {
      const meant = misspelt[key.value.toLowerCase().replaceAll(/[-_]/g, "")]
      if (meant === undefined || meant === key.value) continue
      yield {
        message: isFlagName(key.value)
          ? `${key.value} is the name of a flag, not of a key: dockerd starts and ignores it, so ${meant} is not set.`
          : `dockerd knows no option ${key.value} and refuses to start with it.`,
        help: [{ do: `Write ${meant}.`, verify: "dockerd --validate --config-file=/etc/docker/daemon.json" }],
        at: key,
        level: isFlagName(key.value) ? "warning" : "error",
        identity: key.value,
        ...(inner.length === 0 && { edits: [{ path, start: key.start, end: key.end, text: `"${meant}"` }] }),
      }
    }
    for (const { node, text } of stringsOf(itemsAt(root, "insecure-registries"))) {
      const bare = text.trim().replace(/^https?:\/\//i, "")
      const fatal = !isAccepted(text)
      if (!fatal && bare === text) continue
      // Whatever stands before an @ is a secret.
      const registry = bare.replace(/^([a-z][a-z0-9+.-]*:\/\/)?([^/]*@)?/i, "").replace(/\/.*$/s, "")
      yield {
        message: fatal
          ? `The entry for ${registry} ${text === text.trim() ? "is no host[:port] and no network" : "has white space around it"}, so dockerd refuses to start.`
          : `dockerd takes the scheme off ${text} and goes on with a warning; the entry stands for HTTP and HTTPS alike.`,
        help: [
          {
            do: `If the registry must be listed at all, write "${registry}".`,
            verify: "dockerd --validate --config-file=/etc/docker/daemon.json",
          },
        ],
        at: node,
        level: fatal ? "error" : "warning",
        identity: registry,
        sensitive: text.includes("@"),
        ...(!fatal && inner.length === 0 && { edits: [{ path, start: node.start, end: node.end, text: `"${bare}"` }] }),
      }
    }
  },
})

const misspelt: Readonly<Record<string, string>> = {
  insecureregistries: "insecure-registries",
  insecureregistry: "insecure-registries",
  registrymirrors: "registry-mirrors",
  registrymirror: "registry-mirrors",
}

/** dockerd knows the names of its flags in daemon.json and drops them (moby, findConfigurationConflicts; 20.10 and 28.5 measured). */
function isFlagName(key: string): boolean {
  return key === "insecure-registry" || key === "registry-mirror"
}
