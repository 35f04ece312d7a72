import { nameIn } from "../../chains/words.ts"
import { yaml } from "../../model/help.ts"
import { hostOf, isClusterLocal, lowered } from "../../model/hosts.ts"
import { scalarAt, textAt } from "../../model/tree.ts"
import { objectText } from "../objects.ts"
import { rule } from "../rule.ts"
import { isFlux } from "./flux.shared.ts"

export const fluxSourceHttpUrl = rule({
  id: "flux-source-http-url",
  family: "gitops",
  level: "error",
  summary: "A source of Flux is fetched over plain HTTP",
  citations: [
    {
      document: "Flux documentation",
      section: "Git Repositories, URL",
      says: "The URL is an HTTP/S or SSH one; the transport is as safe as the scheme.",
      url: "https://fluxcd.io/flux/components/source/gitrepositories/#url",
    },
    {
      document: "fluxcd/source-controller",
      section: "internal/controller/gitrepository_controller.go",
      says: "Credentials over HTTP are only sent because the client is told WithInsecureCredentialsOverHTTP.",
      url: "https://github.com/fluxcd/source-controller/blob/main/internal/controller/gitrepository_controller.go",
    },
  ],
  why: "Anyone on the way decides what Flux applies to the cluster, and reads the credentials that are sent along.",
  fix: "Use https:// with the private CA under ca.crt of secretRef (GitRepository) or certSecretRef (HelmRepository), or ssh://.",

  on: "kubernetes",
  *check(document) {
    if (!isFlux(document, "GitRepository", "HelmRepository")) return
    const { root, resource } = document
    const url = scalarAt(root, "spec", "url")
    const host = url?.type === "string" && /^http:/i.test(url.value) ? hostOf(url.value) : undefined
    if (url === undefined || host === undefined || isClusterLocal(host)) return
    const secret = textAt(root, "spec", "secretRef", "name")
    yield {
      message: `${objectText(document)} is fetched from ${host} over plain HTTP${secret === undefined ? "" : `, with the credentials of Secret ${secret}`}, so anyone on the way decides what Flux applies to the cluster.`,
      help: [
        {
          do: "Write under spec:",
          copy: yaml(`url: ${url.value.replace(/^http:\/\/([^/]*@)?/i, "https://")}`),
        },
        {
          // A GitRepository has no certSecretRef.
          do:
            resource?.kind === "GitRepository"
              ? `If its CA is private, put it under the key ca.crt into the Secret of secretRef: {name: ${secret ?? "git-credentials"}}`
              : "If its CA is private, name a Secret with it under the key ca.crt: certSecretRef: {name: registry-ca}",
          verify: `flux reconcile source ${resource?.kind === "GitRepository" ? "git" : "helm"} ${nameIn({ resource })}`,
        },
      ],
      at: url,
      level: lowered("error", host),
      identity: host,
      sensitive: /^http:\/\/[^/]*@/i.test(url.value),
    }
  },
})
