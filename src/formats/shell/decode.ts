import type { DoubleQuotedChild, Word, WordPart } from "unbash"
import type { Segment } from "../../model/source.ts"

/** A text that stands inside another one, with the way back to its places there. */
export interface Decoded {
  readonly text: string
  readonly segments: readonly Segment[]
}

/** The text that a word stands for, with expansions left as they are: what `bash -c` is given. */
export function decodeWord(source: string, word: Pick<Word, "pos" | "end" | "parts">): Decoded {
  const pieces = new Pieces()
  if (word.parts === undefined) pieces.unescape(source.slice(word.pos, word.end), word.pos, anything)
  else for (const part of word.parts) addPart(pieces, source, part)
  return pieces.done()
}

/** The body of a heredoc as its command reads it. */
export function decodeHeredoc(
  source: string,
  span: { readonly pos: number; readonly end: number },
  options: { readonly tabs: boolean; readonly expands: boolean },
): Decoded {
  const pieces = new Pieces()
  for (let at = span.pos; at < span.end; ) {
    const newline = source.indexOf("\n", at)
    const end = newline === -1 || newline >= span.end ? span.end : newline + 1
    let start = at
    if (options.tabs) while (start < end && source[start] === "\t") start++
    const line = source.slice(start, end)
    if (options.expands) pieces.unescape(line, start, /[$`\\\n]/)
    else pieces.add(line, start)
    at = end
  }
  return pieces.done()
}

/** The arguments of `echo -e` or `printf`: backslash escapes become what they stand for. */
export function decodeEscapes(decoded: Decoded, place: (offset: number) => number): Decoded {
  const pieces = new Pieces()
  let done = 0
  for (const match of decoded.text.matchAll(/\\([nrt\\"'])/g)) {
    pieces.add(decoded.text.slice(done, match.index), place(done))
    pieces.add(escapes[match[1]!] ?? match[1]!, place(match.index))
    done = match.index + 2
  }
  pieces.add(decoded.text.slice(done), place(done))
  return pieces.done()
}

/** Several texts one after the other. */
export function joinDecoded(list: readonly (Decoded | string)[]): Decoded {
  const pieces = new Pieces()
  for (const item of list) {
    if (typeof item === "string") pieces.add(item, pieces.end)
    else pieces.append(item)
  }
  return pieces.done()
}

function addPart(pieces: Pieces, source: string, part: WordPart): void {
  switch (part.type) {
    case "SingleQuoted":
      pieces.add(part.value, part.pos + 1)
      break
    case "AnsiCQuoted":
      // Its escapes are rare in scripts: the whole stands at its beginning.
      pieces.fixed(part.value, part.pos + 2)
      break
    case "DoubleQuoted":
    case "LocaleString":
      for (const child of part.parts) addChild(pieces, source, child)
      break
    case "Literal":
      pieces.unescape(source.slice(part.pos, part.end), part.pos, anything)
      break
    default:
      pieces.add(source.slice(part.pos, part.end), part.pos)
  }
}

function addChild(pieces: Pieces, source: string, child: DoubleQuotedChild): void {
  const raw = source.slice(child.pos, child.end)
  if (child.type === "Literal") pieces.unescape(raw, child.pos, /[$`"\\\n]/)
  else pieces.add(raw, child.pos)
}

class Pieces {
  readonly texts: string[] = []
  readonly segments: Segment[] = []
  length = 0
  /** Where the text that was added last ends in the source. */
  end = 0

  add(text: string, outer: number): void {
    if (text === "") return
    const last = this.segments.at(-1)
    const continues = last?.step === "text" && last.outer + (this.length - last.start) === outer
    if (!continues) this.segments.push({ start: this.length, outer, step: "text" })
    this.texts.push(text)
    this.length += text.length
    this.end = outer + text.length
  }

  fixed(text: string, outer: number): void {
    if (text === "") return
    this.segments.push({ start: this.length, outer, step: "fixed" })
    this.texts.push(text)
    this.length += text.length
    this.end = outer
  }

  append(decoded: Decoded): void {
    for (const segment of decoded.segments) this.segments.push({ ...segment, start: segment.start + this.length })
    this.texts.push(decoded.text)
    this.length += decoded.text.length
    const last = decoded.segments.at(-1)
    this.end = last === undefined ? this.end : last.outer + decoded.text.length - last.start
  }

  /** Adds a text whose backslashes before some characters fall away. */
  unescape(raw: string, outer: number, escapable: RegExp): void {
    let done = 0
    for (let at = raw.indexOf("\\"); at !== -1 && at + 1 < raw.length; at = raw.indexOf("\\", at)) {
      if (!escapable.test(raw[at + 1]!)) {
        at += 1
        continue
      }
      this.add(raw.slice(done, at), outer + done)
      done = raw[at + 1] === "\n" ? at + 2 : at + 1
      at += 2
    }
    this.add(raw.slice(done), outer + done)
  }

  done(): Decoded {
    return { text: this.texts.join(""), segments: this.segments }
  }
}

const anything = /[\s\S]/

const escapes: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t" }
