import { hostOf, lowered } from "../../model/hosts.ts"
import { at, isTrue, itemsAt } from "../../model/tree.ts"
import { rule } from "../rule.ts"
import { containersAdvice, isPublicScope, registriesConfCitation, scopeOf } from "./containers.shared.ts"

export const registriesConfInsecure = rule({
  id: "registries-conf-insecure",
  family: "containers",
  level: "error",
  summary: "A registry of registries.conf needs no valid certificate, nor TLS at all",
  citations: [registriesConfCitation],
  why: "podman, buildah, skopeo and CRI-O pull from whoever answers for the registry, and send it their credentials.",
  fix: "Remove insecure, and put the CA of the registry in /etc/containers/certs.d/<host[:port]>/ca.crt.",
  controls: ["NIST SP 800-190, 4.2.1"],

  on: "containers-registries",
  *check({ root }) {
    for (const table of itemsAt(root, "registry")) {
      const insecure = at(table, "insecure")
      const scope = scopeOf(table)
      if (!isTrue(insecure) || scope === undefined) continue
      const host = hostOf(scope)
      const whom = isPublicScope(scope) ? `${scope}, which others than you serve,` : scope
      yield {
        message: `The certificate of ${whom} is not verified and plain HTTP is accepted, so anyone on the way can replace the images pulled from there.`,
        help: containersAdvice(scope),
        at: insecure,
        level: lowered("error", host),
        identity: scope,
      }
    }
  },
})
