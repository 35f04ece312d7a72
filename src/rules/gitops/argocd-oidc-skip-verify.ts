import { yaml } from "../../model/help.ts"
import { at } from "../../model/tree.ts"
import { rule } from "../rule.ts"
import { chartConfigs, switchedOn } from "./argocd.shared.ts"

export const argocdOidcSkipVerify = rule({
  id: "argocd-oidc-skip-verify",
  family: "gitops",
  level: "error",
  summary: "Argo CD does not verify its identity provider",
  citations: [
    {
      document: "Argo CD documentation",
      section: "argocd-cm.yaml, oidc.tls.insecure.skip.verify",
      says: "It disables TLS verification of the OIDC provider; use rootCA in oidc.config for a private CA.",
      url: "https://argo-cd.readthedocs.io/en/stable/operator-manual/argocd-cm-yaml/",
    },
  ],
  why: "Whoever answers for the provider says who people are, and so logs in as administrator of Argo CD.",
  fix: "Remove the key, and put the CA of the provider in rootCA of oidc.config.",

  on: ["kubernetes", "helm-values"],
  *check({ kind, root, resource }) {
    const isMap = resource?.kind === "ConfigMap" && resource.name === "argocd-cm"
    const places =
      kind === "helm-values" ? chartConfigs(root).map((configs) => at(configs, "cm")) : isMap ? [at(root, "data")] : []
    for (const place of places)
      for (const { name, value } of switchedOn(place))
        if (name === "oidc.tls.insecure.skip.verify")
          yield {
            message:
              "Argo CD does not verify the certificate of its OIDC provider, so whoever answers in its name decides who is an administrator.",
            help: [
              {
                do: "Give Argo CD the CA of the provider, in ConfigMap argocd-cm:",
                copy: yaml(
                  "oidc.config: |",
                  "  issuer: https://PROVIDER",
                  "  rootCA: |",
                  "    -----BEGIN CERTIFICATE----- …",
                ),
                verify: "argocd login --sso <server> succeeds.",
              },
            ],
            at: value,
          }
  },
})
