import { sh } from "../../model/help.ts"
import { type Entry, entriesAt, scalarAt } from "../../model/tree.ts"
import { rule } from "../rule.ts"
import { k3sDoc, registriesFile, serviceOf } from "./registries.shared.ts"

export const k3sRegistryPlaintextAuth = rule({
  id: "k3s-registry-plaintext-auth",
  family: "k3s",
  level: "error",
  summary: "The credentials of a registry stand in registries.yaml",
  citations: [
    k3sDoc(
      "Configs",
      "`password` is the user password of the private registry, `auth` its authentication token: in plain text.",
    ),
  ],
  why: "Whoever reads the repository can pull, and often push, as the nodes do.",
  fix: "Write the file at boot from Vault or SOPS, or use imagePullSecrets; and change the password: it is in the history.",

  on: "k3s-registries",
  *check(document) {
    const file = registriesFile(document)
    if (file === undefined) return
    const auths: [string, Entry["value"]][] = [
      ...file.configs.flatMap(({ key, value }) =>
        entriesAt(value).flatMap((entry): [string, Entry["value"]][] =>
          entry.key.value === "auth" ? [[key.value, entry.value]] : [],
        ),
      ),
      ...entriesAt(file.root, "auths").map(({ key, value }): [string, Entry["value"]] => [key.value, value]),
    ]
    for (const [host, auth] of auths)
      for (const name of ["password", "auth", "identity_token", "token"]) {
        const value = scalarAt(auth, name)
        if (value?.secret !== "literal") continue
        yield {
          message: `The ${name} for ${host} stands in registries.yaml, so whoever reads the repository can use it.`,
          help: [
            {
              do: "Write the file at boot from Vault or SOPS, or delete it here and give pods a pull secret:",
              copy: sh(
                `kubectl create secret docker-registry regcred --docker-server=${host} --docker-username=… --docker-password=…`,
              ),
            },
            { do: "Change it at the registry: it stays in the history." },
            {
              do: `Restart ${serviceOf(document)} on each node.`,
              verify: `docker login ${host} refuses the old one.`,
            },
          ],
          at: value,
          identity: `${host} ${name}`,
          sensitive: true,
        }
      }
  },
})
