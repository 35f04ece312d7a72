import { placeholder } from "./templates.ts"

/** A value with its placeholders put back as they were written. */
export function unmask(value: string, masked: string, text: string, from: number, to: number): string {
  const written: string[] = []
  for (const run of masked.slice(from, to).matchAll(placeholders))
    written.push(text.slice(from + run.index, from + run.index + run[0].length))
  let next = 0
  return value.replace(placeholders, (run) => written[next++] ?? run)
}

/** The offset after the bracket that ends a flow collection, of which everything up to `from` has been read. */
export function flowEnd(text: string, from: number, closing: string): number {
  for (let position = from; position < text.length; position++) {
    const character = text[position]!
    if (character === closing) return position + 1
    if (character === "#") while (position + 1 < text.length && !/[\r\n]/.test(text[position + 1]!)) position++
    else if (character !== "," && character !== ":" && !isBlank(character.charCodeAt(0))) return from
  }
  return from
}

export function isBraced(text: string, start: number, end: number): boolean {
  return text[start] === "{" && text[start + 1] === "{" && text[end - 1] === "}" && text[end - 2] === "}"
}

export function skipBlank(text: string, from: number): number {
  let position = from
  let line = from
  while (position < text.length && isBlank(text.charCodeAt(position))) {
    position++
    if (text[position - 1] === "\n" || text[position - 1] === "\r") line = position
  }
  return position === text.length ? position : line
}

export function headerEnd(text: string, start: number): number {
  let position = start
  while (position < text.length && /[|>+\-0-9]/.test(text[position]!)) position++
  return position
}

export function isBlank(code: number): boolean {
  return code === 32 || code === 10 || code === 13 || code === 9
}

const placeholders = new RegExp(`${placeholder}+`, "g")
