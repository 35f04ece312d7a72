import { CHOMPING_MODE, type ChompingMode } from "js-yaml"

/**
 * The value of a block scalar that template actions may stand in: unlike YAML it takes a line that is indented less than
 * the block (`{{- if … }}` in the first column) as it is, less the indentation that it has.
 */
export function blockValue(region: string, indent: number, chomping: ChompingMode, folded: boolean): string {
  const lines = region.split(/\r\n|\n|\r/)
  if (lines.at(-1) === "") lines.pop()
  const contents = lines.map((line) => withoutIndent(line, indent))
  let last = contents.length
  while (last > 0 && contents[last - 1] === "") last--
  const body = contents.slice(0, last)
  const value = folded ? fold(body) : body.join("\n")
  if (chomping === CHOMPING_MODE.STRIP || value === "") return value
  if (chomping === CHOMPING_MODE.KEEP) return value + "\n".repeat(contents.length - last + 1)
  return `${value}\n`
}

/** A line of a block scalar without as much of its indentation as the block has. */
function withoutIndent(line: string, indent: number): string {
  let column = 0
  while ((indent < 0 || column < indent) && line[column] === " ") column++
  return line.slice(column)
}

function fold(lines: readonly string[]): string {
  let value = ""
  let breaks = 0
  let previous = ""
  for (const [index, line] of lines.entries()) {
    if (line === "") {
      breaks++
      continue
    }
    const moreIndented = /^[ \t]/.test(line) || /^[ \t]/.test(previous)
    if (index === breaks) value += "\n".repeat(breaks)
    else if (moreIndented) value += "\n".repeat(breaks + 1)
    else value += breaks === 0 ? " " : "\n".repeat(breaks)
    value += line
    previous = line
    breaks = 0
  }
  return value
}
