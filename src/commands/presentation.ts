import { readFileSync } from "node:fs"
import { secretsOf } from "../collect/secrets/text.ts"
import { lineStarts, type Span } from "../model/place.ts"
import type { ReporterOptions, RuleText } from "../reporters/reporter.ts"
import { rules } from "../rules/index.ts"
import type { Scan } from "./scan.ts"

/** What a run knows of where its report is shown. */
export interface Presentation {
  readonly columns?: number | undefined
  readonly clock: () => number
}

/** What a report tells of a rule besides its id. */
export function ruleText(wanted: string): RuleText | undefined {
  const found = rules.find(({ id }) => id === wanted)
  return found && { summary: found.summary, why: found.why, fix: found.fix }
}

/** What reporters may know besides the report: the lines of scanned files, the texts of rules, how long it took. */
export function reporterOptions(
  { report, discovery, settings, secrets }: Scan,
  argv: readonly string[],
  { columns, clock }: Presentation,
  started: number,
): ReporterOptions {
  const absolute = new Map(discovery.files.map((file) => [file.path, file.absolute]))
  const texts = new Map<string, readonly string[]>()
  const places = new Map<string, { readonly secrets: readonly Span[]; readonly lines: readonly number[] }>()
  const read = (path: string) => {
    const file = absolute.get(path)
    try {
      return file === undefined ? undefined : readFileSync(file, "utf8").replace(/^\uFEFF/, "")
    } catch {
      return undefined
    }
  }
  const placesOf = (path: string) => {
    if (places.size > 16) places.clear()
    const text = places.has(path) ? "" : (read(path) ?? "")
    const known = places.get(path) ?? { secrets: secretsOf(text, secrets(path)), lines: lineStarts(text) }
    places.set(path, known)
    return known
  }
  return {
    color: settings.color,
    width: columns ?? 100,
    line(path, number) {
      // Findings come in the order of their files: a few are enough.
      if (texts.size > 16) texts.clear()
      const lines = texts.get(path) ?? read(path)?.split(/\r\n|\n|\r/) ?? []
      texts.set(path, lines)
      return lines[number - 1]
    },
    secrets: (path) => placesOf(path).secrets,
    lineStart: (path, number) => placesOf(path).lines[number - 1],
    text: read,
    rule: ruleText,
    ...(report.base?.commit !== undefined && { isNew: (finding) => finding.new === true }),
    durationMs: Math.round(clock() - started),
    arguments: argv,
  }
}
