import { sh } from "../../model/help.ts"
import { type Entry, entriesAt, scalarAt } from "../../model/tree.ts"
import { rule } from "../rule.ts"
import { criDoc, registryTables } from "./config.shared.ts"

export const containerdConfigPlaintextAuth = rule({
  id: "containerd-config-plaintext-auth",
  family: "containerd",
  level: "error",
  summary: "The credentials of a registry stand in containerd's configuration",
  citations: [
    criDoc("`registry.configs.*.auth` is deprecated and stores secrets unencrypted; imagePullSecrets take precedence."),
  ],
  why: "Whoever reads the repository, or a node's disk, can pull, and often push, as the nodes do.",
  fix: "Use imagePullSecrets or a kubelet credential provider, and change the password: it is in the history.",

  on: "containerd-config",
  *check(document) {
    for (const { host, auth } of registryTables(document).flatMap(({ table }) => credentials(table))) {
      for (const name of ["password", "auth", "identitytoken"]) {
        const value = scalarAt(auth.value, name)
        if (value?.secret !== "literal") continue
        yield {
          message: `The ${name} for ${host} stands in containerd's configuration, so whoever reads the repository can use it.`,
          help: [
            {
              do: "Delete it, change it at the registry, and give pods a pull secret instead:",
              copy: sh(
                `kubectl create secret docker-registry regcred --docker-server=${host} --docker-username=… --docker-password=…`,
                "imagePullSecrets: [{name: regcred}]",
              ),
              verify: "git log -S, which still shows the old one: it must no longer be valid",
            },
          ],
          at: value,
          identity: `${host} ${name}`,
          sensitive: true,
        }
      }
    }
  },
})

function credentials(registry: Entry["value"]): { host: string; auth: { value: Entry["value"] } }[] {
  return [
    ...entriesAt(registry, "configs").flatMap(({ key, value }) =>
      entriesAt(value)
        .filter((entry) => entry.key.value === "auth")
        .map((auth) => ({ host: key.value, auth })),
    ),
    ...entriesAt(registry, "auths").map((auth) => ({ host: auth.key.value, auth })),
  ]
}
