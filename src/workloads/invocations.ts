import type { Inventory } from "../join/inventory.ts"
import type { CommandFact, DocumentFact, FileFacts, ScriptFact } from "../model/facts.ts"
import type { Span } from "../model/place.ts"
import { type Container, containersOf } from "./workloads.ts"

/** A program with the flags that it is started with: a command of a script or a container, or the values of a chart. */
export interface Invocation {
  /** The program, or the last name of the image that runs it; empty where neither is known. */
  readonly program: string
  readonly flags: readonly Flag[]
  /** The words that are neither flags nor, as far as it shows, their values. */
  readonly operands: readonly string[]
}

export interface Flag {
  /** With its dashes: `--insecure-registry`. */
  readonly name: string
  readonly value?: string
  /** Whether the value is written with the flag (`--flag=value`), so that it must be its own. */
  readonly attached: boolean
  readonly at: Span
}

interface CommandSubject {
  readonly command: CommandFact
  readonly script: ScriptFact
}

/**
 * What a command, or a document of chart values, starts. Lists of arguments in values are commands already: only what
 * charts take in forms of their own (`extraArgs`) is added.
 */
export function invocationsOf(subject: DocumentFact | CommandSubject, inventory: Inventory): readonly Invocation[] {
  if ("command" in subject) return [ofCommand(subject.command)]
  const known = wordStarts(subject.path, inventory)
  return containersOf(subject).map((container) => ofContainer(container, known))
}

const starts = new WeakMap<FileFacts, ReadonlySet<number>>()

/** Where the words of all commands of a file begin, so that nothing is told of a word twice. */
export function wordStarts(path: string, { files }: Inventory): ReadonlySet<number> {
  const file = files.get(path)
  if (file === undefined) return none
  const known =
    starts.get(file) ??
    new Set(file.scripts.flatMap(({ commands }) => commands.flatMap(({ words }) => words.map(({ start }) => start))))
  starts.set(file, known)
  return known
}

const none: ReadonlySet<number> = new Set()

/** Whether a flag without a value of its own, or with one that says yes, is set. A template says nothing. */
export function isSet({ attached, value }: Flag): boolean {
  return !attached || value === undefined || /^(true|1|t|yes|on)?$/i.test(value)
}

function ofCommand({ tool, words }: CommandFact): Invocation {
  const flags: Flag[] = []
  const operands: string[] = []
  for (const [index, { value: word, start, end }] of words.entries()) {
    const [, name, given] = /^(--?[A-Za-z][\w.-]*)(?:=([\s\S]*))?$/.exec(word) ?? []
    if (name === undefined) {
      operands.push(word)
      continue
    }
    const next = words[index + 1]?.value
    const value = given ?? (next === undefined || next.startsWith("-") ? undefined : next)
    flags.push({ name, at: { start, end }, attached: given !== undefined, ...(value !== undefined && { value }) })
  }
  return { program: tool, flags, operands }
}

function ofContainer({ image, arguments: list }: Container, known: ReadonlySet<number>): Invocation {
  const flags = list.flatMap(({ flag, value, node }): Flag[] => {
    if (known.has(node.start)) return []
    // A key of `extraArgs: {flag: value}` has no dashes, and its value can be no other's.
    const attached = !node.value.startsWith("-") || node.value.includes("=")
    return [{ name: flag, at: node, attached, ...(value !== undefined && { value }) }]
  })
  return { program: programOf(image ?? ""), operands: [], flags }
}

/** `gcr.io/kaniko-project/executor:v1` runs `executor`. */
function programOf(image: string): string {
  const path = image.replace(/@.*$/s, "").replace(/:[^:/]*$/, "")
  return path.slice(path.lastIndexOf("/") + 1)
}
