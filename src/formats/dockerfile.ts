import type { Span } from "../model/place.ts"
import type { Segment } from "../model/source.ts"
import type { Entry, Node, Scalar } from "../model/tree.ts"
import { type Heredoc, type Instruction, instructionsOf } from "./dockerfile/instructions.ts"
import {
  argumentsOf,
  entriesOf,
  entry,
  keywordOf,
  mapping,
  plain,
  scalar,
  sequence,
  type Variables,
} from "./dockerfile/nodes.ts"
import { type DockerWord, jsonWords, substitute } from "./dockerfile/words.ts"
import type { ReadDocument } from "./format.ts"
import { decodeHeredoc } from "./shell/decode.ts"

/**
 * A Dockerfile. The tree is
 *
 *     args:   [ {op: ARG, entries: {NAME: default}} ]                   before the first FROM
 *     stages: [ {image, name?, platform?, instructions: [instruction]} ]
 *
 * and an instruction, by its `op`:
 *
 *     RUN, CMD, ENTRYPOINT, SHELL, HEALTHCHECK   {flags, words: [...]} (exec form) or {flags, script} (shell form)
 *     COPY, ADD                                  {flags, sources: [...], target, heredocs: [{name, content}]}
 *     ENV, ARG, LABEL                            {entries: {NAME: value}}
 *     ONBUILD                                    {instruction}
 *     all others                                 {words: [...]}
 *
 * `flags` maps `from`, `mount`, … to their values. Values with a variable are substituted where the file itself gives
 * its value (ARG defaults, ENV), and are of type `template` where it does not.
 */
export interface Dockerfile extends ReadDocument {
  readonly scripts: readonly DockerScript[]
  readonly files: readonly DockerFile[]
}

/** What a `RUN`, `CMD`, `ENTRYPOINT` or `HEALTHCHECK` runs. */
interface DockerScript {
  readonly op: string
  /** The number of the stage, from 0. */
  readonly stage: number
  readonly span: Span
  /** The exec form: the words of one command. */
  readonly words?: readonly DockerWord[]
  /** The shell form: a script, with the way to the file. */
  readonly text?: string
  readonly segments?: readonly Segment[]
}

/** A heredoc that `COPY` or `ADD` writes into the image. */
interface DockerFile {
  readonly stage: number
  readonly target: string
  readonly body: string
  readonly segments: readonly Segment[]
}

/** Reads a Dockerfile; lines that are no instruction are passed over. */
export function readDockerfile(text: string): Dockerfile {
  const reading: Reading = {
    args: new Map(),
    known: new Map(),
    foreign: false,
    scripts: [],
    files: [],
    template: false,
  }
  const args: Node[] = []
  const stages: Stage[] = []
  for (const instruction of instructionsOf(text)) {
    if (instruction.keyword === "FROM") {
      reading.known = new Map(reading.args)
      reading.foreign = false
      stages.push(stageOf(instruction, reading))
    } else {
      const node = nodeOf(instruction, reading, stages.length - 1)
      const stage = stages.at(-1)
      if (stage === undefined) args.push(node)
      else stage.instructions.push(node)
      if (stage === undefined) reading.args = new Map(reading.known)
    }
  }
  const whole = { start: 0, end: text.length }
  const root = mapping(whole, [
    entry("args", sequence(whole, args)),
    entry(
      "stages",
      sequence(
        whole,
        stages.map(({ span, entries, instructions }) =>
          mapping({ start: span.start, end: instructions.at(-1)?.end ?? span.end }, [
            ...entries,
            entry("instructions", sequence(span, instructions)),
          ]),
        ),
      ),
    ),
  ])
  return { root, span: whole, defects: [], template: reading.template, scripts: reading.scripts, files: reading.files }
}

interface Reading extends Variables {
  /** ARGs before the first FROM, which only FROM lines see. */
  args: Map<string, string>
  /** Whether `SHELL` has made the shell form something else than a Bourne shell. */
  foreign: boolean
  readonly scripts: DockerScript[]
  readonly files: DockerFile[]
}

interface Stage {
  readonly span: Span
  readonly entries: readonly Entry[]
  readonly instructions: Node[]
}

function stageOf(instruction: Instruction, reading: Reading): Stage {
  const { flags, words } = argumentsOf(instruction)
  const [image, as, name] = words
  const entries = [
    entry("op", keywordOf(instruction)),
    ...(image === undefined ? [] : [entry("image", scalar(image, reading))]),
    ...(name !== undefined && as?.value.toUpperCase() === "AS" ? [entry("name", scalar(name, reading))] : []),
    ...flags.map((flag) => entry(flag.name, scalar(flag.value, reading))),
  ]
  return { span: instruction, entries, instructions: [] }
}

function nodeOf(instruction: Instruction, reading: Reading, stage: number): Node {
  const { keyword } = instruction
  const op = entry("op", keywordOf(instruction))
  const span = { start: instruction.start, end: instruction.end }
  if (keyword === "ENV" || keyword === "ARG" || keyword === "LABEL")
    return mapping(span, [op, entry("entries", mapping(span, entriesOf(instruction, reading)))])
  if (keyword === "ONBUILD") {
    // An ONBUILD of an ONBUILD is refused by the builder.
    const [inner] = instructionsOf(instruction.text.slice(instruction.from - instruction.start))
    return mapping(
      span,
      inner === undefined || inner.keyword === "ONBUILD"
        ? [op]
        : [op, entry("instruction", nodeOf(moved(inner, instruction.from), reading, stage))],
    )
  }
  const { flags, words, rest } = argumentsOf(instruction)
  const flagNodes = entry(
    "flags",
    mapping(
      span,
      flags.map((flag) => entry(flag.name, scalar(flag.value, reading))),
    ),
  )
  const list = jsonWords(instruction.text.slice(rest - instruction.start, instruction.to - instruction.start), rest)
  if (keyword === "COPY" || keyword === "ADD")
    return copyOf(instruction, { op, flagNodes }, list ?? words, reading, stage)
  if (!/^(RUN|CMD|ENTRYPOINT|SHELL|HEALTHCHECK)$/.test(keyword))
    return mapping(span, [
      op,
      entry(
        "words",
        sequence(
          span,
          words.map((word) => scalar(word, reading)),
        ),
      ),
    ])
  const from = keyword === "HEALTHCHECK" ? afterCmd(words, rest) : rest
  const exec =
    keyword === "HEALTHCHECK"
      ? jsonWords(instruction.text.slice(from - instruction.start, instruction.to - instruction.start), from)
      : list
  if (exec !== undefined) {
    if (keyword === "SHELL") reading.foreign = /(powershell|pwsh|cmd)(\.exe)?$/i.test(exec[0]?.value ?? "")
    else reading.scripts.push({ op: keyword, stage, span, words: exec })
    return mapping(span, [
      op,
      flagNodes,
      entry(
        "words",
        sequence(
          span,
          exec.map((word) => scalar(word, reading)),
        ),
      ),
    ])
  }
  const script = scriptOf(instruction, from)
  if (!reading.foreign) reading.scripts.push({ op: keyword, stage, span, ...script })
  const node: Scalar = {
    kind: "scalar",
    value: script.text,
    type: "string",
    style: "plain",
    start: from,
    end: instruction.end,
  }
  return mapping(span, [op, flagNodes, entry("script", node)])
}

/** The script of a shell form: the arguments, or the heredoc where it is all that there is. */
function scriptOf(instruction: Instruction, from: number): { text: string; segments: readonly Segment[] } {
  const [heredoc] = instruction.heredocs
  const own = instruction.text.slice(from - instruction.start, instruction.to - instruction.start)
  if (
    heredoc !== undefined &&
    instruction.heredocs.length === 1 &&
    from === heredoc.token.start &&
    own.trim().length === heredoc.token.end - heredoc.token.start
  )
    return bodyOf(instruction, heredoc)
  const text = instruction.text.slice(from - instruction.start)
  return { text, segments: [{ start: 0, outer: from, step: "text" }] }
}

function bodyOf(instruction: Instruction, heredoc: Heredoc): { text: string; segments: readonly Segment[] } {
  const { start } = instruction
  const span = { pos: heredoc.body.start - start, end: heredoc.body.end - start }
  // The build substitutes variables in the body, but leaves it otherwise as it is.
  const { text, segments } = decodeHeredoc(instruction.text, span, { tabs: heredoc.tabs, expands: false })
  return { text, segments: segments.map((segment) => ({ ...segment, outer: segment.outer + start })) }
}

function copyOf(
  instruction: Instruction,
  { op, flagNodes }: { op: Entry; flagNodes: Entry },
  words: readonly DockerWord[],
  reading: Reading,
  stage: number,
): Node {
  const span = { start: instruction.start, end: instruction.end }
  const target = words.at(-1)
  const names = new Set(instruction.heredocs.map(({ token }) => token.start))
  const sources = words.slice(0, -1).filter((word) => !names.has(word.start))
  const bodies = instruction.heredocs.map((heredoc) => ({ heredoc, ...bodyOf(instruction, heredoc) }))
  const place = target === undefined ? "" : substitute(target.value, reading.known).value
  for (const { heredoc, text, segments } of bodies)
    reading.files.push({ stage, target: place.endsWith("/") ? `${place}${heredoc.name}` : place, body: text, segments })
  const contents = bodies.map(({ heredoc, text }) =>
    mapping(heredoc.body, [
      entry("name", { ...plain, value: heredoc.name, ...heredoc.token }),
      entry("content", { ...plain, style: "literal", value: text, ...heredoc.body }),
    ]),
  )
  return mapping(span, [
    op,
    flagNodes,
    entry(
      "sources",
      sequence(
        span,
        sources.map((word) => scalar(word, reading)),
      ),
    ),
    ...(target === undefined ? [] : [entry("target", scalar(target, reading))]),
    ...(contents.length === 0 ? [] : [entry("heredocs", sequence(span, contents))]),
  ])
}

function afterCmd(words: readonly DockerWord[], rest: number): number {
  return words[0]?.value.toUpperCase() === "CMD" ? (words[1]?.start ?? rest) : rest
}

function moved(instruction: Instruction, by: number): Instruction {
  const span = ({ start, end }: Span) => ({ start: start + by, end: end + by })
  return {
    ...instruction,
    ...span(instruction),
    keywordEnd: instruction.keywordEnd + by,
    from: instruction.from + by,
    to: instruction.to + by,
    heredocs: instruction.heredocs.map((item) => ({ ...item, token: span(item.token), body: span(item.body) })),
  }
}
