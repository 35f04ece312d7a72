/** Where each line begins and ends. */
export function extents(text: string): [number, number][] {
  const lines: [number, number][] = []
  let start = 0
  for (const end of text.matchAll(/\r\n|\n|\r/g)) {
    lines.push([start, end.index])
    start = end.index + end[0].length
  }
  lines.push([start, text.length])
  return lines
}

export function indentOf(text: string, start: number, end: number): number {
  let position = start
  while (position < end && isSpace(text[position])) position++
  return position - start
}

/** The end of a line's content: before a comment and the white space around it. */
export function contentEnd(text: string, start: number, end: number): number {
  let quote = ""
  let position = start
  for (; position < end; position++) {
    const character = text[position]!
    if (quote !== "") {
      if (character === "\\" && quote === '"') position++
      else if (character === quote) quote = ""
    } else if ((character === '"' || character === "'") && /[\s:[{,-]/.test(text[position - 1] ?? " "))
      quote = character
    else if (character === "#" && isSpace(text[position - 1])) break
  }
  return trimmedEnd(text, start, Math.min(position, end))
}

export function trimmedEnd(text: string, start: number, end: number): number {
  let position = end
  while (position > start && isSpace(text[position - 1])) position--
  return position
}

/** The offset of the `:` after a key, or -1. */
export function keyEnd(text: string, start: number, end: number): number {
  const first = text[start]!
  let position = start
  if (first === '"' || first === "'") {
    position = text.indexOf(first, start + 1)
    if (position === -1 || position >= end) return -1
    position++
    while (position < end && isSpace(text[position])) position++
    return text[position] === ":" && (position + 1 >= end || isSpace(text[position + 1])) ? position : -1
  }
  if (/[[\]{},&*|>@`%]/.test(first) && first !== "*") return -1
  for (; position < end; position++) {
    if (text[position] === ":" && (position + 1 >= end || isSpace(text[position + 1]))) return position
  }
  return -1
}

export function propertyEnd(text: string, start: number, end: number): number {
  if (text[start] !== "&" && text[start] !== "!") return start
  let position = start
  while (position < end && !isSpace(text[position])) position++
  return position
}

export function isSpace(character: string | undefined): boolean {
  return character === " " || character === "\t"
}
