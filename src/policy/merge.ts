import { byCodePoint } from "../model/order.ts"
import type { Location } from "../model/place.ts"
import type { Finding } from "../model/report.ts"
import type { Judged } from "./judged.ts"
import { rank } from "./levels.ts"

/** The problems of one cause; the first of them is the finding. */
export type Cause = readonly [Judged, ...Judged[]]

/**
 * Problems of one rule with one cause become one: at the place with the highest level, and of those the first. What is
 * silenced in one place and not in another stays two.
 */
export function mergeCauses(problems: readonly Judged[]): Cause[] {
  const groups = new Map<unknown, [Judged, ...Judged[]]>()
  for (const problem of [...problems].sort(byWeight)) {
    const key = causeKey(problem) ?? problem
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [problem])
    else group.push(problem)
  }
  return [...groups.values()].sort(([a], [b]) => byPlace(a, b))
}

/** What a finding shows besides its own place: what its problem relates to, the ignore that ended, the other places. */
export function relatedPlaces([first, ...others]: Cause): Finding["related"] {
  const own = (first.problem.related ?? []).map(({ at, message }) => ({ location: at, message }))
  const over = first.over
  const ended = over === undefined ? [] : [{ location: over.location, message: `the ignore that ended ${over.until}` }]
  const message = first.problem.certificate === undefined ? "the same here" : "the same certificate"
  const seen = new Set([placeKey(first.location), ...own.map(({ location }) => placeKey(location))])
  const distinct = others.filter(({ location }) => seen.size !== seen.add(placeKey(location)).size)
  const shown = distinct.slice(0, mostPlaces).map(({ location }) => ({ location, message }))
  const last = shown.at(-1)
  const hidden = distinct.length - shown.length
  if (last !== undefined && hidden > 0) {
    shown[shown.length - 1] = { ...last, message: `${message}, and in ${hidden} more places` }
  }
  return [...own, ...ended, ...shown]
}

/** The order of a report: path, line, column, rule, and then what is said. */
export function byReportOrder(a: Finding, b: Finding): number {
  return compareLocations(a.location, b.location) || byCodePoint(a.rule, b.rule) || byCodePoint(a.message, b.message)
}

/** Reviewers read a handful; SARIF keeps 100 places for a result. */
const mostPlaces = 25

function causeKey({ rule, problem, suppressed }: Judged): string | undefined {
  return problem.cause === undefined ? undefined : JSON.stringify([rule.id, problem.cause, suppressed])
}

function byWeight(a: Judged, b: Judged): number {
  return rank[b.level] - rank[a.level] || byPlace(a, b)
}

function byPlace(a: Judged, b: Judged): number {
  const order = compareLocations(a.location, b.location) || byCodePoint(a.rule.id, b.rule.id)
  return order || byCodePoint(a.problem.message, b.problem.message)
}

function compareLocations(a: Location, b: Location): number {
  return byCodePoint(a.path, b.path) || a.line - b.line || a.column - b.column
}

function placeKey({ path, start, end }: Location): string {
  return `${start}-${end}:${path}`
}
