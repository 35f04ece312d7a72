import type { DocumentFact } from "../../model/facts.ts"
import { sh, yaml } from "../../model/help.ts"
import { hostOf, lowered } from "../../model/hosts.ts"
import { at, entriesAt, type Node, scalarAt, textAt } from "../../model/tree.ts"
import { objectText } from "../objects.ts"
import { type Problem, rule } from "../rule.ts"
import { chartConfigs, secretType, switchedOn } from "./argocd.shared.ts"

export const argocdRepoInsecure = rule({
  id: "argocd-repo-insecure",
  family: "gitops",
  level: "error",
  summary: "Argo CD does not verify a repository",
  citations: [
    {
      document: "Argo CD documentation",
      section: "argocd-repositories.yaml",
      says: "insecure: ignore validity of the server's TLS certificate; for SSH, do not perform a host key check.",
      url: "https://argo-cd.readthedocs.io/en/stable/operator-manual/argocd-repositories-yaml/",
    },
    {
      document: "Argo CD documentation",
      section: "Declarative Setup, Repositories using self-signed TLS certificates",
      says: "The certificate or CA of a host belongs in the ConfigMap argocd-tls-certs-cm, under the name of the host.",
      url: "https://argo-cd.readthedocs.io/en/stable/operator-manual/declarative-setup/#repositories-using-self-signed-tls-certificates-or-are-signed-by-custom-ca",
    },
  ],
  why: "Whoever answers for the repository decides what Argo CD applies to its clusters, and gets the credentials.",
  fix: "Remove the key, and put the CA of the host in ConfigMap argocd-tls-certs-cm under the name of the host.",

  on: ["kubernetes", "helm-values"],
  *check(document) {
    for (const { name, node } of repositoriesOf(document)) {
      const url = scalarAt(node, "url")
      const host = url?.type === "string" ? hostOf(url.value) : undefined
      for (const { name: key, value } of switchedOn(node)) {
        const effect = effects[key]
        if (effect === undefined) continue
        const ssh = /^(ssh:|[\w.-]+@)/.test(url?.value ?? "") || at(node, "sshPrivateKey") !== undefined
        yield {
          ...problem(`${name} ${effect} ${host ?? "its server"}`, value, host, key),
          ...(ssh && { help: hostKeyHelp }),
        }
      }
      if (url !== undefined && host !== undefined && /^http:/i.test(url.value))
        yield problem(`${name} is fetched over plain HTTP from ${host}`, url, host, "url")
    }
  },
})

/** Secrets for repositories and for credentials of several, and what the chart makes such Secrets from. */
function* repositoriesOf(document: DocumentFact): Generator<{ readonly name: string; readonly node: Node }> {
  const { root } = document
  if (/^(repository|repo-creds|repository-write|repo-write-creds)$/.test(secretType(document) ?? "")) {
    for (const section of ["stringData", "data"]) {
      const node = at(root, section)
      if (node !== undefined) yield { name: objectText(document), node }
    }
  } else if (document.kind === "helm-values")
    for (const configs of chartConfigs(root))
      for (const list of ["repositories", "credentialTemplates"])
        for (const { key, value } of entriesAt(configs, list))
          if (textAt(value, "url") !== undefined) yield { name: `The repository ${key.value}`, node: value }
}

function problem(fault: string, at: Node, host: string | undefined, identity: string): Problem {
  return {
    message: `${fault}, so whoever answers in its name decides what Argo CD applies to its clusters.`,
    help: [
      {
        do: "Remove it, and give Argo CD the CA of the server:",
        copy: yaml(
          "apiVersion: v1",
          "kind: ConfigMap",
          "metadata: {name: argocd-tls-certs-cm, labels: {app.kubernetes.io/part-of: argocd}}",
          "data:",
          `  ${host?.replace(/:\d+$/, "") ?? "HOST"}: |`,
          "    -----BEGIN CERTIFICATE----- …",
        ),
        verify: "argocd repo list shows STATUS Successful.",
      },
    ],
    at,
    level: lowered("error", host),
    identity: `${identity} ${host ?? ""}`,
  }
}

const hostKeyHelp = [
  { do: "Remove it, and give Argo CD the host key:", copy: sh("ssh-keyscan HOST | argocd cert add-ssh --batch") },
  { do: "Compare the key with the one that the host publishes, or write it into ConfigMap argocd-ssh-known-hosts-cm." },
]

const effects: Readonly<Record<string, string>> = {
  insecure: "does not verify the certificate or host key of",
  insecureIgnoreHostKey: "does not verify the certificate or host key of",
  insecureOCIForceHttp: "uses plain HTTP for",
}
