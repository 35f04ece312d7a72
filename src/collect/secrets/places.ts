import type { Span } from "../../model/place.ts"

/** The places of secrets within a text that begins at an offset of the file, as offsets into the text. */
export function placesWithin(places: readonly Span[], from: number, length: number): Span[] {
  let low = 0
  let high = places.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (places[middle]!.end <= from) low = middle + 1
    else high = middle
  }
  const found: Span[] = []
  for (let index = low; index < places.length && places[index]!.start < from + length; index++)
    found.push({
      start: Math.max(0, places[index]!.start - from),
      end: Math.min(length, places[index]!.end - from),
    })
  return found
}

/** The place of a part of a value that stands in a file, in quotes or not; all of the value where escapes make it vague. */
export function placeOfPart(whole: Span, value: string, part: Span): Span {
  const more = whole.end - whole.start - value.length
  if (more !== 0 && more !== 2) return { start: whole.start, end: whole.end }
  const from = whole.start + more / 2
  return { start: from + part.start, end: from + part.end }
}
