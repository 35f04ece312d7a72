import type { CommandFact, Word } from "../../model/facts.ts"
import { assignmentOf } from "./variables.ts"
import { carriedCommand, programOf, scriptArgument, toolOf, unwrap } from "./wrappers.ts"

/**
 * The command that a list of words is, as `execve` gets it, and those that it wraps or carries. `script` is the word
 * that holds a script of its own, where there is one (`sh -c TEXT`).
 */
export function readArguments(words: readonly Word[]): { readonly commands: CommandFact[]; readonly script?: number } {
  const commands: CommandFact[] = []
  let script: number | undefined
  let from: number | undefined = 0
  for (let depth = 0; from !== undefined && depth < 5; depth++) {
    const here: readonly Word[] = words.slice(from)
    const unwrapped = unwrap(here)
    const begin: number = from + unwrapped.start
    const name = words[begin]
    if (name === undefined) break
    const tool = depth === 0 ? toolOf(name) : toolOf({ ...name, value: programOf(name.value) })
    const rest = words.slice(begin + 1)
    const assignments = unwrapped.assignments.map((index) => assignmentOf(here[index]!))
    commands.push({
      tool,
      words: rest,
      assignments,
      redirects: [],
      pipedTo: [],
      conditional: false,
      start: name.start,
      end: words.at(-1)!.end,
    })
    const argument = scriptArgument(tool, rest)
    if (argument !== undefined) script = begin + 1 + argument
    const carried = carriedCommand(tool, rest)
    from = carried === undefined ? undefined : begin + 1 + carried
  }
  return script === undefined ? { commands } : { commands, script }
}
