import type { CommandFact, Word } from "../model/facts.ts"
import type { Language, Segment } from "../model/source.ts"
import { readScript } from "./shell/reader.ts"
import { maskTemplates } from "./shell/templates.ts"
import { constantsOf } from "./shell/words.ts"

/** What a shell script says. All spans are offsets into the text that was read. */
export interface ShellText {
  /** In the order of the text, with those of nested scripts (`bash -c`, `$( )`, functions) among them. */
  readonly commands: readonly CommandFact[]
  readonly writes: readonly WrittenText[]
  readonly variables: readonly ShellVariable[]
}

/** A text that a script writes to a file or feeds to a program: a heredoc, or what `echo` and `printf` are given. */
interface WrittenText {
  /** The file; absent where the text only goes to a program. */
  readonly target?: Word
  readonly body: string
  /** From `body` to the script. */
  readonly segments: readonly Segment[]
  /** Whether the shell replaces `$NAME` in it, so that the body is a template. */
  readonly expands: boolean
  /** Known where the program that reads it knows it. */
  readonly language?: Language
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
  let output: Output = { commands: [], writes: [], variables: [], exported: new Set() }
  readScript({ source, templates, constants, depth: 0 }, output)
  // A function sees what is set between its definition and its call.
  if ([...constants.late].some((name) => constants.values.has(name) || constants.parts.has(name))) {
    output = { commands: [], writes: [], variables: [], exported: new Set() }
    readScript({ source, templates, constants, depth: 0 }, output)
  }
  const { exported } = output
  const variables = output.variables.map(
    (variable): ShellVariable =>
      variable.reach === "local" && (exported.has(variable.name) || exported.has("*"))
        ? { ...variable, reach: "exported" }
        : variable,
  )
  return { commands: output.commands.toSorted((a, b) => a.start - b.start), writes: output.writes, variables }
}

/** What reading a script has found so far. */
export interface Output {
  readonly commands: CommandFact[]
  readonly writes: WrittenText[]
  readonly variables: ShellVariable[]
  /** Names that the script exports somewhere; `*` for all. */
  readonly exported: Set<string>
}
