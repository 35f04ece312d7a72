import type { DocumentFact } from "../../model/facts.ts"
import { hostOf, lowered } from "../../model/hosts.ts"
import { at, isTrue, textAt, walk } from "../../model/tree.ts"
import { objectText } from "../objects.ts"
import { rule } from "../rule.ts"

export const argoWorkflowsArtifactInsecure = rule({
  id: "argo-workflows-artifact-insecure",
  family: "gitops",
  level: "error",
  summary: "An artifact of Argo Workflows is moved over plain HTTP, or without verifying its server",
  citations: [
    {
      document: "Argo Workflows documentation",
      section: "Field Reference, S3Artifact and GitArtifact",
      says: "insecure connects with TLS off; insecureSkipTLS disables verification; insecureIgnoreHostKey that of SSH host keys.",
      url: "https://argo-workflows.readthedocs.io/en/latest/fields/#s3artifact",
    },
  ],
  why: "What a workflow reads and writes, with the keys of the store, can be read and replaced by anyone on the way.",
  fix: "Remove the field; for a private CA name it: caSecret: {name: s3-ca, key: ca.crt}.",

  on: ["kubernetes", "plain", "helm-values"],
  *check(document) {
    if (!concerns(document)) return
    for (const { node, path } of walk(document.root)) {
      const kind = path.at(-1) ?? ""
      if (node.kind !== "mapping" || (kind !== "s3" && kind !== "git")) continue
      const host = hostOf(textAt(node, "endpoint") ?? textAt(node, "repo") ?? "")
      const whom = host ?? "its server"
      for (const field of kind === "s3" ? ["insecure"] : ["insecureSkipTLS", "insecureIgnoreHostKey"]) {
        const value = at(node, field)
        if (!isTrue(value)) continue
        yield {
          message: `${objectText(document)} ${effects[field]} ${whom}, so anyone on the way can read and replace the artifacts.`,
          help: [
            {
              do: `Remove ${field}${kind === "s3" ? ", and name a private CA: caSecret: {name: <Secret>, key: ca.crt}" : ""}.`,
              verify: "argo submit --watch a workflow that moves the artifact.",
            },
          ],
          at: value,
          level: lowered("error", host),
          identity: `${field} ${whom}`,
        }
      }
    }
  },
})

/** Objects of Argo Workflows, the artifact repositories that its ConfigMaps carry, and those in the values of its chart. */
function concerns({ kind, resource, carrier, root }: DocumentFact): boolean {
  if (kind === "helm-values") return at(root, "artifactRepository") !== undefined
  if (kind === "plain")
    return /^(workflow-controller-configmap|artifact-repositories)$/.test(carrier?.resource?.name ?? "")
  return /Workflow/.test(resource?.kind ?? "") && /^argoproj\.io\//.test(resource?.apiVersion ?? "")
}

const effects: Readonly<Record<string, string>> = {
  insecure: "uses plain HTTP for",
  insecureSkipTLS: "does not verify the certificate of",
  insecureIgnoreHostKey: "does not verify the host key of",
}
