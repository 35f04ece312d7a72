import { resolve as absolute } from "node:path"
import { UsageError } from "../model/failure.ts"
import { pathMatcher } from "../policy/globs.ts"
import { shownPath } from "../ports/files.ts"
import { disk, textOn } from "../ports/shelf.ts"
import type { Judges } from "./base.ts"
import { baselineOf } from "./baseline-file.ts"
import { settingsOf } from "./config-of.ts"
import type { Options } from "./options.ts"
import type { Settings, Surroundings } from "./settings.ts"
import { trustOf } from "./trust.ts"

/** What would decide if the change were merged. */
export interface Proposal extends Pick<Judges, "settings" | "baseline" | "shelf"> {
  readonly notes: readonly string[]
}

/** The words of a change, where they are not those of the base; undefined where nothing is different. */
export function proposal(options: Options, place: Surroundings, judges: Judges): Proposal | undefined {
  const notes: string[] = []
  try {
    const settings = settingsOf(options, place)
    const baseline = baselineOf(settings)
    trustOf(settings.trust)
    const changed = changedWords(settings, judges)
    if (changed.length === 0) return undefined
    notes.push(
      `${changed.join(" and ")} ${changed.length === 1 ? "differs" : "differ"} from the base; what they say counts once the base has it.`,
    )
    return { settings, baseline, shelf: disk, notes }
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    const { message, location } = error.complaints[0]!
    const where = location === undefined ? "" : `${location.path}:${location.line}: `
    notes.push(`After the merge every run will end with wrong usage: ${where}${message}`)
    return { settings: judges.settings, baseline: judges.baseline, shelf: judges.shelf, notes }
  }
}

/** Whether the config of a change leaves a path of the report out. */
export function excluded({ exclude, include }: Settings, cwd: string): (path: string) => boolean {
  const matchers = (list: Settings["exclude"]) =>
    list.map(({ base, globs }) => {
      const matches = pathMatcher(globs)
      return (path: string) => matches(shownPath(base, absolute(cwd, path)))
    })
  const [out, kept] = [matchers(exclude), matchers(include)]
  return (path) => out.some((matches) => matches(path)) || (kept.length > 0 && !kept.some((matches) => matches(path)))
}

/** The files that decide and differ, by the names that people know. */
function changedWords(settings: Settings, judges: Judges): string[] {
  const config = JSON.stringify(wordsOf(settings)) !== JSON.stringify(wordsOf(judges.settings))
  const file = settings.baseline.file
  const differs = (path: string) => JSON.stringify(textOn(disk, path)) !== JSON.stringify(textOn(judges.shelf, path))
  const trust = settings.trust.files.filter(differs)
  const isMissing = judges.base?.commit === undefined
  const baseline = isMissing ? typeof textOn(disk, file) === "string" : differs(file)
  return [
    ...(config ? [settings.configPath === undefined ? "the config, which is gone," : settings.configPath] : []),
    ...(baseline ? ["the baseline"] : []),
    ...trust.map((path) => `the trust file ${path.slice(path.lastIndexOf("/") + 1)}`),
  ]
}

function wordsOf({ config, trust }: Settings) {
  const ignores = config.ignores.map(({ location: _, ...ignore }) => ignore)
  return { ...config, ignores, trust }
}
