import type { DocumentFact } from "../../model/facts.ts"

/** Whether a document is a source, or an image repository, of Flux, and of one of the kinds. */
export function isFlux({ resource }: DocumentFact, ...kinds: readonly string[]): boolean {
  const group = /^(source|image)\.toolkit\.fluxcd\.io\//
  return resource !== undefined && kinds.includes(resource.kind) && group.test(resource.apiVersion)
}
