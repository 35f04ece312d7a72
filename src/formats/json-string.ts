import type { ActionEnds } from "./templates.ts"

export interface JsonString {
  readonly value: string
  /** After the closing quote, or where the string was given up. */
  readonly end: number
  readonly reason?: string
  readonly at?: number
}

/** The string whose opening quote stands at `start`. A template action in it may hold quotes of its own. */
export function jsonString(text: string, start: number, actions: ActionEnds | undefined): JsonString {
  const quote = text[start]!
  const simple = text.indexOf(quote, start + 1)
  if (simple !== -1 && actions === undefined) {
    const value = text.slice(start + 1, simple)
    if (!value.includes("\\") && !value.includes("\n")) return { value, end: simple + 1 }
  }
  let value = ""
  let taken = start + 1
  let fault: { reason: string; at: number } | undefined
  for (let position = start + 1; position < text.length; ) {
    const character = text[position]!
    if (character === quote) {
      return { value: value + text.slice(taken, position), end: position + 1, ...fault }
    }
    if (character === "{" && actions !== undefined) {
      const end = actions.after(position)
      // An action in a string stands on its line; a pair of braces further on belongs to something else.
      if (end !== -1 && end - position < 2_000 && !text.slice(position, end).includes("\n")) {
        position = end
        continue
      }
    }
    if (character === "\n" || character === "\r") {
      // The quote that is missing is more likely than a string of several lines.
      if (!closesLater(text, position, quote)) {
        return {
          value: value + text.slice(taken, position),
          end: position,
          reason: "the string is never closed",
          at: start,
        }
      }
      fault ??= { reason: "a line break inside a string", at: position }
    }
    if (character !== "\\") {
      position++
      continue
    }
    value += text.slice(taken, position)
    const escaped = text[position + 1] ?? ""
    const hex = escaped === "u" ? /^[\da-fA-F]{4}/.exec(text.slice(position + 2, position + 6))?.[0] : undefined
    if (hex !== undefined) value += String.fromCharCode(Number.parseInt(hex, 16))
    else if (escapes[escaped] !== undefined) value += escapes[escaped]
    else {
      fault ??= { reason: "an escape that JSON does not know", at: position }
      value += escaped
    }
    position += hex === undefined ? 1 + escaped.length : 6
    taken = position
  }
  return { value: value + text.slice(taken), end: text.length, reason: "the string is never closed", at: start }
}

/** Whether a string that runs over the end of its line ends before something that looks like the next entry. */
function closesLater(text: string, position: number, quote: string): boolean {
  const close = text.indexOf(quote, position)
  return close !== -1 && close - position < 100_000 && /^[ \t]*[\r\n,:\]}]/.test(text.slice(close + 1, close + 40))
}

const escapes: Readonly<Record<string, string>> = {
  '"': '"',
  "'": "'",
  "\\": "\\",
  "/": "/",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  "\n": "",
}
