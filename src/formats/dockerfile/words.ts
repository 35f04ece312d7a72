import type { Span } from "../../model/place.ts"

/** A word of an instruction: quotes and escapes undone, variables as they are written. */
export interface DockerWord extends Span {
  readonly value: string
  readonly quoted: boolean
}

/** The words of a stretch of an instruction's text. `base` is the offset of that text in the file. */
export function wordsOf(text: string, base: number): DockerWord[] {
  const words: DockerWord[] = []
  for (let at = 0; at < text.length; ) {
    if (/\s/.test(text[at]!)) at++
    else if (text[at] === "\\" && /[\r\n]/.test(text[at + 1] ?? "\n")) at += 2
    else {
      const word = wordAt(text, at)
      words.push({ value: word.value, quoted: word.quoted, start: base + at, end: base + word.end })
      at = word.end
    }
  }
  return words
}

/** The strings of a JSON array (the exec form), or undefined where the text is none. */
export function jsonWords(text: string, base: number): DockerWord[] | undefined {
  const flat = text.replaceAll(/\\(?=\r?\n)/g, " ")
  if (!/^\s*\[[\s\S]*\]\s*$/.test(flat)) return undefined
  try {
    const list: unknown = JSON.parse(flat)
    if (!Array.isArray(list) || !list.every((item) => typeof item === "string")) return undefined
    return [...flat.matchAll(/"(?:[^"\\]|\\.)*"/g)].map((match, index) => ({
      value: `${list[index]}`,
      quoted: true,
      start: base + match.index,
      end: base + match.index + match[0].length,
    }))
  } catch {
    return undefined
  }
}

/** A text with the variables that are known in the place of their names; `open` where one is not. */
export function substitute(
  text: string,
  known: ReadonlyMap<string, string>,
): { readonly value: string; readonly open: boolean } {
  if (!text.includes("$") && !text.includes("{{")) return { value: text, open: false }
  let open = text.includes("{{")
  const value = text.replace(
    /\\\$|\$(?:(\w+)|\{(\w+)(?::?([-+])([^}]{0,1000}))?\})/g,
    (all, plain, braced, operator, word) => {
      if (all === "\\$") return "$"
      const found = known.get(plain ?? braced)
      if (operator === "-" && (found === undefined || found === "")) return word
      if (operator === "+") return found === undefined ? "" : word
      if (found === undefined) open = true
      return found ?? all
    },
  )
  return { value, open: open || /\$\{/.test(value) }
}

function wordAt(text: string, from: number): { value: string; quoted: boolean; end: number } {
  let value = ""
  let quote = ""
  let quoted = false
  let at = from
  for (; at < text.length; at++) {
    const character = text[at]!
    const next = text[at + 1]
    if (character === "\\" && quote !== "'") {
      if (next === "\n") at++
      else if (next === "\r" && text[at + 2] === "\n") at += 2
      else if (next === "$") value += character
      else if (next !== undefined && (quote === "" || next === '"' || next === "\\")) {
        value += next
        at++
      } else value += character
    } else if (quote === "" ? /["']/.test(character) : character === quote) {
      quote = quote === "" ? character : ""
      quoted = true
    } else if (quote === "" && /\s/.test(character)) break
    else value += character
  }
  return { value, quoted, end: at }
}
