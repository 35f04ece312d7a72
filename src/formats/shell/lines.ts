import type { Span } from "../../model/place.ts"

/**
 * The lines of a script that could not be parsed as a whole, those that end in a backslash with the next, without the
 * keywords around a command. Lines that touch one of the spans `seen` (sorted by start) have been read, and are left out.
 */
export function logicalLines(source: string, seen: readonly Span[]): Span[] {
  const lines: Span[] = []
  let index = 0
  let reached = -1
  for (let at = 0; at < source.length; ) {
    let end = source.indexOf("\n", at)
    while (end !== -1 && source[end - 1] === "\\") end = source.indexOf("\n", end + 1)
    if (end === -1) end = source.length
    for (; index < seen.length && seen[index]!.start < end; index++) reached = Math.max(reached, seen[index]!.end)
    const line = source.slice(at, end)
    const lead = leading.exec(line)?.[0].length ?? 0
    const tail = trailing.exec(line.slice(lead))?.index ?? line.length - lead
    if (reached <= at && tail > 0) lines.push({ start: at + lead, end: at + lead + tail })
    at = end + 1
  }
  return lines
}

const leading =
  /^[ \t]*(?:(?:(?:then|do|else|if|elif|while|until|fi|done|esac|in)(?=[\s;]|$)|[!{}()]|;;|[\w.*|-]{1,40}\))[ \t;]*)*/
const trailing = /[ \t;]*(?:\b(?:then|do)|[{}]|;;)[ \t;]*$|[ \t]*$/
