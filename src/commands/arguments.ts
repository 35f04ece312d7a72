import type { Complaint } from "../model/failure.ts"
import { didYouMean, suggest } from "../policy/suggest.ts"
import { type CommandName, commandNames, type OptionSpec, optionTable } from "./option-table.ts"

/** The words of a command line, sorted: nothing is understood yet but names. */
export interface Arguments {
  readonly command: CommandName
  /** Whether the command was named, or is `scan` for want of one. */
  readonly named: boolean
  readonly operands: readonly string[]
  readonly options: readonly { readonly spec: OptionSpec; readonly value: string }[]
  readonly complaints: readonly Complaint[]
}

/** Sorts the words of a command line. A command's name beats a directory of the same name; after `--` all are operands. */
export function sortArguments(argv: readonly string[]): Arguments {
  const operands: string[] = []
  const options: { spec: OptionSpec; value: string }[] = []
  const complaints: Complaint[] = []
  let command: CommandName | undefined
  for (let index = 0; index < argv.length; index++) {
    const word = argv[index]!
    if (word === "--") {
      operands.push(...argv.slice(index + 1))
      break
    }
    if (!word.startsWith("-") || word === "-") {
      if (command === undefined && operands.length === 0 && isCommand(word)) command = word
      else operands.push(word)
      continue
    }
    const [name, attached] = splitOption(word)
    const spec = optionTable.find((one) => `--${one.name}` === name || `-${one.short}` === name)
    if (spec === undefined) complaints.push(unknown(name, command))
    else if (spec.value === undefined) {
      if (attached === undefined) options.push({ spec, value: "" })
      else complaints.push({ message: `${name} takes no value` })
    } else if (attached !== undefined) options.push({ spec, value: attached })
    else {
      const next = argv[index + 1]
      if (next === undefined || next.startsWith("--"))
        complaints.push({ message: `${name} needs a value: ${name} ${spec.value}` })
      else {
        options.push({ spec, value: next })
        index++
      }
    }
  }
  return { command: command ?? "scan", named: command !== undefined, operands, options, complaints }
}

/** Whether a word names a command. */
export function isCommand(word: string): word is CommandName {
  return commandNames.some((name) => name === word)
}

/** The command that was probably meant by a PATH that does not exist. */
export function commandMeant(path: string): string | undefined {
  const name = suggest(path, commandNames)
  return name === undefined ? undefined : `did you mean the command "tlsgate ${name}"?`
}

function splitOption(word: string): [string, string?] {
  const equals = word.indexOf("=")
  return equals === -1 ? [word] : [word.slice(0, equals), word.slice(equals + 1)]
}

function unknown(name: string, command: CommandName | undefined): Complaint {
  const hint = didYouMean(
    name,
    optionTable.map((spec) => `--${spec.name}`),
  )
  return { message: `unknown option ${name}`, hint: hint ?? `tlsgate ${command ?? "scan"} --help lists the options` }
}
