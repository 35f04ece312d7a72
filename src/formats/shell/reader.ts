import type { Assignment, Command, Redirection, Statement, SyntaxNode, Word as SyntaxWord } from "unbash"
import { append } from "../../model/append.ts"
import type { CommandFact, Word } from "../../model/facts.ts"
import type { Span } from "../../model/place.ts"
import type { OffsetMap } from "../../model/source.ts"
import { outerSpan } from "../../model/source.ts"
import type { Output, WrittenText } from "../shell.ts"
import { type Decoded, decodeHeredoc, decodeWord } from "./decode.ts"
import { editOf } from "./edits.ts"
import { logicalLines } from "./lines.ts"
import { shellParser } from "./parser.ts"
import { assignmentOf, declared, setElsewhere } from "./variables.ts"
import { heldText, learn, type Reading, readWord } from "./words.ts"
import { carriedCommand, carriedTool, isInterpreter, programOf, scriptArgument, toolOf, unwrap } from "./wrappers.ts"
import { appendsTo, inputOf, type Stage, sinkOf, textOfEcho, throughMap } from "./writes.ts"

/** A script, which may stand in another one. */
export interface Script extends Reading {
  readonly map?: OffsetMap
  readonly depth: number
}

/** What surrounds a command. */
interface Around {
  readonly conditional: boolean
  /** The later stages of its pipeline. */
  readonly following: readonly Stage[]
  readonly redirects: readonly Redirection[]
  /** The variable that gets what is written to the standard output. */
  readonly variable?: string
}

// Longer than any that people write: each command of a pipeline is read with those that follow it.
const longestPipeline = 64

// Deeper than any script that people write; unbash itself gives up at 256.
const deepest = 10

/** Adds all that a script says to `output`. */
export function readScript(script: Script, output: Output, around: Around = top): void {
  const reader = new ScriptReader(script, output)
  const { commands, errors } = shellParser().parse(script.source)
  reader.statements(commands, around)
  if (errors === undefined || errors.length === 0 || script.depth >= deepest) return
  for (const line of logicalLines(
    script.source,
    reader.read.toSorted((a, b) => a.start - b.start),
  ))
    reader.nested(
      { text: script.source.slice(line.start, line.end), segments: [{ start: 0, outer: line.start, step: "text" }] },
      around,
      deepest,
    )
}

const top: Around = { conditional: false, following: [], redirects: [] }

class ScriptReader {
  /** Where commands have been found. */
  readonly read: Span[]
  readonly script: Script
  readonly output: Output

  constructor(script: Script, output: Output, read: Span[] = []) {
    this.script = script
    this.output = output
    this.read = read
  }

  statements(list: readonly Statement[], around: Around): void {
    for (const { command } of list) this.node(command, around)
  }

  nested(decoded: Decoded, around: Around, depth = this.script.depth + 1): void {
    if (depth > deepest) {
      this.output.left.add("scripts stand in scripts, deeper than is read")
      return
    }
    const { map: parent } = this.script
    const map: OffsetMap = { segments: decoded.segments, ...(parent && { parent }) }
    readScript({ ...this.script, source: decoded.text, map, depth }, this.output, around)
  }

  node(node: SyntaxNode, around: Around): void {
    const conditional: Around = { ...around, conditional: true }
    switch (node.type) {
      case "Command":
        this.command(node, around)
        break
      case "AndOr":
        for (const [index, command] of node.commands.entries())
          this.node(command, node.operators[index - 1] === "||" ? conditional : around)
        break
      case "Pipeline": {
        const stages = [...node.commands.map((command) => this.stage(command)), ...around.following]
        for (const [index, command] of node.commands.entries()) {
          const following = stages.slice(index + 1, index + 1 + longestPipeline)
          // What the last program does decides what all of it is for.
          if (index + 1 + longestPipeline < stages.length) {
            following.push(stages.at(-1)!)
            this.output.left.add("a pipeline has more commands than are followed")
          }
          this.node(command, { ...around, following })
        }
        break
      }
      case "If":
        this.statements(node.clause.commands, around)
        this.statements(node.then.commands, conditional)
        for (const branch of node.elif) {
          this.statements(branch.clause.commands, conditional)
          this.statements(branch.then.commands, conditional)
        }
        if (node.else !== undefined) this.statements(node.else.commands, conditional)
        break
      case "CaseItem":
        this.statements(node.body.commands, conditional)
        break
      case "Redirected":
        this.node(node.command, { ...around, redirects: [...around.redirects, ...node.redirects] })
        for (const redirect of node.redirects) this.heredoc(redirect, this.stage(node), around)
        break
      case "Function":
        new ScriptReader({ ...this.script, deferred: true }, this.output, this.read).node(node.body, around)
        break
      case "Word":
      case "Assignment":
        this.substitutions(node, { ...around, following: [], redirects: [] })
        break
      default:
        shellParser().forEachChild(node, (child) => this.node(child, around))
    }
  }

  command(node: Command, around: Around): void {
    this.read.push({ start: node.pos, end: node.end })
    const words: Word[] = []
    const syntax: (SyntaxWord | undefined)[] = []
    for (const item of node.name === undefined ? [] : [node.name, ...node.args]) {
      const list = this.words(item)
      append(words, list)
      for (const _ of list) syntax.push(list.length === 1 && item.type === "Word" ? item : undefined)
    }
    const assigned = node.prefix.flatMap((item) => (item.type === "Assignment" ? [this.assignment(item)] : []))
    for (const { name, value, span } of assigned)
      this.output.variables.push({ name, value, ...span, reach: words.length === 0 ? "local" : "command" })
    for (const item of words.length === 0 ? node.prefix : node.args) if (item.type === "Assignment") this.learn(item)
    const inner: Around = { ...around, following: [], redirects: [] }
    for (const item of node.prefix) this.substitutions(item, withVariable(inner, item))
    if (words.length > 0) {
      const redirects = [...around.redirects, ...node.redirects]
      const place = this.place(node.pos, node.end)
      const stage = this.run({ words, syntax, assigned, redirects, place }, around)
      const reader = isInterpreter(stage.tool) ? [{ ...stage, redirects: [] }] : []
      for (const item of node.suffix) this.substitutions(item, withVariable({ ...inner, following: reader }, item))
      for (const item of node.redirects) this.heredoc(item, stage, around)
    }
  }

  /** Adds the command of a line, and those that it wraps or carries. */
  run(line: Line, around: Around, depth = 0): Stage {
    const { words, syntax } = line
    const { start, assignments: set } = unwrap(words)
    const first = words[start]
    const tool = toolOf(depth === 0 || first === undefined ? first : { ...first, value: programOf(first.value) })
    const rest = words.slice(start + 1)
    const redirects = this.redirects(line.redirects)
    const wrapped = set.map((index) => assignmentOf(words[index]!))
    for (const { name, value } of wrapped)
      this.output.variables.push({ name, value, start: value.start, end: value.end, reach: "command" })
    this.output.commands.push({
      tool,
      words: rest,
      assignments: [...line.assigned, ...wrapped].map(({ name, value }) => ({ name, value })),
      redirects,
      pipedTo: around.following.map((stage) => stage.tool),
      conditional: around.conditional,
      ...line.place,
    })
    const edit = editOf(tool, rest)
    if (edit !== undefined) this.output.writes.push({ ...edit, expands: /\$[\w{(]/.test(edit.body), partial: true })
    this.output.variables.push(...declared(tool, rest, this.output.exported), ...setElsewhere(tool, rest))

    const argument = scriptArgument(tool, rest)
    const text = argument === undefined ? undefined : syntax[start + 1 + argument]
    if (text !== undefined) this.nested(decodeWord(this.script.source, text), { ...around, redirects: line.redirects })
    if (tool === "echo" || tool === "printf")
      this.echo({ tool, words: rest, redirects }, syntax.slice(start + 1), around, line.place.start)
    const carried = this.script.constants.runners.has(tool) ? carriedTool(rest) : carriedCommand(tool, rest)
    const stage = { tool, words: rest, redirects }
    if (carried === undefined || depth > 4) return stage
    const from = start + 1 + carried
    const place = { start: words[from]!.start, end: line.place.end }
    this.run({ ...line, words: words.slice(from), syntax: syntax.slice(from), assigned: [], place }, around, depth + 1)
    return stage
  }

  /** The text of `echo` or `printf`, where it goes to a file or an interpreter. */
  echo(stage: Stage, syntax: readonly (SyntaxWord | undefined)[], around: Around, start: number): void {
    const language = around.following.length === 0 ? undefined : inputOf(around.following[0]!)
    const target = sinkOf(stage, around.following)
    if (target === undefined && language === undefined) return
    const held = syntax.map((item) => heldText(item, this.script))
    const decoded = textOfEcho(stage, syntax, (item, index) => held[index] ?? decodeWord(this.script.source, item))
    if (decoded === undefined) return
    const expands = /[$`]/.test(decoded.text) || held.some((one) => one?.expands)
    this.write(
      decoded,
      { target, language, expands, lines: { start, appends: appendsTo(stage, around.following) } },
      around,
    )
  }

  heredoc(item: Redirection, stage: Stage, around: Around): void {
    if (item.type === "HereString") this.hereString(item.target, stage, around)
    if (item.type !== "HereDoc") return
    const expands = item.delimiter?.quoted !== true
    const decoded = decodeHeredoc(this.script.source, item.body, { tabs: item.operator === "<<-", expands })
    const target =
      stage.tool === "" || /^(cat|tee|install|dd|sponge|envsubst)$/.test(stage.tool)
        ? sinkOf(stage, around.following)
        : undefined
    const reader = target !== undefined ? undefined : [stage, ...around.following].find((next) => next.tool !== "cat")
    const language = reader && inputOf(reader)
    if (target !== undefined || language !== undefined) this.write(decoded, { target, language, expands }, around)
    else {
      const variable =
        stage.tool === "read" ? stage.words.at(-1)?.value : /^(cat)?$/.test(stage.tool) ? around.variable : undefined
      if (variable !== undefined) this.hold(variable, decoded, expands)
    }
    if (expands) this.substitutions(item, { ...around, following: [], redirects: [] })
  }

  /** `tee FILE <<< "$text"`. */
  hereString(item: SyntaxWord | undefined, stage: Stage, around: Around): void {
    const target = /^(cat|tee|install|dd|sponge)$/.test(stage.tool) ? sinkOf(stage, around.following) : undefined
    if (target === undefined || item === undefined) return
    const held = heldText(item, this.script)
    const decoded = held ?? decodeWord(this.script.source, item)
    this.write(decoded, { target, language: undefined, expands: held?.expands ?? /[$`]/.test(decoded.text) }, around)
  }

  /** Remembers a text that goes to a file by way of a variable. */
  hold(name: string, decoded: Decoded, expands: boolean): void {
    const { constants, source } = this.script
    if (constants.names.has(name) || !constants.texts.has(name))
      constants.texts.set(name, { ...decoded, source, expands })
  }

  write(decoded: Decoded, { target, language, expands, lines }: Writing, around: Around): void {
    if (target === undefined && language === "shell") {
      this.nested(decoded, { ...around, following: [], redirects: [] })
      return
    }
    this.output.writes.push({
      ...(target && { target }),
      body: decoded.text,
      segments: throughMap(decoded.segments, decoded.text.length, this.script.map),
      expands,
      ...(language && { language }),
      ...(lines && { lines }),
    })
  }

  substitutions(node: SyntaxNode, around: Around): void {
    if ("text" in node && typeof node.text === "string" && !/\$[({]|`|[<>]\(/.test(node.text)) return
    shellParser().forEachChild(node, (child) => {
      if (child.type === "HereDocDelimiter") return
      if (child.type !== "Script") return this.substitutions(child, around)
      // An escaped backtick script has a text of its own, whose offsets lead nowhere: it stands where its expansion does.
      if (child.source === undefined) this.statements(child.commands, around)
      else this.nested({ text: child.source, segments: [{ start: 0, outer: node.pos, step: "fixed" }] }, around)
    })
  }

  stage(node: SyntaxNode): Stage {
    if (node.type === "Redirected") return { tool: "", words: [], redirects: this.redirects(node.redirects) }
    if (node.type !== "Command" || node.name === undefined) return { tool: "", words: [], redirects: [] }
    const words = [node.name, ...node.args].flatMap((item) => this.words(item))
    const { start } = unwrap(words)
    const redirects = this.redirects(node.redirects)
    return { tool: toolOf(words[start]), words: words.slice(start + 1), redirects }
  }

  redirects(list: readonly Redirection[]): CommandFact["redirects"] {
    return list.flatMap((item) => {
      if (item.type === "HereDoc" || item.target === undefined) return []
      const { descriptor } = item
      const number = descriptor?.type === "FileDescriptor" && descriptor.value !== 1 ? `${descriptor.value}` : ""
      return this.words(item.target).map((target) => ({ operator: `${number}${item.operator}`, target }))
    })
  }

  assignment(item: Assignment): Assigned {
    const span = this.place(item.pos, item.end)
    const [value] = item.value.type === "Word" ? this.values(item) : []
    return { name: item.name, value: value ?? { value: "", literal: false, ...span }, span }
  }

  /** The value of an assignment, which is not split at blanks. */
  values(item: Assignment): readonly Word[] {
    if (item.value.type === "ArrayValue") return item.value.elements.flatMap((element) => this.words(element))
    const list = this.words(item.value)
    if (list.length === 1) return list
    const { start, end } = this.place(item.value.pos, item.value.end)
    return [
      { value: list.map((word) => word.value).join(" "), literal: list.every((word) => word.literal), start, end },
    ]
  }

  learn(item: Assignment): void {
    if (item.value.type === "Word" && item.value.text.includes("\n") && !/\$\(|`/.test(item.value.text)) {
      const decoded = decodeWord(this.script.source, item.value)
      this.hold(item.name, decoded, /^[^']*\$/.test(item.value.text))
    }
    learn(this.script.constants, item, this.values(item))
  }

  words(item: SyntaxWord | Assignment): Word[] {
    return readWord(item, this.script, (start, end) => this.place(start, end))
  }

  place(start: number, end: number): Span {
    return outerSpan(this.script.map, start, end)
  }
}

function withVariable(around: Around, item: SyntaxNode): Around {
  return item.type === "Assignment" ? { ...around, variable: item.name } : around
}

interface Writing extends Pick<WrittenText, "lines"> {
  readonly target: Word | undefined
  readonly language: ReturnType<typeof inputOf>
  readonly expands: boolean
}

interface Assigned {
  readonly name: string
  readonly value: Word
  readonly span: Span
}

/** A command line with all its words, before it is known which of them is the program. */
interface Line {
  readonly words: readonly Word[]
  readonly syntax: readonly (SyntaxWord | undefined)[]
  readonly assigned: readonly Assigned[]
  readonly redirects: readonly Redirection[]
  readonly place: Span
}
