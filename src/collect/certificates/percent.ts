import type { Segment } from "../../model/source.ts"

/** A PEM that is written as part of a URL (`data:,-----BEGIN%20CERTIFICATE-----%0A…`), decoded. */
export interface PercentRun {
  readonly start: number
  readonly end: number
  readonly text: string
  /** From offsets of the decoded text to offsets of the text around. */
  readonly segments: readonly Segment[]
}

/** Every such URL in a text. */
export function* percentRuns(text: string): Generator<PercentRun> {
  let floor = 0
  for (let hit = text.indexOf(NEEDLE); hit >= 0; hit = text.indexOf(NEEDLE, Math.max(floor, hit + 1))) {
    let start = hit
    while (start > floor && start > hit - LONGEST_PREFIX && isPart(text.charCodeAt(start - 1))) start--
    let end = hit
    while (end < text.length && isPart(text.charCodeAt(end))) end++
    yield decoded(text, start, end)
    floor = end
  }
}

function decoded(text: string, start: number, end: number): PercentRun {
  const segments: Segment[] = []
  const parts: string[] = []
  let length = 0
  let from = start
  const copy = (to: number) => {
    if (to === from) return
    segments.push({ start: length, outer: from, step: "text" })
    parts.push(text.slice(from, to))
    length += to - from
  }
  for (let offset = text.indexOf("%", start); offset >= 0 && offset < end; offset = text.indexOf("%", offset + 1)) {
    const code = Number.parseInt(text.slice(offset + 1, offset + 3), 16)
    // Only what PEM is made of is decoded.
    if (!(code < 0x7f)) continue
    copy(offset)
    segments.push({ start: length, outer: offset, step: "fixed" })
    parts.push(String.fromCharCode(code))
    length++
    from = offset + 3
  }
  copy(end)
  return { start, end, text: parts.join(""), segments }
}

function isPart(code: number): boolean {
  return code > 0x20 && code < 0x7f && !ENDS.has(code)
}

const NEEDLE = "BEGIN%20"
const LONGEST_PREFIX = 400
const ENDS = new Set([..."\"'<>`\\"].map((character) => character.charCodeAt(0)))
