import { placesWithin } from "../collect/secrets/places.ts"
import type { Span } from "../model/place.ts"
import { columns } from "./columns.ts"
import { visible } from "./escape.ts"
import { encodedRuns } from "./hidden.ts"

/** A source line as it can be shown: clipped around the place, without secrets, nothing hidden. */
export interface Excerpt {
  readonly text: string
  /** Where the mark stands, in columns of a terminal. */
  readonly from: number
  readonly length: number
  /** The same as offsets into `text`. */
  readonly mark: { readonly start: number; readonly end: number }
}

/**
 * The part of a line around the columns `start` to `end` (from 1, exclusive; to the end of the line without one), with
 * `***` in the place of what is secret: `secrets` are offsets into the line, sorted and apart.
 */
export function excerpt(
  line: string,
  { start, end, width }: { readonly start: number; readonly end: number | undefined; readonly width: number },
  secrets: readonly Span[],
): Excerpt {
  const first = Math.min(Math.max(start - 1, 0), line.length)
  const last = Math.max(first, Math.min(end === undefined ? line.length : end - 1, line.length))
  const cells = cellsOf(line, Math.max(0, first - reach), Math.min(line.length, first + reach), secrets)
  const from = cells.findIndex((cell) => cell.end > first)
  const mark = from === -1 ? cells.length : from
  const [low, high] = window(cells, mark, width)
  const shown = cells.slice(low, high)
  const marked = shown.filter((cell) => cell.start < last && cell.end > first)
  const lead = low > 0 ? "…" : ""
  const lengthOf = (part: readonly Cell[]) => part.reduce((sum, cell) => sum + cell.text.length, 0)
  const offset = lead.length + lengthOf(shown.slice(0, mark - low))
  return {
    text: `${lead}${shown.map((cell) => cell.text).join("")}${high < cells.length ? "…" : ""}`.trimEnd(),
    from: lead.length + widthOf(shown.slice(0, mark - low)),
    length: Math.max(1, widthOf(marked)),
    mark: { start: offset, end: offset + lengthOf(marked) },
  }
}

interface Cell {
  readonly text: string
  readonly start: number
  readonly end: number
  readonly width: number
}

function cellsOf(line: string, from: number, to: number, secrets: readonly Span[]): Cell[] {
  const cells: Cell[] = []
  const part = line.slice(from, to)
  const hidden = hiddenParts(part, placesWithin(secrets, from, part.length))
  let next = 0
  for (let index = 0; index < part.length; ) {
    const place = hidden[next]
    if (place !== undefined && index >= place.start) {
      next++
      cells.push({ text: place.text, start: from + place.start, end: from + place.end, width: place.text.length })
      index = Math.max(index, place.end)
      continue
    }
    const character = String.fromCodePoint(part.codePointAt(index)!)
    const isPlain = character >= " " && character <= "~"
    const text = isPlain ? character : character === "\t" ? "  " : visible(character)
    const start = from + index
    cells.push({ text, start, end: start + character.length, width: isPlain ? 1 : columns(text) })
    index += character.length
  }
  return cells
}

/** What is not shown, and what stands in its place: `***` for a secret, `…` for the rest of long base64. */
function hiddenParts(part: string, secrets: readonly Span[]): (Span & { readonly text: string })[] {
  const runs = encodedRuns(part)
    .filter((run) => !secrets.some(({ start, end }) => start < run.end && run.start < end))
    .map((run) => ({ ...run, text: "…" }))
  return [...secrets.map((secret) => ({ ...secret, text: "***" })), ...runs].sort((a, b) => a.start - b.start)
}

/** The cells to show: all of them, or as many as fit with a quarter of them before the mark. */
function window(cells: readonly Cell[], mark: number, width: number): [low: number, high: number] {
  if (widthOf(cells) <= width) return [0, cells.length]
  let low = mark
  for (let room = width / 4; low > 0 && room > cells[low - 1]!.width; low--) room -= cells[low - 1]!.width
  let high = low
  for (let room = width - 2; high < cells.length && room >= cells[high]!.width; high++) room -= cells[high]!.width
  for (let room = width - 2 - widthOf(cells.slice(low, high)); low > 0 && room >= cells[low - 1]!.width; low--)
    room -= cells[low - 1]!.width
  return [low, high]
}

function widthOf(cells: readonly Cell[]): number {
  return cells.reduce((sum, cell) => sum + cell.width, 0)
}

/** Lines may have megabytes; nothing further from the mark is looked at. */
const reach = 8192
