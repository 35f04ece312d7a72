import type { DocumentFact, FileFacts, IgnoreComment } from "../model/facts.ts"
import type { Suppression } from "../model/report.ts"
import { identityOf } from "./fingerprint.ts"
import { suppressionOf } from "./ignores.ts"
import type { Judged } from "./judged.ts"

/**
 * The ignores in files that the base agrees to. A finding keeps the ignore of its line where the same finding was ignored
 * there: by what it is about, so that lines may move, and a comment cannot be moved to another finding. What is said of a
 * whole file or object holds for what is new in it, too, as long as it is said in the same words.
 */
export interface Consent {
  /** What silences the problems of the base in its files, by their identity. */
  readonly silenced: ReadonlyMap<string, readonly Suppression[]>
  /** The ignores of whole files and objects that the base has. */
  readonly standing: ReadonlySet<string>
}

/** What the files of the base agree to, from its problems after its own policy. */
export function consentOf(files: Iterable<FileFacts>, judged: readonly Judged[]): Consent {
  const silenced = new Map<string, Suppression[]>()
  for (const problem of judged) {
    if (problem.suppressed?.by !== "inline") continue
    const key = identityOf(problem)
    silenced.set(key, [...(silenced.get(key) ?? []), problem.suppressed])
  }
  const standing = new Set<string>()
  for (const { ignores, documents } of files)
    for (const comment of ignores) if (comment.reach !== "line") standing.add(standingKey(comment, documents))
  return { silenced, standing }
}

/** Takes from problems the ignores in files that the base does not agree to; what they would silence says so. */
export function consented(
  judged: readonly Judged[],
  { silenced, standing }: Consent,
  documentsOf: (path: string) => readonly DocumentFact[],
): Judged[] {
  const left = new Map([...silenced].map(([key, suppressions]) => [key, [...suppressions]]))
  return judged.map((problem) => {
    const { silencer, suppressed, ...rest } = problem
    if (suppressed?.by !== "inline") return problem
    const agreed = left.get(identityOf(problem))?.shift()
    if (agreed !== undefined) return { ...problem, suppressed: agreed }
    const comment = silencer?.comment
    if (comment !== undefined && comment.reach !== "line") {
      if (standing.has(standingKey(comment, documentsOf(comment.location.path)))) return problem
    }
    return { ...rest, pending: silencer === undefined ? suppressed : suppressionOf(silencer) }
  })
}

function standingKey({ reach, text, location, document }: IgnoreComment, documents: readonly DocumentFact[]): string {
  const resource = document === undefined ? undefined : documents[document]?.resource
  const object = resource && [resource.apiVersion, resource.kind, resource.namespace, resource.name]
  return JSON.stringify([location.path, reach, text, object])
}
