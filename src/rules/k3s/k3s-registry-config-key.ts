import { yaml } from "../../model/help.ts"
import { hostOf } from "../../model/hosts.ts"
import { isTemplated } from "../levels.ts"
import { rule } from "../rule.ts"
import { k3sCode, k3sDoc, registriesFile, restarted, wharfie } from "./registries.shared.ts"

export const k3sRegistryConfigKey = rule({
  id: "k3s-registry-config-key",
  family: "k3s",
  level: "error",
  summary: "A key of registries.yaml is not a host[:port], so it matches no registry",
  citations: [
    k3sCode("configForHost", "Settings are looked up by the host of the endpoint's URL, without scheme and path."),
    wharfie("getTLSConfigForHost", "The key is compared with the host, as it is written."),
    k3sDoc("Default Endpoint Fallback", "<REGISTRY> is the registry hostname and optional port."),
  ],
  why: "The CA is not trusted, the credentials are not sent, the mirror is not asked: pulls go on as if nothing was set.",
  fix: "Write the key as image references write the host: reg.corp or reg.corp:5000.",

  on: "k3s-registries",
  *check(document) {
    const file = registriesFile(document)
    if (file === undefined) return
    for (const [section, entries] of [
      ["mirrors", file.mirrors],
      ["configs", file.configs],
    ] as const)
      for (const { key } of entries) {
        if (isTemplated(key) || !/:\/\/|[/\s]/.test(key.value)) continue
        const host = hostOf(key.value.trim()) ?? "HOST[:PORT]"
        yield {
          message: `The key ${JSON.stringify(key.value)} below ${section} is not a host, so it matches no registry and its settings are never used.`,
          help: [
            {
              do: "Write the host, with its port where images have one:",
              copy: yaml(`${section}:`, `  "${host}":`),
            },
            restarted(document, host),
          ],
          at: key,
          edits:
            document.inner.length > 0 || host === "HOST[:PORT]"
              ? []
              : [{ path: document.path, start: key.start, end: key.end, text: JSON.stringify(host) }],
          identity: `${section} ${key.value}`,
        }
      }
  },
})
