import { itemsAt } from "../../model/tree.ts"
import { isTemplated } from "../levels.ts"
import { rule } from "../rule.ts"
import { k3sCode, k3sDoc, registriesFile, restarted } from "./registries.shared.ts"

export const k3sRegistryRedundantMirror = rule({
  id: "k3s-registry-redundant-mirror",
  family: "k3s",
  level: "notice",
  summary: "A mirror's endpoint is the registry's own default endpoint",
  citations: [
    k3sDoc("Rewrites", "Mirror endpoints that match the default endpoint are ignored."),
    k3sCode("endpointURLEqual", "The last endpoint is compared with https://<registry>/v2."),
  ],
  why: "The entry has no effect, and rewrites below it are not applied.",
  fix: "Delete the mirror: TLS and auth settings below configs hold without it. For rewrites, write the port: https://reg.corp:443.",

  on: "k3s-registries",
  *check(document) {
    for (const { key, value } of registriesFile(document)?.mirrors ?? []) {
      const endpoints = itemsAt(value, "endpoint")
      const [only] = endpoints
      if (endpoints.length !== 1 || only?.kind !== "scalar" || isTemplated(only) || key.value === "*") continue
      if (only.value.replace(/\/(v2\/?)?$/, "").toLowerCase() !== `https://${key.value.toLowerCase()}`) continue
      yield {
        message: `The mirror of ${key.value} is its own default endpoint, so the entry has no effect and rewrites below it are not applied.`,
        help: [
          {
            do: `Delete the mirror; settings below configs."${key.value}" hold without it.`,
          },
          restarted(document, key.value),
        ],
        at: only,
        identity: key.value,
      }
    }
  },
})
