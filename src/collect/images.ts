import type { DocumentKind, ImageFact } from "../model/facts.ts"
import type { ResourceRef } from "../model/source.ts"
import { type Node, scalarAt, textAt, walk } from "../model/tree.ts"

/** The image references of a document: `image:` of workloads and compose services, `{registry, repository}` of charts. */
export function imagesIn(root: Node, kind: DocumentKind, path: string, resource: ResourceRef | undefined): ImageFact[] {
  if (!carrying.has(kind)) return []
  const found: ImageFact[] = []
  // Charts of one house take the registry of all their images from one value.
  const shared = kind === "helm-values" ? scalarAt(root, "global", "imageRegistry") : undefined
  const add = (reference: string, node: { start: number; end: number }) =>
    found.push({ reference, span: { start: node.start, end: node.end }, path, ...(resource && { resource }) })
  for (const { node, step: key } of walk(root)) {
    if (
      node.kind === "scalar" &&
      (key === "image" || key === "FROM" || (key === "imageName" && node.value.includes("/"))) &&
      node.type === "string" &&
      reference.test(node.value)
    )
      add(node.value, node)
    // Argo CD lets Kustomize put images in the place of others: `name=registry/name:tag`.
    if (key === "images" && node.kind === "sequence" && /^argoproj\.io\//.test(resource?.apiVersion ?? ""))
      for (const item of node.items)
        if (item.kind === "scalar" && reference.test(item.value.replace(/^[^=]*=/, "")))
          add(item.value.replace(/^[^=]*=/, ""), item)
    // Kustomize puts one image in the place of another.
    if (kind === "kustomization" && key === "newName" && node.kind === "scalar" && reference.test(node.value))
      add(node.value, node)
    if (node.kind === "mapping" && /image$/i.test(key)) {
      const registry = shared?.value ? undefined : textAt(node, "registry")
      const repository = scalarAt(node, "repository")
      if (shared?.type === "string" && shared.value !== "") {
        if (repository?.type === "string") add(`${shared.value}/${repository.value}`, shared)
      } else if (repository?.type === "string" && repository.value !== "")
        add(registry ? `${registry}/${repository.value}` : repository.value, repository)
    }
  }
  return found
}

const reference = /^[a-z0-9][\w.:/@-]{1,300}$/i
const carrying = new Set<DocumentKind>([
  "kubernetes",
  "helm-values",
  "compose",
  "gitlab-ci",
  "github-workflow",
  "dockerfile",
  "plain",
  "kustomization",
])
