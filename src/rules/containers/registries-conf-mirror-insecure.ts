import { hostOf, lowered } from "../../model/hosts.ts"
import { at, isTrue, itemsAt, scalarAt, textAt } from "../../model/tree.ts"
import { rule } from "../rule.ts"
import { containersAdvice, registriesConfCitation, scopeOf } from "./containers.shared.ts"

export const registriesConfMirrorInsecure = rule({
  id: "registries-conf-mirror-insecure",
  family: "containers",
  level: "error",
  summary: "A mirror of registries.conf is insecure, or is meant to be and is not",
  citations: [
    registriesConfCitation,
    {
      document: "containers-registries.conf(5)",
      section: "Remapping and mirroring registries, mirror",
      says: "Each mirror has a location and an insecure of its own.",
      url: "https://github.com/containers/image/blob/main/docs/containers-registries.conf.5.md",
    },
  ],
  why: "A mirror is asked before the registry itself, so whoever answers for it decides what the registry's images are.",
  fix: "Remove insecure, and put the CA of the mirror in /etc/containers/certs.d/<host[:port]>/ca.crt.",
  controls: ["NIST SP 800-190, 4.2.1"],

  on: "containers-registries",
  *check({ root }) {
    const named = new Set(itemsAt(root, "registry").flatMap((table) => hostOf(scopeOf(table) ?? "") ?? []))
    for (const table of itemsAt(root, "registry")) {
      const scope = scopeOf(table) ?? ""
      for (const mirror of itemsAt(table, "mirror")) {
        const location = textAt(mirror, "location")
        const host = hostOf(location ?? "")
        const insecure = at(mirror, "insecure")
        if (location === undefined || host === undefined) continue
        if (isTrue(insecure))
          yield {
            message: `The certificate of the mirror ${location} is not verified and plain HTTP is accepted, so anyone on the way can replace every image of ${scope}.`,
            help: containersAdvice(host),
            at: insecure,
            level: lowered("error", host),
            identity: `${scope} ${location}`,
          }
        else if (insecure === undefined && isTrue(at(table, "insecure")) && !named.has(host))
          yield {
            message: `The insecure of ${scope} does not reach its mirror ${location}, which must still present a valid certificate, so it is skipped if its CA is unknown.`,
            help: [
              {
                do: `Give the mirror its CA: /etc/containers/certs.d/${host}/ca.crt.`,
                verify: `skopeo inspect docker://${host}/<image>`,
              },
            ],
            at: scalarAt(mirror, "location") ?? mirror,
            level: "warning",
            identity: `${scope} ${location}`,
          }
      }
    }
  },
})
