/** A `-----BEGIN X-----` or `-----END X-----`, well written or nearly so. */
export interface Marker {
  readonly kind: "BEGIN" | "END"
  readonly label: string
  readonly start: number
  readonly end: number
  /** What is wrong with its dashes, in words; undefined where there are five hyphens on both sides. */
  readonly dashes?: string
  /** As it is written, where that is not in capitals: nobody reads `-----Begin Certificate-----`. */
  readonly lowered?: string
}

/** Every PEM boundary (RFC 7468 §2) of a text, in order. */
export function markersOf(text: string): Marker[] {
  if (hasLowered(text)) return anyCase(text)
  const markers: Marker[] = []
  let floor = 0
  for (let hit = next(text, 0, text.indexOf("END ")); hit.offset >= 0; hit = next(text, hit.offset + 3, hit.end)) {
    const marker = markerAt(text, hit.offset, floor)
    if (marker === undefined) continue
    markers.push(marker)
    floor = marker.end
  }
  return markers
}

function hasLowered(text: string): boolean {
  for (const [boundary] of text.matchAll(BOUNDARY)) if (boundary !== boundary.toUpperCase()) return true
  return false
}

/** The same for a text in which some are not in capitals. */
function anyCase(text: string): Marker[] {
  const markers: Marker[] = []
  let floor = 0
  for (const { index } of text.matchAll(/\b(?:BEGIN|END) /gi)) {
    const marker = markerAt(text, index, floor)
    if (marker === undefined) continue
    markers.push(marker)
    floor = marker.end
  }
  return markers
}

/** The next `BEGIN ` or `END ` from an offset on. */
function next(text: string, from: number, knownEnd: number): { offset: number; end: number } {
  const end = knownEnd >= 0 && knownEnd < from ? text.indexOf("END ", from) : knownEnd
  const begin = text.indexOf("BEGIN ", from)
  const offset = begin < 0 || (end >= 0 && end < begin) ? end : begin
  return { offset, end }
}

function markerAt(text: string, word: number, floor: number): Marker | undefined {
  if (!isDash(text.charCodeAt(word - 1))) return undefined
  let left = word
  while (left > floor && isDash(text.charCodeAt(left - 1))) left--
  const kind = /B/i.test(text[word]!) ? "BEGIN" : "END"
  const after = word + kind.length + 1
  LABEL.lastIndex = after
  LABEL_IN_ANY_CASE.lastIndex = after
  const written = LABEL.exec(text)?.[0]
  // Of a label in capitals, small letters are what follows it.
  const exact = text.startsWith(kind, word) && isDash(text.charCodeAt(after + (written?.length ?? 0)))
  const label = exact ? written : LABEL_IN_ANY_CASE.exec(text)?.[0]
  if (label === undefined) return undefined
  const from = after + label.length
  let to = from
  while (isDash(text.charCodeAt(to)) && to < from + LONGEST) to++
  if (to === from) return undefined
  const before = hyphensBefore(text, left, word)
  const behind = hyphensAfter(text, from, to)
  // Of ten hyphens, five belong to the neighbour that is glued to this one.
  const start = before >= 5 ? word - 5 : left
  const end = behind >= 5 ? from + 5 : to
  const dashes = faultOf(text.slice(start, word)) ?? faultOf(text.slice(from, end))
  return {
    kind,
    label: label.trim().toUpperCase(),
    start,
    end,
    ...(dashes !== undefined && { dashes }),
    ...(!exact && { lowered: text.slice(start, end) }),
  }
}

function hyphensBefore(text: string, left: number, word: number): number {
  let count = 0
  while (word - count > left && text[word - count - 1] === "-") count++
  return count
}

function hyphensAfter(text: string, from: number, to: number): number {
  let count = 0
  while (from + count < to && text[from + count] === "-") count++
  return count
}

function faultOf(dashes: string): string | undefined {
  if (/[^-]/.test(dashes)) return "its dashes are not hyphens"
  return dashes.length === 5 ? undefined : `it has ${dashes.length} hyphens in place of 5`
}

/** Hyphen-minus and what word processors and chat programs make of it. */
function isDash(code: number): boolean {
  return code === 0x2d || (code >= 0x2010 && code <= 0x2015) || DASHES.has(code)
}

const DASHES = new Set([0x2212, 0xfe58, 0xfe63, 0xff0d])
const LABEL = /[A-Z0-9#][A-Z0-9# ]{0,40}/y
const LABEL_IN_ANY_CASE = /[A-Za-z0-9#][A-Za-z0-9# ]{0,40}/y
const BOUNDARY = /-(?:begin|end) [a-z0-9# ]{2,40}-/gi
const LONGEST = 20
