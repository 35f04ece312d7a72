import { yaml } from "../../model/help.ts"
import { at, isTrue } from "../../model/tree.ts"
import { levelOf } from "../levels.ts"
import { rule } from "../rule.ts"
import { k3sCode, k3sDoc, mirrorEndpoints, registriesFile, restarted } from "./registries.shared.ts"

export const k3sRegistryWildcardInsecure = rule({
  id: "k3s-registry-wildcard-insecure",
  family: "k3s",
  level: "error",
  summary: "k3s or RKE2 verifies the certificate of no registry without an entry of its own",
  citations: [
    k3sDoc("Wildcard Support", "The default configuration is used for every registry that has no specific entry."),
    k3sCode("getHostConfigs", 'The entry "*" becomes containerd\'s `_default` directory.'),
  ],
  why: "Docker Hub, ghcr.io and every other public registry can be impersonated to every node.",
  fix: "Give the one registry an entry of its own with a ca_file, and delete the wildcard.",
  controls: ["NIST SP 800-190 4.2.1"],

  on: "k3s-registries",
  *check(document) {
    const file = registriesFile(document)
    for (const { key, value } of file?.configs ?? []) {
      const setting = at(value, "tls", "insecure_skip_verify")
      if (file === undefined || key.value !== "*" || !isTrue(setting)) continue
      const host = mirrorEndpoints(file).find((mirror) => mirror.host !== undefined)?.host ?? "HOST[:PORT]"
      yield {
        message:
          "Nodes verify the certificate of no registry without an entry of its own, so any image, public ones included, can be replaced on its way.",
        help: [
          {
            do: 'Delete the entry "*", and give the registry that needs it an entry of its own:',
            copy: yaml("configs:", `  "${host}":`, "    tls:", "      ca_file: /etc/rancher/k3s/registry-ca.crt"),
          },
          restarted(document, host),
        ],
        at: setting,
        level: levelOf("error", document, undefined),
      }
    }
  },
})
