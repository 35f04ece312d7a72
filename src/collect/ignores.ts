import type { DocumentFact, IgnoreComment } from "../model/facts.ts"
import { locate } from "../model/place.ts"
import { entriesAt } from "../model/tree.ts"

/** The ignore comments and annotations of a file, as they stand: whether they are valid is the policy's business. */
export function ignoresIn(
  path: string,
  text: string,
  lines: readonly number[],
  documents: readonly DocumentFact[],
): IgnoreComment[] {
  if (!text.includes("tlsgate")) return []
  const comments = [...text.matchAll(comment)].map((match): IgnoreComment => {
    const location = locate(path, lines, { start: match.index, end: match.index + match[0].trimEnd().length })
    const wanted = match[1] === undefined ? "line" : "file"
    return {
      location,
      text: match[0].trimEnd(),
      reach: wanted === "file" && location.line <= 10 ? "file" : wanted === "file" ? "line" : wanted,
    }
  })
  const annotations = documents.flatMap(({ root }, document) =>
    entriesAt(root, "metadata", "annotations").flatMap(({ key, value }): IgnoreComment[] =>
      key.value === "tlsgate.dev/ignore" && value.kind === "scalar"
        ? [{ location: locate(path, lines, value), text: value.value, reach: "object", document }]
        : [],
    ),
  )
  return [...comments, ...annotations]
}

const comment = /tlsgate-ignore(-file)?\[[^\n\r]*/g
