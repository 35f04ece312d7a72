import { yaml } from "../../model/help.ts"
import { nameOf } from "../../model/hosts.ts"
import { registriesOf } from "../../usage/registries.ts"
import { isTemplated } from "../levels.ts"
import { rule } from "../rule.ts"
import { k3sCode, mirrorEndpoints, type RegistriesFile, registriesFile, restarted } from "./registries.shared.ts"

export const k3sRegistryConfigUnmatched = rule({
  id: "k3s-registry-config-unmatched",
  family: "k3s",
  level: "warning",
  summary: "The TLS or auth settings of registries.yaml are for a host that nothing uses",
  citations: [
    k3sCode("getHostConfigs", "Each endpoint gets the config whose key is the host of its URL, with its port."),
    k3sCode("configForHost", "docker.io and registry-1.docker.io stand for one another."),
  ],
  why: "The endpoint is dialled without the CA and the credentials that were meant for it.",
  fix: "Use the endpoint's host, with its port, as the key below configs.",

  on: "k3s-registries",
  *check(document, { inventory }) {
    const file = registriesFile(document)
    if (file === undefined) return
    const used = usedHosts(file)
    // A key that is only known once rendered may be any of them.
    if (used === undefined) return
    const images = registriesOf(inventory)
    const keys = new Set(file.configs.map(({ key }) => key.value))
    for (const { key } of file.configs) {
      const host = key.value
      if (host === "*" || isTemplated(key) || /:\/\/|[/\s]/.test(host) || used.has(host) || images.has(host)) continue
      if (/^(registry-1\.|index\.)?docker\.io$/.test(host)) continue
      const candidates = [...used, ...images.keys()].filter((other) => !keys.has(other) && other !== "docker.io")
      const meant =
        candidates.find((other) => nameOf(other) === nameOf(host)) ??
        [...used].find((other) => other !== "*" && other !== "docker.io" && !keys.has(other))
      if (meant === undefined) continue
      yield {
        message: `The settings for ${host} are used by no mirror, endpoint or image, while ${meant} has none: it is dialled without them.`,
        help: [
          {
            do: "Use the host of the endpoint, with its port, as the key:",
            copy: yaml("configs:", `  "${meant}":`),
          },
          restarted(document, meant),
        ],
        at: key,
        identity: host,
      }
    }
  },
})

/** The hosts that the file itself makes containerd dial; undefined where one of them is a template. */
function usedHosts(file: RegistriesFile): ReadonlySet<string> | undefined {
  const used = new Set<string>()
  for (const { key } of file.mirrors) {
    if (isTemplated(key)) return undefined
    used.add(key.value)
  }
  for (const { endpoint, host } of mirrorEndpoints(file)) {
    if (isTemplated(endpoint) || host === undefined) return undefined
    used.add(host)
  }
  return used
}
