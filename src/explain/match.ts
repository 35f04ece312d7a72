import type { Message } from "./message.ts"
import { messages } from "./messages.ts"

/** A place of the pasted text where a message stands. */
export interface Hit {
  readonly message: Message
  readonly start: number
  readonly end: number
  /** Letters of the message that were found: the more, the surer. */
  readonly weight: number
  /** What stood for the placeholders. */
  readonly named: readonly Named[]
}

export interface Named {
  readonly kind: "host" | "path" | "object" | "subject" | "line"
  readonly value: string
}

/** What of a pasted text is read: the end of it, since that is where a program says why it stopped. */
const readAtMost = 4_000_000

/** How far apart, within a line, the parts of a message may stand. */
const gapAtMost = 600

/** How often one message is looked for again in one text. */
const repeatsAtMost = 20

/** The text as messages are looked for in it: quotes as typed, escapes of JSON and of loggers undone, blanks single. */
export function readable(text: string): string {
  return text
    .slice(-readAtMost)
    .replace(/\\+(["'])/g, "$1")
    .replace(/\\n/g, "\n")
    .replace(/\r\n?/g, "\n")
    .replace(/[‘’ʼ`]/g, "'")
    .replace(/[“”]/g, '"')
    .replace(/[ \t\u00a0]+/g, " ")
}

/**
 * The messages that stand in a text that `readable` has made, without those that are part of a longer one. Linear in the text: the
 * parts of a message are looked for one after another, never again.
 */
export function hitsIn(text: string): Hit[] {
  const lower = lowered(text)
  const hits = patterns().flatMap((pattern) => hitsOf(pattern, text, lower))
  hits.sort((a, b) => a.start - b.start || b.end - a.end || b.weight - a.weight)
  const kept: Hit[] = []
  let reach = -1
  for (const hit of hits) {
    // Sorted by start, then by length: a hit that ends within the reach of one before it is part of that one.
    if (hit.end <= reach) continue
    kept.push(hit)
    reach = Math.max(reach, hit.end)
  }
  return kept
}

interface Pattern {
  readonly message: Message
  /** Lower case. */
  readonly parts: readonly string[]
  /** What stands after each part: the last may be undefined. */
  readonly gaps: readonly (Named["kind"] | "any" | undefined)[]
  readonly leading: Named["kind"] | undefined
}

let compiled: readonly Pattern[] | undefined

function patterns(): readonly Pattern[] {
  compiled ??= messages.map(patternOf)
  return compiled
}

function patternOf(message: Message): Pattern {
  const pieces = message.text.replaceAll("`", "'").split(/\{(host|path|object|subject|line|)\}/)
  const parts: string[] = []
  const gaps: (Named["kind"] | "any" | undefined)[] = []
  let leading: Named["kind"] | undefined
  for (let index = 0; index < pieces.length; index += 2) {
    const part = lowered(pieces[index] ?? "").replace(/ +/g, " ")
    const kind = pieces[index + 1]
    const gap = kind === undefined ? undefined : kind === "" ? "any" : (kind as Named["kind"])
    if (part.trim() === "" && parts.length === 0) leading = gap === "any" ? undefined : gap
    else {
      parts.push(part)
      gaps.push(gap)
    }
  }
  // Two placeholders with nothing between them cannot be told apart; a last part that is empty ends with its gap.
  while (parts.length > 1 && parts.at(-1) === "") {
    parts.pop()
    gaps.pop()
  }
  return { message, parts, gaps, leading }
}

function hitsOf({ message, parts, gaps }: Pattern, text: string, lower: string): Hit[] {
  const hits: Hit[] = []
  const [first = ""] = parts
  for (let at = lower.indexOf(first); at !== -1 && hits.length < repeatsAtMost; at = lower.indexOf(first, at + 1)) {
    const hit = hitAt(at, message, parts, gaps, text, lower)
    if (hit !== undefined && fits(hit, text)) hits.push(hit)
  }
  return hits
}

function hitAt(
  start: number,
  message: Message,
  parts: Pattern["parts"],
  gaps: Pattern["gaps"],
  text: string,
  lower: string,
): Hit | undefined {
  const named: Named[] = []
  let end = start + (parts[0]?.length ?? 0)
  for (let index = 0; index < parts.length; index++) {
    const gap = gaps[index]
    const next = parts[index + 1]
    if (gap === undefined) break
    if (next === undefined) {
      if (gap !== "any") keep(named, gap, wordAt(text, end))
      break
    }
    const window = lower.slice(end, end + gapAtMost)
    const line = window.indexOf("\n")
    const found = (line === -1 ? window : window.slice(0, line)).indexOf(next)
    if (found === -1) return undefined
    if (gap !== "any") keep(named, gap, text.slice(end, end + found))
    end += found + next.length
  }
  const weight = parts.reduce((sum, part) => sum + part.length, 0)
  return { message, start, end, weight, named }
}

function keep(named: Named[], kind: Named["kind"], value: string): void {
  const plain = value.trim().replace(/^["'(<[]+|["')>\].,;:]+$/g, "")
  if (plain !== "" && plain.length <= 1024) named.push({ kind, value: plain })
}

function wordAt(text: string, from: number): string {
  return /^\s?["'(]?[^\s"'()]{1,300}/.exec(text.slice(from, from + 310))?.[0] ?? ""
}

const boundary = /[a-z0-9]/i
const trouble =
  /\b(?:err|error|errno|fatal|fail|failed|failing|failure|verify|verification|problem|invalid|refused|rejected|denied|lookup|code|exception|unable|cannot|could not|warn|warning|alert|x509|ssl_connect)\b|caused by/i

/** A message that begins or ends with a letter stands there as a word, and in the company that it needs. */
function fits({ message, start, end }: Hit, text: string): boolean {
  const touches = (a: string | undefined, b: string | undefined) => boundary.test(a ?? "") && boundary.test(b ?? "")
  if (touches(text[start - 1], text[start]) || touches(text[end - 1], text[end])) return false
  if (message.near === undefined) return true
  const line = lineAround(text, start)
  return message.near === "routines"
    ? /routines|:lib\(|SSL_do_handshake|\bSSL[: ]|alert|OPENSSL/i.test(line)
    : trouble.test(line)
}

/** The line of an offset, at most a thousand characters to either side. */
export function lineAround(text: string, at: number): string {
  const before = text.slice(Math.max(0, at - 1000), at)
  const after = text.slice(at, at + 1000)
  const end = after.indexOf("\n")
  return before.slice(before.lastIndexOf("\n") + 1) + (end === -1 ? after : after.slice(0, end))
}

/** Letters of ASCII only, so that offsets stay. */
function lowered(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())
}
