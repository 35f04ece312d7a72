import type { Inventory } from "../join/inventory.ts"
import type { DocumentFact, ScriptFact, Word } from "../model/facts.ts"
import type { Location, Span } from "../model/place.ts"
import type { Node, Scalar } from "../model/tree.ts"
import type { FileSystem } from "./file-system.ts"

/** A text of a configuration, with its place. */
export interface Text {
  readonly value: string
  readonly at: Location
  /** Whether all of it is known before it runs. */
  readonly literal: boolean
}

/** A program as it is started: the main one of a container, or a command of a script. */
export interface Command {
  /** The program without its directory; empty where it is not known. */
  readonly tool: string
  readonly words: readonly Text[]
  readonly at: Location
  /** The variables that its script, or its own line, sets for it. */
  readonly variables?: ReadonlyMap<string, Text>
}

/** A container, or a node or a script with its files: what runs, with what it sees. */
export interface Process {
  /** Unique, for people too: `Deployment shop/api, container api`. */
  readonly id: string
  readonly at: Location
  readonly image?: string
  /** What it runs, the main program first. */
  readonly commands: readonly Command[]
  readonly environment: Environment
  readonly files: FileSystem
  readonly network: Network
  /** Ports that the manifest says it listens on, with their names. */
  readonly ports: readonly { readonly name?: string; readonly number: number }[]
  /** What its system store holds besides the public roots. */
  readonly system: SystemStore
  /** Whether its image is made of a Dockerfile of the repository. */
  readonly built?: boolean
  /** The folder that relative paths start in. */
  readonly folder: string
}

export interface Environment {
  get(name: string): Text | undefined
  /** Whether variables may be set that the repository does not show. */
  readonly open: boolean
  readonly names: readonly string[]
}

/** Where names are looked up. */
export type Network =
  | { readonly kind: "cluster"; readonly path: string; readonly namespace: string }
  | { readonly kind: "compose"; readonly document: DocumentFact; readonly service: string }
  | { readonly kind: "machine"; readonly path: string }

/** The store of the distribution: certificates that were added to the public ones, or why they are not known. */
export type SystemStore =
  | { readonly kind: "known"; readonly paths: readonly string[] }
  | { readonly kind: "unknown"; readonly why: string }

export function textOf(node: Scalar, document: DocumentFact, inventory: Inventory): Text {
  return {
    value: node.value,
    at: inventory.locate(document.path, node, document.inner),
    literal: node.type !== "template" && node.secret === undefined,
  }
}

export function textsOf(nodes: readonly Node[], document: DocumentFact, inventory: Inventory): Text[] {
  return nodes.flatMap((node) => (node.kind === "scalar" ? [textOf(node, document, inventory)] : []))
}

/** The commands of scripts, with their places, and the variables that were exported before them. */
export function commandsOf(scripts: readonly ScriptFact[], inventory: Inventory): Command[] {
  return scripts.flatMap(({ path, inner, commands }) => {
    const place = (span: Span) => inventory.locate(path, span, inner)
    const text = ({ value, literal, ...span }: Word): Text => ({ value, literal, at: place(span) })
    const exported = new Map<string, Text>()
    const plain = new Map<string, Text>()
    return commands.map((command): Command => {
      const own = new Map(command.assignments.map(({ name, value }) => [name, text(value)] as const))
      if (command.tool === "export") {
        for (const [name, value] of own) exported.set(name, value)
        for (const { value } of command.words) {
          const known = plain.get(value)
          if (known !== undefined) exported.set(value, known)
        }
      } else if (command.tool === "") for (const [name, value] of own) plain.set(name, value)
      const variables = new Map([...exported, ...own])
      return {
        tool: command.tool,
        words: command.words.map(text),
        at: place(command),
        ...(variables.size > 0 && { variables }),
      }
    })
  })
}

/** A process with the variables that a command of a script has. */
export function withVariables(running: Process, { variables }: Command): Process {
  if (variables === undefined) return running
  const { environment } = running
  return {
    ...running,
    environment: {
      open: environment.open,
      names: [...environment.names, ...variables.keys()],
      get: (name) => {
        const own = variables.get(name)
        return own === undefined ? environment.get(name) : (expanded(own, environment) ?? own)
      },
    },
  }
}

/** A program by its words, looking through what only starts another. */
export function commandOf(words: readonly Text[]): Command | undefined {
  const [first, ...rest] = words
  if (first === undefined) return undefined
  const tool = first.value.slice(first.value.lastIndexOf("/") + 1)
  if (/^(exec|env|tini|dumb-init|gosu|su-exec|nice)$/.test(tool)) {
    const next = rest.findIndex(({ value }) => !/^-|=|^--$/.test(value))
    const from = /^(gosu|su-exec)$/.test(tool) ? next + 1 : next
    if (next >= 0) return commandOf(rest.slice(from))
  }
  return { tool, words: rest, at: first.at }
}

/** A text with the variables of its environment put in; undefined where one is not known. */
export function expanded(text: Text, environment: Environment): Text | undefined {
  if (text.literal || !/[$`]/.test(text.value)) return text.literal ? text : undefined
  if (/`|\$\(/.test(text.value)) return undefined
  let from: Text | undefined
  let known = true
  const value = text.value.replaceAll(/\$(?:\{(\w+)(?::?-([^{}]*))?\}|(\w+))/g, (_, braced, fallback, plain) => {
    const found = environment.get(braced ?? plain)
    if (found?.literal) {
      from ??= found
      return found.value
    }
    if (found === undefined && fallback !== undefined && !environment.open) return fallback
    known = false
    return ""
  })
  return known && !value.includes("$") ? { value, literal: true, at: from?.at ?? text.at } : undefined
}
