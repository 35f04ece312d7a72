import { hostOf, lowered } from "../../model/hosts.ts"
import { itemsAt, textAt } from "../../model/tree.ts"
import { rule } from "../rule.ts"
import { containersAdvice } from "./containers.shared.ts"

export const registriesConfV1Insecure = rule({
  id: "registries-conf-v1-insecure",
  family: "containers",
  level: "error",
  summary: "A registry is listed under [registries.insecure]",
  citations: [
    {
      document: "containers-registries.conf(5)",
      section: "Version 1 format, deprecated",
      says: "The list of registries.insecure means the same as insecure in the current format.",
      url: "https://github.com/containers/image/blob/main/docs/containers-registries.conf.5.md",
    },
  ],
  why: "podman, buildah, skopeo and CRI-O pull from whoever answers for the registry, and send it their credentials.",
  fix: "Empty the list, and put the CA of the registry in /etc/containers/certs.d/<host[:port]>/ca.crt.",
  controls: ["NIST SP 800-190, 4.2.1"],

  on: "containers-registries",
  *check({ root }) {
    for (const item of itemsAt(root, "registries", "insecure", "registries")) {
      const scope = textAt(item)
      const host = scope === undefined ? undefined : hostOf(scope)
      if (scope === undefined || host === undefined) continue
      yield {
        message: `The certificate of ${scope} is not verified and plain HTTP is accepted, so anyone on the way can replace the images pulled from there.`,
        help: containersAdvice(scope),
        at: item,
        level: lowered("error", host),
        identity: scope,
      }
    }
  },
})
