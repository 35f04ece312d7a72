import type { DocumentFact, DocumentKind, FileFacts } from "../model/facts.ts"
import type { Location, Span } from "../model/place.ts"
import { locate } from "../model/place.ts"

/** The facts of all files together, with the ways to find one from another. */
export interface Inventory {
  readonly files: ReadonlyMap<string, FileFacts>
  /** Every path that discovery saw, read or not: what a relative reference can point at. */
  readonly paths: ReadonlySet<string>
  documents(kind: DocumentKind): readonly DocumentFact[]
  /** The complete place of a span in a file. */
  locate(path: string, span: Span, inner?: readonly string[]): Location
}

export function inventoryOf(facts: readonly FileFacts[], paths: ReadonlySet<string>): Inventory {
  const files = new Map(facts.map((file) => [file.path, file]))
  const byKind = new Map<DocumentKind, DocumentFact[]>()
  for (const file of facts) {
    for (const document of file.documents) {
      const list = byKind.get(document.kind)
      if (list === undefined) byKind.set(document.kind, [document])
      else list.push(document)
    }
  }
  return {
    files,
    paths,
    documents: (kind) => byKind.get(kind) ?? [],
    locate: (path, span, inner) => locate(path, files.get(path)?.lines ?? [0], span, inner),
  }
}
