import { hostOf, lowered } from "../../model/hosts.ts"
import { at, isTrue, itemsAt, textAt } from "../../model/tree.ts"
import { rule } from "../rule.ts"

export const renovateInsecureRegistry = rule({
  id: "renovate-insecure-registry",
  family: "gitops",
  level: "warning",
  summary: "Renovate asks a registry over plain HTTP",
  citations: [
    {
      document: "Renovate documentation",
      section: "Configuration Options, hostRules, insecureRegistry",
      says: "It allows Renovate to connect to an insecure Docker registry that is HTTP only; it is not recommended.",
      url: "https://docs.renovatebot.com/configuration-options/#insecureregistry",
    },
  ],
  why: "Anyone on the way makes up which versions and digests there are, and Renovate proposes them.",
  fix: "Serve the registry over https:// and give Renovate its CA: NODE_EXTRA_CA_CERTS=/path/ca.pem",

  on: "plain",
  *check({ root }) {
    for (const item of itemsAt(root, "hostRules")) {
      const insecure = at(item, "insecureRegistry")
      if (!isTrue(insecure)) continue
      const host = hostOf(textAt(item, "matchHost") ?? textAt(item, "hostName") ?? "")
      yield {
        message: `Renovate asks ${host ?? "every registry"} over plain HTTP, so anyone on the way makes up the versions and digests that it proposes.`,
        help: [
          {
            do: "Remove insecureRegistry, and set NODE_EXTRA_CA_CERTS=/path/ca.pem where Renovate runs.",
            verify: "LOG_LEVEL=debug renovate --dry-run=lookup finds the images.",
          },
        ],
        at: insecure,
        level: lowered("warning", host),
        ...(host !== undefined && { identity: host }),
      }
    }
  },
})
