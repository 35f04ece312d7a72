import type { Inventory } from "../join/inventory.ts"
import type { DocumentFact } from "../model/facts.ts"

/** The Kubernetes object that carries a document under one of its keys; undefined for a document of its own. */
export function carrierOf({ carrier, path }: DocumentFact, inventory: Inventory): DocumentFact | undefined {
  const resource = carrier?.resource
  if (resource === undefined) return undefined
  return inventory.files.get(path)?.documents.find(({ resource: other }) => {
    return other?.kind === resource.kind && other.name === resource.name && other.namespace === resource.namespace
  })
}
