import { scalarAt, textAt, walk } from "../../model/tree.ts"
import { objectText } from "../objects.ts"
import { rule } from "../rule.ts"

export const tektonTaskTlsOff = rule({
  id: "tekton-task-tls-off",
  family: "gitops",
  level: "error",
  summary: "A parameter of a Tekton task turns verification off",
  citations: [
    {
      document: "Tekton Catalog",
      section: "task/buildah, parameter TLSVERIFY",
      says: "Verify the TLS on the registry endpoint (for push/pull to a non-TLS registry).",
      url: "https://github.com/tektoncd/catalog/tree/main/task/buildah",
    },
    {
      document: "Tekton Catalog",
      section: "task/git-clone, parameter sslVerify",
      says: "Set the http.sslVerify global git config; setting this to false is not advised unless you are sure to trust the repository.",
      url: "https://github.com/tektoncd/catalog/tree/main/task/git-clone",
    },
  ],
  why: "Sources, base images and results of the pipeline can be replaced by anyone on the way.",
  fix: "Remove the parameter, and give the task the CA: the workspace ssl-ca-directory, or a ConfigMap with ca.crt.",
  controls: ["NIST SP 800-190, 4.2.1"],

  on: "kubernetes",
  *check(document) {
    if (!/^tekton\.dev\//.test(document.resource?.apiVersion ?? "")) return
    for (const { node, path } of walk(document.root)) {
      if (node.kind !== "mapping" || path.at(-2) !== "params") continue
      const name = textAt(node, "name") ?? ""
      const value = scalarAt(node, "value") ?? scalarAt(node, "default")
      const off = switches.find(([pattern]) => pattern.test(name))?.[1]
      if (value === undefined || off === undefined || value.value !== off) continue
      yield {
        message: `${objectText(document)} sets ${name} to ${off}, so the task verifies no certificate and anyone on the way can replace what it fetches or pushes.`,
        help: [
          {
            do: `Remove the parameter ${name}, and give the task the CA (workspace ssl-ca-directory of git-clone, ConfigMap for buildah).`,
            verify: "tkn taskrun logs shows no certificate error.",
          },
        ],
        at: value,
        identity: name,
      }
    }
  },
})

/** The parameters of well-known tasks, with the value that turns verification off. */
const switches: readonly (readonly [RegExp, "true" | "false"])[] = [
  [/^(tls_?verify|(src|dest)_?tls_?verify|ssl_?verify|git_?ssl_?verify)$/i, "false"],
  [/^(insecure[-_]?skip[-_]?tls[-_]?verify|skip[-_]?tls[-_]?verify|insecure[-_]?registry)$/i, "true"],
]
