/**
 * A text with its templates (`{{ }}`, `${{ }}`, `{% %}`, `<% %>`) replaced by as many characters that mean nothing to a
 * shell, so that offsets stay what they are, and the way back for values that are shown.
 */
export interface Masked {
  readonly text: string
  readonly templates: readonly string[]
}

/** Masks templates, and the carriage returns of Windows line ends, which a shell would take for part of a word. */
export function maskTemplates(text: string): Masked {
  const plain = text.includes("\r") ? text.replaceAll("\\\r\n", " \\\n").replaceAll(/\r(?=\n|$)/g, " ") : text
  if (!/\{\{|\{%|<%/.test(plain)) return { text: plain, templates: [] }
  const templates: string[] = []
  const parts: string[] = []
  const open = /\$?\{\{|\{%|<%/g
  let done = 0
  for (let match = open.exec(plain); match !== null; match = open.exec(plain)) {
    const close = match[0] === "{%" ? "%}" : match[0] === "<%" ? "%>" : "}}"
    const at = plain.slice(match.index, match.index + longest).indexOf(close, match[0].length)
    if (at === -1) continue
    const end = match.index + at + close.length
    const first = String.fromCharCode(firstMark + (templates.length % marks))
    parts.push(plain.slice(done, match.index), first, filler.repeat(end - match.index - 1))
    templates.push(plain.slice(match.index, end))
    done = end
    open.lastIndex = end
  }
  parts.push(plain.slice(done))
  return { text: parts.join(""), templates }
}

/** Whether a masked text contains a template. */
export function hasTemplate(text: string): boolean {
  return /[\uE000-\uF8FF]/.test(text)
}

/** A masked text as it was written. */
export function unmask(text: string, templates: readonly string[]): string {
  if (templates.length === 0) return text
  return text.replace(/([\uE000-\uEFFF])\uF8FF*/g, (_, mark: string) => templates[mark.charCodeAt(0) - firstMark] ?? "")
}

// The private use area of Unicode: no shell gives these characters a meaning, and no script needs them.
const firstMark = 0xe000
const marks = 0x1000
const filler = "\uF8FF"

/** A template longer than this is a brace that somebody forgot. */
const longest = 4096
