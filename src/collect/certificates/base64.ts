import type { Segment } from "../../model/source.ts"

/** A stretch of base64 in a text, in one piece or folded over several. */
export interface Base64Run {
  readonly start: number
  readonly end: number
  readonly pieces: readonly Piece[]
}

interface Piece {
  readonly start: number
  readonly end: number
}

/** The shortest base64 that can say something of certificates: `-----BEGIN X509 CRL-----` takes 32 characters. */
export const SHORTEST = 32

/** Whether a UTF-16 code unit is in the alphabet of RFC 4648 §4, without the padding. */
export function isBase64(code: number): boolean {
  return code < 128 && ALPHABET[code] === 1
}

/**
 * The base64 in `text` between two offsets. Only every `SHORTEST`th character is looked at until one may be inside of
 * a run, so a text without base64 costs little.
 */
export function* base64Runs(text: string, from = 0, to = text.length): Generator<Base64Run> {
  let floor = from
  let probe = from + SHORTEST - 1
  while (probe < to) {
    if (!isBase64(text.charCodeAt(probe))) {
      probe += SHORTEST
      continue
    }
    const piece = pieceAround(text, probe, floor, to)
    if (piece.end - piece.start < SHORTEST) {
      probe = Math.max(probe + 1, piece.end) + SHORTEST - 1
      floor = piece.end
      continue
    }
    const pieces = [piece, ...continuations(text, piece, to)]
    const end = pieces.at(-1)!.end
    yield { start: piece.start, end, pieces }
    floor = end
    probe = end + SHORTEST - 1
  }
}

/** The bytes of a run. What does not fill a last byte is dropped. */
export function decodeRun(text: string, run: Base64Run): Buffer {
  return Buffer.from(run.pieces.map((piece) => text.slice(piece.start, piece.end)).join(""), "base64")
}

/** The first bytes of a run, enough to tell what it is. */
export function decodeHead(text: string, { pieces: [first] }: Base64Run): Buffer {
  return first === undefined
    ? Buffer.alloc(0)
    : Buffer.from(text.slice(first.start, Math.min(first.end, first.start + 16)), "base64")
}

/** From each decoded byte of a run to the character that begins it. */
export function segmentsOf(run: Base64Run): Segment[] {
  const segments: Segment[] = []
  let count = 0
  for (const { start, end } of run.pieces) {
    const length = end - start
    let byte = Math.ceil((count * 3) / 4)
    // A byte that does not begin a group of four is placed singly: the steps of 4/3 count from the start of a group.
    for (; byte % 3 !== 0 && firstCharacter(byte) < count + length; byte++)
      segments.push({ start: byte, outer: start + firstCharacter(byte) - count, step: "fixed" })
    if (firstCharacter(byte) < count + length)
      segments.push({ start: byte, outer: start + firstCharacter(byte) - count, step: "base64" })
    count += length
  }
  return segments
}

function firstCharacter(byte: number): number {
  return Math.floor((byte * 4) / 3)
}

function pieceAround(text: string, probe: number, floor: number, to: number): Piece {
  let start = probe
  while (start > floor && isBase64(text.charCodeAt(start - 1))) start--
  // In `…\nMII`, the n belongs to the escape.
  if (start > floor && text.charCodeAt(start - 1) === BACKSLASH && start > 0 && /[nrt]/.test(text[start]!)) start++
  let end = probe + 1
  while (end < to && isBase64(text.charCodeAt(end))) end++
  return { start, end: padded(text, end, to) }
}

function padded(text: string, end: number, to: number): number {
  let after = end
  while (after < to && after < end + 2 && text.charCodeAt(after) === EQUALS) after++
  return after
}

/** The lines that go on with folded base64: each holds nothing else, and all but the last are long. */
function continuations(text: string, first: Piece, to: number): Piece[] {
  const pieces: Piece[] = []
  let last = first
  while (last.end < to && text.charCodeAt(last.end - 1) !== EQUALS) {
    // JSON may write `/` as `\/`.
    const slash = text.startsWith("\\/", last.end)
    const start = slash ? last.end + 1 : lineBreak(text, last.end, to)
    if (start === undefined) return pieces
    let end = start
    while (end < to && isBase64(text.charCodeAt(end))) end++
    end = padded(text, end, to)
    if (end === start || !(isLineEnd(text, end, to) || text.startsWith("\\/", end))) return pieces
    last = { start, end }
    pieces.push(last)
    if (end - start < SHORTEST && !slash && !text.startsWith("\\/", end)) return pieces
  }
  return pieces
}

/** Where the next line begins to say something, its break being real or an escape. */
function lineBreak(text: string, from: number, to: number): number | undefined {
  BREAK.lastIndex = from
  return BREAK.test(text) && BREAK.lastIndex < to ? BREAK.lastIndex : undefined
}

function isLineEnd(text: string, offset: number, to: number): boolean {
  if (offset >= to) return true
  LINE_END.lastIndex = offset
  return LINE_END.test(text)
}

const BACKSLASH = 0x5c
const EQUALS = 0x3d
const BREAK = /[ \t]{0,80}(?:&#(?:1[03]|[xX]0?[ADad]);\r?\n?|\\?\r?\n|\r|(?:\\r)?\\n)[ \t]{0,200}/y
const LINE_END = /[ \t]{0,80}(?:[\r\n"'`]|<\\?\/|&#[x1]|\\[rn\r\n]|$)/y
const ALPHABET = new Uint8Array(128)
for (const character of "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
  ALPHABET[character.charCodeAt(0)] = 1
