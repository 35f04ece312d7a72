import { contentSegments } from "../../formats/content.ts"
import { readArguments } from "../../formats/shell/arguments.ts"
import { readShell, type ShellVariable } from "../../formats/shell.ts"
import type { CommandFact, ImageFact, ScriptFact, VariableFact, Word } from "../../model/facts.ts"
import type { Span } from "../../model/place.ts"
import type { Carrier, Language, ResourceRef, Segment, Source } from "../../model/source.ts"
import { type OffsetMap, outerSpan } from "../../model/source.ts"
import type { Node, Scalar } from "../../model/tree.ts"
import { commandWithoutSecrets, valueWithout } from "../secrets/commands.ts"
import { scalarWithoutSecrets } from "../secrets/tree.ts"
import { variablesOfLines } from "./lines.ts"

/** What running a text does: all spans are in the outer file. */
export interface Scripts {
  readonly scripts: ScriptFact[]
  readonly variables: VariableFact[]
  readonly images: ImageFact[]
  /** Texts that the scripts write, each to be read as a file of its own. */
  readonly sources: Source[]
  /** Where their secrets are, in the outer file. */
  readonly secrets: Span[]
  /** What was left unread, in words. */
  readonly left: Set<string>
}

export type ScriptScope = ScriptFact["scope"]
export type VariableScope = VariableFact["scope"]

/** A text with the way back into the text of the source. */
export interface Text {
  readonly text: string
  readonly segments: readonly Segment[]
}

/** What is found in one source. */
export class Extraction implements Scripts {
  readonly scripts: ScriptFact[] = []
  readonly variables: VariableFact[] = []
  readonly images: ImageFact[] = []
  readonly sources: Source[] = []
  readonly secrets: Span[] = []
  readonly left = new Set<string>()
  readonly source: Source
  readonly language: Language
  readonly resource: ResourceRef | undefined

  constructor(source: Source, language: Language, resource?: ResourceRef) {
    this.source = source
    this.language = language
    this.resource = resource
  }

  /** Adds the script that these commands are, unless there are none. */
  script(
    scope: ScriptScope,
    commands: readonly CommandFact[],
    { name = this.source.name, key, stage }: { name?: string; key?: string; stage?: number } = {},
  ): void {
    if (commands.length === 0) return
    const { path, inner } = this.source
    const carrier = key === undefined ? this.source.carrier : this.carrier(scope, key)
    this.scripts.push({
      path,
      name,
      inner,
      ...(carrier && { carrier }),
      scope,
      ...(stage !== undefined && { stage }),
      commands,
    })
  }

  /** The commands of a script; its variables and the texts it writes are added. */
  shell(text: Text, scope: VariableScope): CommandFact[] {
    const map: OffsetMap = { segments: text.segments, ...(this.source.map && { parent: this.source.map }) }
    const { commands, writes, variables, left } = readShell(text.text)
    for (const what of left) this.left.add(what)
    for (const variable of variables) this.shellVariable(variable, map, scope)
    for (const write of writes) {
      const own: OffsetMap = { segments: write.segments, parent: map }
      const target = write.target?.value ?? ""
      const variableFile = /\$\{?(GITHUB_ENV|BASH_ENV)\b/.exec(target)?.[1]
      if (variableFile === "GITHUB_ENV") {
        for (const variable of variablesOfLines(write.body)) this.shellVariable(variable, own, "workflow")
        continue
      }
      const language = write.language ?? (variableFile === "BASH_ENV" || profile.test(target) ? "shell" : undefined)
      const name = target === "" ? (names[language ?? ""] ?? "stdin") : target
      this.sources.push({
        path: this.source.path,
        name,
        text: write.body,
        inner: [...this.source.inner, name],
        map: own,
        carrier: { kind: "heredoc", key: target, ...(this.resource && { resource: this.resource }) },
        ...(language && { language }),
        ...(write.expands && { expands: true }),
        ...(write.partial && { guessed: true }),
      })
    }
    return commands.map((command) => commandWithoutSecrets(moved(command, map), this.secrets))
  }

  /** The commands of a program that is run with these arguments; those of a script among them as well. */
  run(list: readonly Scalar[], scope: VariableScope, tool?: string): CommandFact[] {
    const words = list.map((scalar) => this.word(scalar))
    if (tool !== undefined)
      words.unshift({ value: tool, literal: true, start: list[0]?.start ?? 0, end: list[0]?.start ?? 0 })
    if (words.length === 0) return []
    const { commands, script } = readArguments(words)
    const map: OffsetMap = {
      segments: [{ start: 0, outer: 0, step: "text" }],
      ...(this.source.map && { parent: this.source.map }),
    }
    const scalar = script === undefined ? undefined : list[tool === undefined ? script : script - 1]
    const inner = scalar === undefined ? [] : this.shell(this.text(scalar), scope)
    for (const { assignments } of commands)
      for (const { name, value } of assignments)
        this.shellVariable({ name, value, start: value.start, end: value.end, reach: "command" }, map, scope)
    return [...commands.map((command) => commandWithoutSecrets(moved(command, map), this.secrets)), ...inner]
  }

  variable(name: string, value: Scalar, scope: VariableScope, span: Span = value): void {
    const kept = scalarWithoutSecrets(name, { ...value, ...this.place(value) }, this.secrets)
    if (value.value.length > longest) return
    const { path, inner } = this.source
    this.variables.push({
      name,
      value: kept,
      span: this.place(span),
      path,
      inner,
      scope,
      ...(this.resource && { resource: this.resource }),
    })
  }

  /** `NAME=value` in one scalar, as lists of variables have it. A name without a value is passed through: it says nothing. */
  assignment(scalar: Scalar, scope: VariableScope): void {
    const [lead, name] = /^([A-Za-z_]\w*)=/.exec(scalar.value) ?? []
    if (lead === undefined || name === undefined) return
    const [segment] = this.text(scalar).segments
    const plain = segment?.step === "text"
    const start = plain ? segment.outer + lead.length : scalar.start
    const end = plain ? start + scalar.value.length - lead.length : scalar.end
    const type = scalar.type === "template" ? "template" : "string"
    this.variable(name, { ...scalar, type, value: scalar.value.slice(lead.length), start, end }, scope, scalar)
  }

  /** The variables of a mapping of names to values, or of a list: `{name, value}` or `NAME=value`. */
  environment(node: Node | undefined, scope: VariableScope): void {
    if (node?.kind === "mapping")
      for (const { key, value } of node.entries) {
        const own = value.kind === "mapping" ? value.entries.find((entry) => entry.key.value === "value")?.value : value
        if (own?.kind === "scalar" && variableName.test(key.value))
          this.variable(key.value, own, scope, { start: key.start, end: own.end })
      }
    if (node?.kind === "sequence")
      for (const item of node.items) {
        if (item.kind === "scalar") this.assignment(item, scope)
        else if (item.kind === "mapping") {
          const name = item.entries.find(({ key }) => key.value === "name")?.value
          const value = item.entries.find(({ key }) => key.value === "value")?.value
          if (name?.kind === "scalar" && value?.kind === "scalar" && variableName.test(name.value))
            this.variable(name.value, value, scope, item)
        }
      }
  }

  /** The content of scalars, one after the other, as one script. */
  text(...list: readonly Scalar[]): Text {
    const texts: string[] = []
    const segments: Segment[] = []
    let length = 0
    for (const scalar of list) {
      for (const segment of contentSegments(this.source.text, scalar, this.language))
        segments.push({ ...segment, start: segment.start + length })
      texts.push(scalar.value)
      length += scalar.value.length + 1
    }
    return { text: texts.join("\n"), segments }
  }

  place({ start, end }: Span): Span {
    return outerSpan(this.source.map, start, end)
  }

  private carrier(scope: ScriptScope, key: string): Carrier {
    const kind = scope === "container" || scope === "ansible" || scope === "terraform" ? scope : "step"
    return { kind, key, ...(this.resource && { resource: this.resource }) }
  }

  private word(scalar: Scalar): Word {
    const literal = scalar.type !== "template" && !/\$[({]|\{\{/.test(scalar.value)
    const { start, end } = scalar
    return { value: scalar.value, literal, start, end }
  }

  private shellVariable(variable: ShellVariable, map: OffsetMap, scope: VariableScope): void {
    const { name, value, reach } = variable
    if (reach === "local" || value.value.length > longest) return
    const { path, inner } = this.source
    this.variables.push({
      name,
      value: valueWithout(name, { ...value, ...outerSpan(map, value.start, value.end) }, this.secrets),
      span: outerSpan(map, variable.start, variable.end),
      path,
      inner,
      scope: reach === "command" ? "command" : scope,
      ...(this.resource && { resource: this.resource }),
    })
  }
}

/** A command with its places in the outer file. */
function moved(command: CommandFact, map: OffsetMap): CommandFact {
  const move = (word: Word): Word => ({ ...word, ...outerSpan(map, word.start, word.end) })
  return {
    ...command,
    ...outerSpan(map, command.start, command.end),
    words: command.words.map(move),
    assignments: command.assignments.map(({ name, value }) => ({ name, value: move(value) })),
    redirects: command.redirects.map(({ operator, target }) => ({ operator, target: move(target) })),
  }
}

// No rule is about a variable with a longer value.
const longest = 4096

const variableName = /^[A-Za-z_][\w.-]*$/
const profile = /(^|\/)(\.(bashrc|profile|bash_profile|zshrc|zprofile)|etc\/profile|profile\.d\/[^/]+)$/
const names: Readonly<Record<string, string>> = { yaml: "stdin.yaml", dockerfile: "Dockerfile" }
