import { yaml } from "../../model/help.ts"
import { at, entryAt, scalarAt } from "../../model/tree.ts"
import { rule } from "../rule.ts"
import { registriesFile, restarted, wharfie } from "./registries.shared.ts"

export const k3sRegistryClientCertUnpaired = rule({
  id: "k3s-registry-client-cert-unpaired",
  family: "k3s",
  level: "error",
  summary: "registries.yaml names a client certificate without its key, or a key without its certificate",
  citations: [
    wharfie(
      "getTLSConfigForHost",
      '"cert file was specified, but no corresponding key file was specified" is an error.',
    ),
  ],
  why: "The TLS configuration of the registry cannot be built, so every pull from it fails.",
  fix: "Set both cert_file and key_file, or neither.",

  on: "k3s-registries",
  *check(document) {
    for (const { key, value } of registriesFile(document)?.configs ?? []) {
      const tls = at(value, "tls")
      const set = ["cert_file", "key_file"].filter((name) => {
        const path = scalarAt(tls, name)
        return path !== undefined && path.type !== "null" && (path.value !== "" || path.secret !== undefined)
      })
      const entry = entryAt(tls, set[0] ?? "")
      if (set.length !== 1 || entry === undefined) continue
      const missing = set[0] === "cert_file" ? "key_file" : "cert_file"
      yield {
        message: `${key.value} has a ${set[0]} but no ${missing}, so its TLS settings are an error and every pull from it fails.`,
        help: [
          {
            do: "Add the other half:",
            copy: yaml(`${missing}: /etc/rancher/k3s/client.${missing === "key_file" ? "key" : "crt"}`),
          },
          restarted(document, key.value),
        ],
        at: entry.key,
        identity: key.value,
      }
    }
  },
})
