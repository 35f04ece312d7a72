import type { Span } from "../../model/place.ts"
import type { Entry, Mapping, Node, Scalar, Sequence } from "../../model/tree.ts"
import type { Instruction } from "./instructions.ts"
import { type DockerWord, substitute, wordsOf } from "./words.ts"

/** What is known of variables while a Dockerfile is read. */
export interface Variables {
  known: Map<string, string>
  template: boolean
}

/** The variables of `ENV A=b C="d e"`, `ENV A the rest` and `ARG A B=c`. */
export function entriesOf(instruction: Instruction, reading: Variables): Entry[] {
  const text = instruction.text.slice(instruction.from - instruction.start, instruction.to - instruction.start)
  const words = wordsOf(text, instruction.from)
  const [first, second] = words
  if (first === undefined) return []
  if (instruction.keyword !== "ARG" && !first.value.includes("=")) {
    const last = words.at(-1)!
    const start = second?.start ?? first.end
    const value = words
      .slice(1)
      .map((word) => word.value)
      .join(" ")
    return [known(first, { value, quoted: second?.quoted ?? false, start, end: Math.max(start, last.end) }, reading)]
  }
  return words.flatMap((word) => {
    const equals = word.value.indexOf("=")
    if (equals === -1) return instruction.keyword === "ARG" ? [declared(word)] : []
    const name = { ...word, value: word.value.slice(0, equals), end: word.start + equals }
    return [known(name, { ...word, value: word.value.slice(equals + 1), start: word.start + equals + 1 }, reading)]
  })
}

function known(name: DockerWord, value: DockerWord, reading: Variables): Entry {
  const node = scalar(value, reading)
  // Values of values can double with every line.
  if (node.type !== "template" && node.value.length <= longest) reading.known.set(name.value, node.value)
  return {
    key: { kind: "scalar", type: "string", style: "plain", value: name.value, start: name.start, end: name.end },
    value: node,
  }
}

/** No address, path or list of options is longer. */
const longest = 4096

/** `ARG NAME`: a parameter without a default. */
function declared(word: DockerWord): Entry {
  const span = { start: word.start, end: word.end }
  return {
    key: { kind: "scalar", type: "string", style: "plain", value: word.value, ...span },
    value: { kind: "scalar", type: "null", style: "plain", value: "", ...span },
  }
}

/** The flags of an instruction (`--from=x`), the words after them, and where these begin. */
export interface Flag {
  readonly name: string
  readonly value: DockerWord
}

export function argumentsOf(instruction: Instruction): {
  flags: readonly Flag[]
  words: readonly DockerWord[]
  rest: number
} {
  const text = instruction.text.slice(instruction.from - instruction.start, instruction.to - instruction.start)
  const all = wordsOf(text, instruction.from)
  const flags: Flag[] = []
  for (const word of all) {
    const [lead, name] = /^--([a-z-]+)(?:=|$)/.exec(word.value) ?? []
    if (lead === undefined || name === undefined) break
    flags.push({ name, value: { ...word, value: word.value.slice(lead.length), start: word.start + lead.length } })
  }
  const words = all.slice(flags.length)
  return { flags, words, rest: words[0]?.start ?? instruction.to }
}

export function keywordOf({ keyword, start, keywordEnd }: Instruction): Scalar {
  return { kind: "scalar", type: "string", style: "plain", value: keyword, start, end: keywordEnd }
}

export function scalar(word: DockerWord, reading: Variables): Scalar {
  const { value, open } = substitute(word.value, reading.known)
  if (open) reading.template = true
  const { start, end } = word
  return {
    kind: "scalar",
    value,
    type: open ? "template" : "string",
    style: word.quoted ? "quoted" : "plain",
    start,
    end,
  }
}

export function entry(name: string, value: Node): Entry {
  return {
    key: { kind: "scalar", type: "string", style: "plain", value: name, start: value.start, end: value.start },
    value,
  }
}

export function mapping({ start, end }: Span, entries: readonly Entry[]): Mapping {
  return { kind: "mapping", entries, start, end }
}

export function sequence({ start, end }: Span, items: readonly Node[]): Sequence {
  return { kind: "sequence", items, start, end }
}

export const plain = { kind: "scalar", type: "string", style: "plain" } as const
