import type { Inventory } from "../../join/inventory.ts"
import type { DocumentFact } from "../../model/facts.ts"
import { yaml } from "../../model/help.ts"
import { hostOf, isClusterLocal, lowered } from "../../model/hosts.ts"
import { at, entriesAt, isTrue, itemsAt, type Node, textAt } from "../../model/tree.ts"
import { carrierOf } from "../carriers.ts"
import { rule } from "../rule.ts"
import { chartConfigs, secretType } from "./argocd.shared.ts"

export const argocdClusterTlsInsecure = rule({
  id: "argocd-cluster-tls-insecure",
  family: "gitops",
  level: "error",
  summary: "Argo CD does not verify the API server of a cluster that it deploys to",
  citations: [
    {
      document: "Argo CD documentation",
      section: "Declarative Setup, Clusters",
      says: "tlsClientConfig.insecure: the server is accessed without verifying its TLS certificate; caData is its CA.",
      url: "https://argo-cd.readthedocs.io/en/stable/operator-manual/declarative-setup/#clusters",
    },
  ],
  why: "Whoever answers for the API server gets Argo CD's credentials, which are an administrator's of that cluster.",
  fix: "Remove insecure, and put the base64 of the cluster's CA in tlsClientConfig.caData.",

  on: ["plain", "helm-values"],
  *check(document, { inventory }) {
    for (const { name, server, config } of clustersOf(document, inventory)) {
      const client = at(config, "tlsClientConfig")
      const insecure = at(client, "insecure")
      if (!isTrue(insecure)) continue
      const host = server === undefined ? undefined : hostOf(server)
      const conflicting = Boolean(textAt(client, "caData"))
      yield {
        message: conflicting
          ? `Cluster ${name} has both insecure and caData, which client-go refuses, so Argo CD cannot connect to it.`
          : `Argo CD does not verify the certificate of ${host ?? "the API server"} of cluster ${name}, so whoever answers in its name gets its credentials.`,
        help: [
          {
            do: "Put the CA of the cluster there (base64 -w0 ca.crt prints the value):",
            copy: yaml('config: {"tlsClientConfig": {"caData": "BASE64-OF-CA.CRT"}}'),
            verify: `argocd cluster get ${name} shows Connection State Successful.`,
          },
        ],
        at: insecure,
        // The cluster that Argo CD runs in is reached without leaving it.
        level: host !== undefined && isClusterLocal(host) ? "warning" : lowered("error", host),
        identity: name,
      }
    }
  },
})

interface Cluster {
  readonly name: string
  readonly server?: string
  readonly config: Node
}

/** The JSON under `config` of a Secret for a cluster, and what the chart makes such Secrets from. */
function* clustersOf(document: DocumentFact, inventory: Inventory): Generator<Cluster> {
  const { kind, carrier, root } = document
  if (kind === "plain") {
    if (carrier?.kind !== "secret" || carrier.key !== "config") return
    const secret = carrierOf(document, inventory)
    if (secret === undefined || secretType(secret) !== "cluster") return
    const server = textAt(secret.root, "stringData", "server") || undefined
    yield { name: carrier.resource?.name ?? "", config: root, ...(server !== undefined && { server }) }
    return
  }
  for (const configs of chartConfigs(root)) {
    const listed = itemsAt(configs, "clusterCredentials").map((node) => [textAt(node, "name") ?? "", node] as const)
    const named = entriesAt(configs, "clusterCredentials").map(({ key, value }) => [key.value, value] as const)
    for (const [name, node] of [...listed, ...named]) {
      const config = at(node, "config")
      const server = textAt(node, "server")
      if (config !== undefined) yield { name, config, ...(server !== undefined && { server }) }
    }
  }
}
