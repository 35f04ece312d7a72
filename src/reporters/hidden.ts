import { placesWithin } from "../collect/secrets/places.ts"
import { secretsInText } from "../collect/secrets/text.ts"
import type { Span } from "../model/place.ts"
import type { ReporterOptions } from "./reporter.ts"

/** The secrets of a stretch of a file, as offsets into the stretch. */
export function hiddenIn(
  path: string,
  { text, start, end }: Span & { readonly text: string },
  { secrets }: Pick<ReporterOptions, "secrets">,
): readonly Span[] {
  const places = secrets?.(path)
  return places === undefined ? secretsInText(text.slice(start, end)) : placesWithin(places, start, end - start)
}

/** The secrets of a line, as offsets into it. */
export function hiddenInLine(
  path: string,
  line: { readonly text: string; readonly number: number },
  { secrets, lineStart }: Pick<ReporterOptions, "secrets" | "lineStart">,
): readonly Span[] {
  const start = lineStart?.(path, line.number)
  const places = start === undefined ? undefined : secrets?.(path)
  if (start === undefined || places === undefined) return secretsInText(line.text)
  return placesWithin(places, start, line.text.length)
}

/** Long base64 within a line, but for its beginning: no secret that is known, and nothing that tells anybody anything. */
export function encodedRuns(line: string): Span[] {
  return [...line.matchAll(/[\w+/-]{40,}={0,2}/g)]
    .filter(({ 0: run }) => /[A-Z]/.test(run) && /[a-z]/.test(run) && /\d/.test(run))
    .map(({ index, 0: run }) => ({ start: index + shown, end: index + run.length }))
}

/** So much of it is shown. */
const shown = 8
