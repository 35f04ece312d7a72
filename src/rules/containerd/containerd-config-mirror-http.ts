import { hostOf } from "../../model/hosts.ts"
import { levelOf } from "../levels.ts"
import { rule } from "../rule.ts"
import { criDoc, endpoints, hostsToml } from "./config.shared.ts"

export const containerdConfigMirrorHttp = rule({
  id: "containerd-config-mirror-http",
  family: "containerd",
  level: "error",
  summary: "containerd's CRI plugin pulls through a mirror over plain HTTP",
  citations: [
    criDoc("`registry.mirrors` is deprecated in favour of `config_path`; the scheme of an endpoint decides on TLS."),
  ],
  why: "The answer is neither encrypted nor authenticated: anyone on the network path chooses which image a tag means.",
  fix: "Serve the mirror over TLS, and write https:// with its CA in a hosts.toml.",
  controls: ["NIST SP 800-190 4.2.1"],

  on: "containerd-config",
  *check(document) {
    for (const { host: registry, endpoint } of endpoints(document)) {
      if (!endpoint.value.toLowerCase().startsWith("http://")) continue
      const host = hostOf(endpoint.value)
      const name = host ?? endpoint.value
      yield {
        message: `containerd pulls images of ${registry.value} from ${name} over plain HTTP, so whoever is on the network path decides which image a tag means.`,
        help: hostsToml(document, registry.value, [name]),
        at: endpoint,
        level: levelOf("error", document, host, endpoint),
        identity: name,
      }
    }
  },
})
