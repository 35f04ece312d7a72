/** A half-open range of UTF-16 offsets into the text of one file of the repository (0, 0 in a binary file). */
export interface Span {
  readonly start: number
  readonly end: number
}

/** A place for people: lines and columns count from 1, columns in UTF-16 code units. The end is exclusive. */
export interface Location extends Span {
  readonly path: string
  readonly line: number
  readonly column: number
  readonly endLine: number
  readonly endColumn: number
  /** The way from the file into what it carries: `["ConfigMap net/nodes", "data.hosts\\.toml"]`. */
  readonly inner?: readonly string[]
}

/**
 * The offset at which each line begins. A line ends with `\n`, as git and GitHub count. A stray `\r` (`openssl x509 -text`
 * prints those of a name as they are) ends none, unless the file knows no other line end.
 */
export function lineStarts(text: string): number[] {
  const starts = [0]
  for (const end of text.matchAll(text.includes("\n") ? /\n/g : /\r/g)) starts.push(end.index + 1)
  return starts
}

/** The place of a span in the file whose lines begin at `lines`. */
export function locate(path: string, lines: readonly number[], span: Span, inner: readonly string[] = []): Location {
  const from = position(lines, span.start)
  const to = position(lines, span.end)
  return {
    path,
    start: span.start,
    end: span.end,
    line: from.line,
    column: from.column,
    endLine: to.line,
    endColumn: to.column,
    ...(inner.length > 0 && { inner }),
  }
}

function position(lines: readonly number[], offset: number): { line: number; column: number } {
  let low = 0
  let high = lines.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (lines[middle]! <= offset) low = middle
    else high = middle - 1
  }
  return { line: low + 1, column: offset - (lines[low] ?? 0) + 1 }
}
