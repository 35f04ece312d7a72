import { secretsInText } from "../collect/secrets/text.ts"
import type { Edit, Finding } from "../model/report.ts"
import { encodedRuns, hiddenIn } from "./hidden.ts"
import type { ReporterOptions } from "./reporter.ts"

/** What the fix of a finding does to the lines of one file: one stretch of lines replaced by others. */
export interface Change {
  readonly path: string
  /** The first line that goes, from 1. */
  readonly line: number
  readonly removed: readonly string[]
  readonly added: readonly string[]
}

/** The fix of a finding as a change of lines; none where it is long, spans files, or would show a secret. */
export function changeOf(finding: Finding, options: Pick<ReporterOptions, "text" | "secrets">): Change | undefined {
  const [edit] = finding.edits
  if (edit === undefined || finding.sensitive || finding.edits.some(({ path }) => path !== edit.path)) return undefined
  const text = options.text?.(edit.path)
  if (text === undefined) return undefined
  const edits = [...finding.edits].sort((a, b) => a.start - b.start)
  if (!apart(edits, text.length)) return undefined
  const start = lineStart(text, edits[0]!.start)
  const end = lineEnd(text, edits.at(-1)!.end)
  // Offsets may lie megabytes apart: no page wants to show that.
  if (end - start > longest) return undefined
  const removed = linesOf(text.slice(start, end))
  const added = linesOf(applied(text, edits, start, end))
  if (hiddenIn(edit.path, { text, start, end }, options).length > 0) return undefined
  if ([...removed, ...added].some((line) => encodedRuns(line).length > 0)) return undefined
  if (secretsInText(added.join("\n")).length > 0) return undefined
  return trimmed({ path: edit.path, line: linesOf(text.slice(0, start)).length, removed, added })
}

/** A change as the body of a unified diff. */
export function diff(change: Change): string {
  return [...change.removed.map((line) => `-${line}`), ...change.added.map((line) => `+${line}`)].join("\n")
}

function apart(edits: readonly Edit[], length: number): boolean {
  return edits.every(({ start, end }, index) => start <= end && end <= length && start >= (edits[index - 1]?.end ?? 0))
}

function applied(text: string, edits: readonly Edit[], start: number, end: number): string {
  let out = ""
  let from = start
  for (const edit of edits) {
    out += text.slice(from, edit.start) + edit.text
    from = edit.end
  }
  return out + text.slice(from, end)
}

/** The same change without the lines that it leaves as they are at its beginning and end. */
function trimmed({ path, line, removed, added }: Change): Change | undefined {
  const most = Math.min(removed.length, added.length)
  let before = 0
  while (before < most && removed[before] === added[before]) before++
  let after = 0
  while (after < most - before && removed.at(-1 - after) === added.at(-1 - after)) after++
  const change = {
    path,
    line: line + before,
    removed: removed.slice(before, removed.length - after),
    added: added.slice(before, added.length - after),
  }
  return change.removed.length + change.added.length > 0 ? change : undefined
}

function lineStart(text: string, offset: number): number {
  return Math.max(text.lastIndexOf("\n", offset - 1), text.lastIndexOf("\r", offset - 1)) + 1
}

/** The end of the line that holds the last character before `offset`: a deletion may take the line end with it. */
function lineEnd(text: string, offset: number): number {
  const found = text.slice(offset, offset + longest).search(/\r|\n/)
  return found === -1 ? Math.min(text.length, offset + longest) : offset + found
}

function linesOf(text: string): string[] {
  return text.split(/\r\n|\n|\r/)
}

/** Some hundred lines: more is no suggestion any more. */
const longest = 8_000
