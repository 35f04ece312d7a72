import type { DocumentFact } from "../../model/facts.ts"
import { yaml } from "../../model/help.ts"
import { hostOf } from "../../model/hosts.ts"
import { at, isTrue } from "../../model/tree.ts"
import { levelOf } from "../levels.ts"
import { rule } from "../rule.ts"
import { k3sDoc, mirrorEndpoints, registriesFile, restarted, serviceOf, wharfie } from "./registries.shared.ts"

export const k3sRegistryInsecureSkipVerify = rule({
  id: "k3s-registry-insecure-skip-verify",
  family: "k3s",
  level: "error",
  summary: "k3s or RKE2 does not verify the certificate of a registry",
  citations: [
    k3sDoc("Configs", "`insecure_skip_verify` defines if TLS verification should be skipped for the registry."),
    wharfie(
      "getTLSConfigForHost",
      "`ca_file` is added to the system's roots: a private CA needs no insecure_skip_verify.",
    ),
  ],
  why: "Anyone on the network path can answer in the registry's name and give every node an image of their own.",
  fix: "Delete insecure_skip_verify and name the CA that issued the registry's certificate as ca_file.",
  controls: ["NIST SP 800-190 4.2.1"],

  on: "k3s-registries",
  *check(document) {
    for (const { key, value } of registriesFile(document)?.configs ?? []) {
      const setting = at(value, "tls", "insecure_skip_verify")
      if (key.value === "*" || !isTrue(setting)) continue
      const host = hostOf(key.value)
      const name = host ?? key.value
      // What is meant is often the mirror, whose settings go by its own host.
      const mirrors = dialled(document, name)
      yield {
        message: `Nodes do not verify the certificate of ${name}, so anyone on the network path can serve images in its name.`,
        help: [
          {
            do: mirrors.includes(name)
              ? "Name the CA instead (it is added to the system's roots):"
              : `Delete it: images of ${name} are pulled from ${mirrors.join(" and ")}. If that has a CA of its own, name it there:`,
            copy: yaml(
              "configs:",
              ...mirrors.flatMap((mirror) => [
                `  "${mirror}":`,
                "    tls:",
                `      ca_file: /etc/rancher/${serviceOf(document)}/registry-ca.crt`,
              ]),
            ),
          },
          restarted(document, name),
        ],
        at: setting,
        level: levelOf("error", document, host, key),
        identity: name,
      }
    }
  },
})

/** The hosts that nodes dial for a registry: those of its mirrors, else itself. */
function dialled(document: DocumentFact, name: string): readonly string[] {
  const file = registriesFile(document)
  const mirrors = file === undefined ? [] : mirrorEndpoints(file).filter(({ registry }) => registry.value === name)
  const hosts = [...new Set(mirrors.flatMap(({ host }) => host ?? []))]
  return hosts.length > 0 ? hosts : [name]
}
