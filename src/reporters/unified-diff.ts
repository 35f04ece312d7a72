/** A stretch of a text that is replaced. */
export interface Replacement {
  readonly start: number
  readonly end: number
  readonly text: string
}

export interface UnifiedDiff {
  /** Empty where there is nothing to show. */
  readonly text: string
  /** How many changes are left out, because a line of them must not be shown. */
  readonly withheld: number
  /** Whether a hunk has no context, so that `git apply` needs `--unidiff-zero`. */
  readonly bare: boolean
}

/**
 * The unified diff of replacements that are sorted and apart, as `patch -p1` and `git apply` take it. A line that must not be
 * shown never is: a context ends before it, and a change of it is left out.
 */
export function unifiedDiff(
  path: string,
  text: string,
  replacements: readonly Replacement[],
  isHidden: (line: string, offset?: number) => boolean,
): UnifiedDiff {
  const lines = linesOf(text)
  const hidden = lines.map(({ text: line, start }) => isHidden(line, start))
  const all = changesOf(text, lines, replacements)
  const changes = all.filter(
    ({ from, to, added }) => !hidden.slice(from, to).some(Boolean) && !added.some((line) => isHidden(line)),
  )
  const hunks = hunksOf(changes, hidden)
  const out: string[] = []
  let shift = 0
  for (const { from, to, changes: own } of hunks) {
    const body: string[] = []
    let at = from
    let count = 0
    for (const { from: first, to: last, added } of own) {
      for (; at < first; at++, count++) body.push(shown(" ", lines[at]!.text))
      for (; at < last; at++) body.push(shown("-", lines[at]!.text))
      for (const line of added) body.push(shown("+", line))
      count += added.length
    }
    for (; at < to; at++, count++) body.push(shown(" ", lines[at]!.text))
    out.push(`@@ -${range(from, to - from)} +${range(from + shift, count)} @@\n`, ...body)
    shift += count - (to - from)
  }
  const head = out.length === 0 ? "" : `--- ${name("a/", path)}\n+++ ${name("b/", path)}\n`
  const isBare = ({ to, changes: own }: Hunk) => own.at(-1)!.to === to && to < lines.length
  return { text: head + out.join(""), withheld: all.length - changes.length, bare: hunks.some(isBare) }
}

/** Whole lines that change; `added` end as they do in the file. */
interface Change {
  readonly from: number
  readonly to: number
  readonly added: readonly string[]
}

interface Hunk {
  readonly from: number
  readonly to: number
  readonly changes: readonly Change[]
}

interface Line {
  readonly text: string
  readonly start: number
}

/** The lines as diff sees them, each with the LF that ends it. */
function linesOf(text: string): Line[] {
  const lines: Line[] = []
  for (let start = 0; start < text.length; ) {
    const found = text.indexOf("\n", start)
    const end = found === -1 ? text.length : found + 1
    lines.push({ text: text.slice(start, end), start })
    start = end
  }
  return lines
}

function changesOf(text: string, lines: readonly Line[], replacements: readonly Replacement[]): Change[] {
  const changes: Change[] = []
  for (let index = 0; index < replacements.length; ) {
    const from = lineAt(lines, replacements[index]!.start)
    let to = from
    let out = ""
    let at = lines[from]?.start ?? text.length
    // All that touches the same lines, and the next line where the end of one went.
    for (;;) {
      const next = replacements[index]
      const end = lines[to]?.start ?? text.length
      const isOpen = next !== undefined && (next.start < end || to === from)
      if (isOpen) {
        out += text.slice(at, next.start) + next.text
        at = next.end
        to = Math.max(to, lineAt(lines, Math.max(next.start, next.end - 1)) + 1, lineAt(lines, next.end) + 1)
        index++
        continue
      }
      out += text.slice(at, end)
      at = end
      if (out === "" || out.endsWith("\n") || to >= lines.length) break
      to++
    }
    changes.push(trimmed({ from, to: Math.min(to, lines.length), added: linesOf(out).map((line) => line.text) }, lines))
  }
  return changes.filter(({ from, to, added }) => from < to || added.length > 0)
}

function trimmed({ from, to, added }: Change, lines: readonly Line[]): Change {
  const most = Math.min(to - from, added.length)
  let before = 0
  while (before < most && lines[from + before]!.text === added[before]) before++
  let after = 0
  while (after < most - before && lines[to - 1 - after]!.text === added.at(-1 - after)) after++
  return { from: from + before, to: to - after, added: added.slice(before, added.length - after) }
}

/** Programs take less context behind a change than before it for the end of the file: it is never so elsewhere. */
function hunksOf(changes: readonly Change[], hidden: readonly boolean[]): Hunk[] {
  const hunks: Hunk[] = []
  for (const change of changes) {
    const previous = hunks.at(-1)
    const last = previous?.changes.at(-1)?.to ?? 0
    const isNear = previous !== undefined && change.from - last <= context * 2
    if (isNear && !hidden.slice(last, change.from).some(Boolean)) {
      hunks.pop()
      hunks.push(withContext([...previous.changes, change], hunks.at(-1)?.to ?? 0, hidden))
    } else hunks.push(withContext([change], previous?.to ?? 0, hidden))
  }
  return hunks
}

function withContext(changes: readonly Change[], floor: number, hidden: readonly boolean[]): Hunk {
  const first = changes[0]!.from
  const last = changes.at(-1)!.to
  let to = last
  while (to < hidden.length && to < last + context && !hidden[to]) to++
  const most = to === hidden.length ? context : to - last
  let from = first
  while (from > floor && from > first - most && !hidden[from - 1]) from--
  return { from, to, changes }
}

function lineAt(lines: readonly Line[], offset: number): number {
  let low = 0
  let high = lines.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (lines[middle]!.start <= offset) low = middle + 1
    else high = middle
  }
  return Math.max(0, low - 1)
}

function shown(sign: string, line: string): string {
  return line.endsWith("\n") ? sign + line : `${sign}${line}\n\\ No newline at end of file\n`
}

/** A range of no lines is named after the line before it. */
function range(from: number, count: number): string {
  const start = count === 0 ? from : from + 1
  return count === 1 ? `${start}` : `${start},${count}`
}

/** As git writes it: quoted where it has to be, or where a terminal or a runner would act on it; a tab ends a name with blanks for `patch`. */
function name(prefix: string, path: string): string {
  const whole = prefix + path
  if (!quotable.test(whole)) return whole.includes(" ") ? `${whole}\t` : whole
  const quoted = whole.replaceAll(new RegExp(quotable, "gu"), (character) =>
    character === '"' || character === "\\"
      ? `\\${character}`
      : [...Buffer.from(character)].map((byte) => `\\${byte.toString(8).padStart(3, "0")}`).join(""),
  )
  return `"${quoted}"`
}

const quotable = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cs}"\\]|#(?=#)/u

const context = 3
