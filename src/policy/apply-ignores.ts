import type { Span } from "../model/place.ts"
import { namesOf } from "../rules/rule.ts"
import type { ConfigIgnore } from "./config.ts"
import { pathMatcher } from "./globs.ts"
import { type Ignore, suppressionOf } from "./ignores.ts"
import type { Judged, Weighed } from "./judged.ts"
import { Places } from "./places.ts"

export interface Reach {
  /** Where the document that an annotation speaks for stands in its file. */
  readonly spanOf: (path: string, document: number) => Span | undefined
  /** From a path of the report to one relative to where the globs of the config are rooted. */
  readonly toConfig: (path: string) => string
}

/** Marks the problems that ignores cover, and collects in `used` the ignores that cover any. */
export function applyIgnores(
  problems: readonly Weighed[],
  ignores: readonly Ignore[],
  used: Set<Ignore>,
  reach: Reach,
): Judged[] {
  const places = new Places(problems, ignores)
  const silencers = new Map<Weighed, Ignore>()
  for (const ignore of ignores) {
    if (ignore.state === "invalid") continue
    for (const problem of covered(ignore, problems, places, reach)) {
      used.add(ignore)
      if (silencers.get(problem)?.state !== "valid") silencers.set(problem, ignore)
    }
  }
  return problems.map((problem) => {
    const ignore = silencers.get(problem)
    if (ignore === undefined) return problem
    return ignore.state === "valid"
      ? { ...problem, suppressed: suppressionOf(ignore), silencer: ignore }
      : { ...problem, over: ignore }
  })
}

function covered(ignore: Ignore, problems: readonly Weighed[], places: Places, reach: Reach): readonly Weighed[] {
  const { comment, entry } = ignore
  const names = new Set(ignore.rules)
  const isNamed = ({ rule }: Weighed) => names.size === 0 || namesOf(rule).some((name) => names.has(name))
  if (entry !== undefined) return problems.filter(isNamed).filter(entryMatcher(entry, reach))
  if (comment === undefined) return []
  const { path, line } = comment.location
  if (comment.reach === "line") return places.besideOrBelow(path, line, isNamed)
  if (comment.reach === "file") return places.inFile(path).filter(isNamed)
  const span = comment.document === undefined ? undefined : reach.spanOf(path, comment.document)
  return span === undefined ? [] : places.inSpan(path, span).filter(isNamed)
}

/** All that an entry gives must hold. One with a fingerprint waits until there are fingerprints. */
function entryMatcher(entry: ConfigIgnore, { toConfig }: Reach): (problem: Weighed) => boolean {
  if (entry.fingerprint !== undefined) return () => false
  const matches = pathMatcher(entry.paths)
  return ({ problem, location }) => {
    if (entry.paths.length > 0 && !matches(toConfig(location.path))) return false
    if (entry.sha256.length > 0 && !entry.sha256.includes(problem.certificate ?? "")) return false
    return entry.object === undefined || entry.object === objectOf(problem.resource)
  }
}

/** `Kind/namespace/name`, or `Kind/name` without a namespace. */
function objectOf(resource: Weighed["problem"]["resource"]): string | undefined {
  if (resource === undefined) return undefined
  return [resource.kind, resource.namespace, resource.name].filter((part) => part !== undefined).join("/")
}
