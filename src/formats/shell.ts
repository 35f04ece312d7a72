import type { CommandFact, Word } from "../model/facts.ts"
import type { Language, Segment } from "../model/source.ts"
import { joinDecoded } from "./shell/decode.ts"
import { readScript } from "./shell/reader.ts"
import { maskTemplates } from "./shell/templates.ts"
import { constantsOf } from "./shell/words.ts"

/** What a shell script says. All spans are offsets into the text that was read. */
export interface ShellText {
  /** In the order of the text, with those of nested scripts (`bash -c`, `$( )`, functions) among them. */
  readonly commands: readonly CommandFact[]
  readonly writes: readonly WrittenText[]
  readonly variables: readonly ShellVariable[]
  /** What was left unread, in words. */
  readonly left: ReadonlySet<string>
}

/** A text that a script writes to a file or feeds to a program: a heredoc, or what `echo` and `printf` are given. */
export interface WrittenText {
  /** The file; absent where the text only goes to a program. */
  readonly target?: Word
  readonly body: string
  /** From `body` to the script. */
  readonly segments: readonly Segment[]
  /** Whether the shell replaces `$NAME` in it, so that the body is a template. */
  readonly expands: boolean
  /** Whether it is a part of a file that is there already. */
  readonly partial?: boolean
  /** Known where the program that reads it knows it. */
  readonly language?: Language
  /** The command that writes a line or a few of a file, by where it begins, and whether it keeps what was there. */
  readonly lines?: { readonly start: number; readonly appends: boolean }
}

export interface ShellVariable {
  readonly name: string
  readonly value: Word
  readonly start: number
  readonly end: number
  /** `command`: for one command only; `local`: for the script and not for what it runs. */
  readonly reach: "exported" | "command" | "local"
}

/** Reads a script of a Bourne-like shell. What cannot be parsed as a whole is read line by line; it never throws. */
export function readShell(text: string): ShellText {
  const { text: source, templates } = maskTemplates(text)
  const constants = constantsOf(source)
  let output = nothingYet()
  readScript({ source, templates, constants, depth: 0 }, output)
  // A function sees what is set between its definition and its call.
  if ([...constants.late].some((name) => constants.values.has(name) || constants.parts.has(name))) {
    output = nothingYet()
    readScript({ source, templates, constants, depth: 0 }, output)
  }
  const { exported } = output
  const variables = output.variables.map(
    (variable): ShellVariable =>
      variable.reach === "local" && (exported.has(variable.name) || exported.has("*"))
        ? { ...variable, reach: "exported" }
        : variable,
  )
  return {
    commands: output.commands.toSorted((a, b) => a.start - b.start),
    writes: joinedLines(output.writes, text),
    variables,
    left: output.left,
  }
}

function nothingYet(): Output {
  return { commands: [], writes: [], variables: [], exported: new Set(), left: new Set() }
}

/** What reading a script has found so far. */
export interface Output {
  readonly commands: CommandFact[]
  readonly writes: WrittenText[]
  readonly variables: ShellVariable[]
  /** Names that the script exports somewhere; `*` for all. */
  readonly exported: Set<string>
  /** What was left unread, in words. */
  readonly left: Set<string>
}

/** A file that is written line by line, by one `echo` after another, is one text. */
function joinedLines(writes: readonly WrittenText[], text: string): WrittenText[] {
  const files: WrittenText[][] = []
  for (const write of writes) {
    const last = files.at(-1)
    if (last !== undefined && goesOn(last.at(-1)!, write, text)) last.push(write)
    else files.push([write])
  }
  return files.map((parts) => {
    if (parts.length === 1) return parts[0]!
    const { text: body, segments } = joinDecoded(parts.map((part) => ({ text: part.body, segments: part.segments })))
    return { ...parts[0]!, body, segments, expands: parts.some(({ expands }) => expands) }
  })
}

/** Whether both go to one redirection (`{ echo …; echo …; } > FILE`), or the second is appended right behind the first. */
function goesOn(last: WrittenText, { target, lines }: WrittenText, text: string): boolean {
  if (last.lines === undefined || lines === undefined || last.target === undefined || target === undefined) return false
  if (last.target.start === target.start) return true
  const distance = lines.start - last.target.end
  if (!lines.appends || last.target.value !== target.value || distance < 0 || distance > farthest) return false
  return between.test(text.slice(last.target.end, lines.start))
}

/** Nothing but the ends of lines and comments, so that both commands run, one after the other. */
const between = /^["')]?(?:[ \t]|;|&&|\\?\r?\n|#[^\n]*\n)*(?:sudo[ \t]+)?$/
const farthest = 2000
