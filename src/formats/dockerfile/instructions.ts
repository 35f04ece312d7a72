import type { Span } from "../../model/place.ts"

/** An instruction of a Dockerfile with the lines it goes over. */
export interface Instruction extends Span {
  /** In upper case. */
  readonly keyword: string
  readonly keywordEnd: number
  /** The file with comments inside this instruction blanked and its escape character as a backslash; offsets are kept. */
  readonly text: string
  /** Where its arguments begin and end, heredocs not included. */
  readonly from: number
  readonly to: number
  readonly heredocs: readonly Heredoc[]
}

/** A heredoc of `RUN`, `COPY` or `ADD`. */
export interface Heredoc {
  readonly name: string
  readonly quoted: boolean
  readonly tabs: boolean
  readonly token: Span
  readonly body: Span
}

/** Takes a Dockerfile apart into instructions, as BuildKit's parser does: by lines, with continuations and heredocs. */
export function instructionsOf(text: string): Instruction[] {
  const continuation =
    /^(?:[ \t]*#[ \t]*[a-z]+[ \t]*=.*\r?\n)*?[ \t]*#[ \t]*escape[ \t]*=[ \t]*([\\`])/i.exec(text)?.[1] ?? "\\"
  const found: Instruction[] = []
  for (let at = 0; at < text.length; ) {
    const end = lineEnd(text, at)
    const head = /^[ \t]*([A-Za-z]+)(?=\s|$)/.exec(text.slice(at, end))
    if (head === null) {
      at = end + 1
      continue
    }
    const start = at + head[0].length - head[1]!.length
    const instruction = instructionAt(text, start, head[1]!, continuation)
    found.push(instruction)
    at = instruction.end + 1
  }
  return found
}

function instructionAt(text: string, start: number, keyword: string, continuation: string): Instruction {
  const pieces: string[] = []
  const keywordEnd = start + keyword.length
  let at = start
  let to = start
  let open = true
  for (let first = true; open && at < text.length; first = false) {
    const end = lineEnd(text, at)
    const line = text.slice(at, end)
    const comment = !first && /^[ \t]*#/.test(line)
    const blank = !first && line.trim() === ""
    if (comment || blank) {
      // Comments and blank lines do not end an instruction: a shell must see one more continued line.
      pieces.push(line === "" ? " " : `${" ".repeat(line.length - 1)}\\\n`.slice(0, line.length + 1))
      if (line === "" && text[end] === undefined) pieces.pop()
    } else {
      const tail = line.trimEnd()
      open = tail.endsWith(continuation)
      const kept = open ? `${tail.slice(0, -1)}${" ".repeat(line.length - tail.length)}\\` : line
      pieces.push(kept, "\n")
      to = end
    }
    at = end + 1
  }
  const end = Math.min(Math.max(to, start), text.length)
  const own = pieces.join("").slice(0, end - start)
  const from = start + (/^\w+\s*/.exec(own)?.[0].length ?? 0)
  const name = keyword.toUpperCase()
  const upper = { keyword: name, keywordEnd, from: Math.min(from, end), to: end, start }
  const heredocs = /^(RUN|COPY|ADD)$/.test(name) && own.includes("<<") ? heredocsOf(own, start, text, end) : []
  const last = heredocs.at(-1)
  const whole = last === undefined ? end : Math.min(lineEnd(text, last.body.end), text.length)
  return { ...upper, end: whole, heredocs, text: own + text.slice(end, whole) }
}

function heredocsOf(own: string, start: number, text: string, end: number): Heredoc[] {
  const found: Heredoc[] = []
  let at = end + 1
  for (const match of own.matchAll(/(?<![<\d])\d?<<(-?)(["']?)([A-Za-z_][\w.-]*)\2(?=[\s;|&>)]|$)/g)) {
    const [token, dash = "", quote = "", name = ""] = match
    if (at > text.length) break
    const body = at
    let close = text.length
    while (at < text.length) {
      const stop = lineEnd(text, at)
      const line = text.slice(at, stop).replace(/\r$/, "")
      if ((dash === "" ? line : line.replace(/^\t+/, "")) === name) {
        close = at
        at = stop + 1
        break
      }
      at = stop + 1
    }
    const span = { start: start + match.index, end: start + match.index + token.length }
    found.push({ name, quoted: quote !== "", tabs: dash !== "", token: span, body: { start: body, end: close } })
  }
  return found
}

function lineEnd(text: string, at: number): number {
  const end = text.indexOf("\n", at)
  return end === -1 ? text.length : end
}
