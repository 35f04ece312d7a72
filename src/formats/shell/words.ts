import type { Assignment, DoubleQuotedChild, Word as SyntaxWord, WordPart } from "unbash"
import type { Word } from "../../model/facts.ts"
import type { Span } from "../../model/place.ts"
import type { Decoded } from "./decode.ts"
import { hasTemplate, unmask } from "./templates.ts"
import { carriedTools } from "./wrappers.ts"

/** Variables that a script sets once and to a known value: `CURL_OPTS=-k; curl $CURL_OPTS`. */
export interface Constants {
  readonly values: Map<string, readonly string[]>
  /** What is known of values with parts that are not: `https://host/tool-${VERSION}.tgz`. */
  readonly parts: Map<string, string>
  /** Texts of several lines that variables hold, with the script that they stand in. */
  readonly texts: Map<string, HeldText>
  /** Names that functions use before the script gives them their value. */
  readonly late: Set<string>
  /** Names that are assigned in one place only. */
  readonly names: ReadonlySet<string>
  /** Functions that run the command they are given (`retry curl …`). */
  readonly runners: ReadonlySet<string>
}

/** A text that a script keeps in a variable until it writes it somewhere. */
export interface HeldText extends Decoded {
  /** The script that its places are in. */
  readonly source: string
  readonly expands: boolean
}

/** What is known of the variables and functions of a script before it is read. */
export function constantsOf(source: string): Constants {
  const counts = new Map<string, number>()
  const count = (name: string, by: number) => counts.set(name, (counts.get(name) ?? 0) + by)
  for (const match of source.matchAll(/(?<![\w$])([A-Za-z_]\w*)(?:\[[^\]\n]{0,40}\])?(\+?)=/g))
    count(match[1]!, match[2] === "+" ? 2 : 1)
  for (const match of source.matchAll(/\b(?:read|for|getopts|select|mapfile|readarray|unset)\s([^;\n]{0,200})/g))
    for (const name of match[1]!.matchAll(/[A-Za-z_]\w*/g)) count(name[0], 2)
  const runners = new Set<string>()
  if (source.includes('"$@"'))
    for (const match of source.matchAll(
      /(?:^|[\n;])[ \t]*(?:function[ \t]+)?([\w-]{1,60})[ \t]*(?:\([ \t]*\))?[ \t\n]*\{/g,
    )) {
      const body = source.slice(match.index, match.index + 2000)
      const end = body.indexOf("\n}")
      if (body.slice(0, end === -1 ? undefined : end).includes('"$@"')) runners.add(match[1]!)
    }
  return {
    values: new Map(),
    parts: new Map(),
    texts: new Map(),
    late: new Set(),
    names: new Set([...counts].filter(([, n]) => n === 1).map(([name]) => name)),
    runners,
  }
}

/** Remembers the value of a variable that is set once. */
export function learn(constants: Constants, item: Assignment, values: readonly Word[]): void {
  if (
    !constants.names.has(item.name) ||
    // Constants made of constants could double their length with every line.
    values.reduce((length, word) => length + word.value.length, 0) > longestConstant ||
    item.append ||
    item.index !== undefined
  )
    return
  if (values.every((word) => word.literal))
    constants.values.set(
      item.name,
      values.map((word) => word.value),
    )
  // The address of a server or a path says enough where it is known to its first variable, a program by its last name.
  else if (values.length === 1) {
    const value = withDefault(values[0]!.value)
    if (/^([a-z]+:\/\/[\w.-]|\/\w)|^[^\s"'=]*\/[\w.+-]+$/.test(value) || carriedTools.test(value))
      constants.parts.set(item.name, value)
  }
}

/** What `${NAME:-default}` is unless somebody says otherwise; defaults may have defaults. */
function withDefault(value: string): string {
  let text = value
  for (let depth = 0; depth < 4; depth++) {
    const [, inner] = /^\$\{\w+:?[-=]["']?(.*?)["']?\}$/s.exec(text) ?? []
    if (inner === undefined) break
    text = inner
  }
  return text
}

/** The text that a word is the variable of: `"$config"`. */
export function heldText(item: SyntaxWord | undefined, { source, constants }: Reading): HeldText | undefined {
  const [, name] = /^"?\$\{?([A-Za-z_]\w*)\}?"?$/.exec(item?.text ?? "") ?? []
  const held = name === undefined ? undefined : constants.texts.get(name)
  return held?.source === source ? held : undefined
}

export interface Reading {
  readonly source: string
  readonly templates: readonly string[]
  readonly constants: Constants
  /** Whether the text is the body of a function, which runs after what follows it has been set. */
  readonly deferred?: boolean
}

/** The words that a word becomes: several where it is the unquoted value of a constant with blanks in it. */
export function readWord(
  item: SyntaxWord | Assignment,
  text: Reading,
  place: (start: number, end: number) => Span,
): Word[] {
  const span = place(item.pos, item.end)
  if (item.type === "Assignment") {
    const [value] = item.value.type === "Word" ? readWord(item.value, text, place) : []
    return [{ value: `${item.name}=${value?.value ?? ""}`, literal: value?.literal ?? false, ...span }]
  }
  if (!special.test(item.text)) {
    if (text.templates.length === 0 || !hasTemplate(item.value)) return [{ value: item.value, literal: true, ...span }]
    return [{ value: unmask(item.value, text.templates), literal: false, ...span }]
  }
  const state: State = { value: "", literal: true, splits: false, list: undefined }
  for (const part of item.parts ?? []) addPart(part, state, text)
  if (item.parts === undefined) state.value = item.value
  if (text.templates.length > 0 && hasTemplate(state.value)) state.literal = false
  if (state.list !== undefined && item.parts?.length === 1)
    return state.list.map((value) => ({ value, literal: true, ...span }))
  if (state.splits && state.literal) {
    const values = state.value.split(/\s+/).filter((value) => value !== "")
    return values.map((value) => ({ value, literal: true, ...span }))
  }
  return [{ value: unmask(state.value, text.templates), literal: state.literal, ...span }]
}

interface State {
  value: string
  literal: boolean
  splits: boolean
  list: readonly string[] | undefined
}

function addPart(part: WordPart, state: State, text: Reading): void {
  switch (part.type) {
    case "Literal":
    case "SingleQuoted":
    case "AnsiCQuoted":
      state.value += part.value
      break
    case "DoubleQuoted":
    case "LocaleString":
      for (const child of part.parts) addChild(child, state, text, true)
      break
    case "Glob":
      state.value += part.text
      // In `https://host/?query` the shell finds nothing to match, and leaves it as it is.
      if (part.kind === "star" && !state.value.includes("://")) state.literal = false
      break
    case "SimpleExpansion":
    case "ParameterExpansion":
    case "CommandExpansion":
    case "ArithmeticExpansion":
      addChild(part, state, text, false)
      break
    default:
      state.value += part.text
      state.literal = false
  }
}

function addChild(child: DoubleQuotedChild, state: State, text: Reading, quoted: boolean): void {
  if (child.type === "Literal") {
    state.value += child.value
    return
  }
  const [, name = "", all] = /^\$\{?([A-Za-z_]\w*)(\[[@*]\])?\}?$/.exec(child.text) ?? []
  const known = text.constants.values.get(name)
  if (known === undefined) {
    if (text.deferred) text.constants.late.add(name)
    state.value += text.constants.parts.get(name) ?? child.text
    state.literal = false
  } else if (all !== undefined) {
    state.list = known
    state.value += known.join(" ")
  } else {
    state.value += known[0] ?? ""
    if (!quoted) state.splits = true
  }
}

// Options, addresses and paths are shorter.
const longestConstant = 2000

const special = /["'`$\\{*?[~<>]/
