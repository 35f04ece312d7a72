import { type Entry, entriesAt, itemsAt, type Node, type Scalar, textAt } from "../../model/tree.ts"

/** `extraArgs[0]=--x`: a value, and the way to where it belongs. */
export interface Assignment {
  readonly way: string
  readonly value: Scalar
  /** Whether it is a string whatever it looks like (`--set-string`, `forceString`). */
  readonly text: boolean
}

/** `[{name: a.b[0], value: x}]`, as Argo CD, helmfile and Terraform write what Helm takes with `--set`. */
export function namedAssignments(list: readonly Node[]): Assignment[] {
  return list.flatMap((item): Assignment[] => {
    const way = textAt(item, "name")
    const value = entriesAt(item).findLast(({ key }) => key.value === "value")?.value
    if (way === undefined || value?.kind !== "scalar") return []
    const forced = textAt(item, "forceString") === "true" || textAt(item, "type") === "string"
    return [{ way, value, text: forced }]
  })
}

/** The assignments of one word: `a=1,b={x,y}`, separated by commas without a backslash (Helm, strvals). */
export function assignmentsIn(word: Scalar, text: boolean): Assignment[] {
  const found: Assignment[] = []
  for (const { text: part, at } of split(word.value)) {
    const equals = part.search(/(?<!\\)=/)
    if (equals === -1) continue
    const way = part.slice(0, equals)
    const raw = part.slice(equals + 1)
    const list = /^\{([\s\S]*)\}$/.exec(raw)?.[1]
    const values = list === undefined ? [{ text: raw, at: 0 }] : split(list).map((one) => ({ ...one, at: one.at + 1 }))
    for (const [index, one] of values.entries()) {
      const value = scalarOf(word, one.text, at + equals + 1 + one.at)
      found.push({ way: list === undefined ? way : `${way}[${index}]`, value, text })
    }
  }
  return found
}

/** The tree that assignments make; a later one wins. */
export function assigned(assignments: readonly Assignment[]): Node | undefined {
  const [first] = assignments
  if (first === undefined) return undefined
  let root: Node = { kind: "mapping", entries: [], start: first.value.start, end: first.value.start }
  for (const { way, value, text } of assignments.slice(0, longest))
    root = placed(root, stepsOf(way), typed(value, text), value)
  return root
}

function placed(node: Node | undefined, [step, ...rest]: readonly (string | number)[], value: Node, at: Scalar): Node {
  if (step === undefined) return value
  const { start, end } = at
  if (typeof step === "number") {
    const items = node?.kind === "sequence" ? [...node.items] : []
    while (items.length < step) items.push({ kind: "scalar", value: "", type: "null", style: "plain", start, end })
    items[step] = placed(items[step], rest, value, at)
    return { kind: "sequence", items, start: node?.start ?? start, end: node?.end ?? end }
  }
  const entries = node?.kind === "mapping" ? node.entries : []
  const before = entries.find(({ key }) => key.value === step)
  const key: Scalar = before?.key ?? { kind: "scalar", value: step, type: "string", style: "plain", start, end }
  const entry: Entry = { key, value: placed(before?.value, rest, value, at) }
  const kept = entries.filter((other) => other !== before)
  return { kind: "mapping", entries: [...kept, entry], start: node?.start ?? start, end: node?.end ?? end }
}

/** `ingress.annotations.nginx\.ingress\.kubernetes\.io/x`, `extraArgs[0].name`. */
function stepsOf(way: string): (string | number)[] {
  return [...way.slice(0, 1_000).matchAll(/\[(\d{1,3})\]|((?:\\.|[^.[\]\\])+)/g)].map(([, index, name = ""]) =>
    index === undefined ? name.replaceAll(/\\(.)/g, "$1") : Number(index),
  )
}

/** Helm takes what looks like a boolean, a number or null for one, unless it is told not to. */
function typed(value: Scalar, text: boolean): Scalar {
  if (text || value.type === "template") return value
  if (/^(true|false)$/.test(value.value)) return { ...value, type: "boolean" }
  if (value.value === "null") return { ...value, type: "null" }
  return { ...value, type: /^-?(0|[1-9]\d*)$/.test(value.value) ? "number" : "string" }
}

function split(text: string): { text: string; at: number }[] {
  const parts: { text: string; at: number }[] = []
  let start = 0
  let depth = 0
  for (let index = 0; index <= text.length; index++) {
    const character = text[index]
    if (character === "\\") index++
    else if (character === "{") depth++
    else if (character === "}") depth--
    else if (index >= text.length || (character === "," && depth <= 0)) {
      parts.push({ text: text.slice(start, index), at: start })
      start = index + 1
    }
  }
  return parts
}

/** A part of a word, at its own place where nothing before it was quoted or escaped. */
function scalarOf(word: Scalar, value: string, at: number): Scalar {
  const exact = word.end - word.start === word.value.length
  return {
    ...word,
    value: value.replaceAll(/\\([,.={}\\])/g, "$1"),
    ...(exact && { start: word.start + at, end: word.start + at + value.length }),
  }
}

/** The values of `spec.set`, a mapping from ways to values, as k3s writes them. */
export function keyedAssignments(node: Node | undefined): Assignment[] {
  return entriesAt(node).flatMap(({ key, value }) =>
    value.kind === "scalar" ? [{ way: key.value, value, text: false }] : [],
  )
}

/** Items of a block that Terraform writes once or often. */
export function blocks(node: Node | undefined): readonly Node[] {
  return node?.kind === "mapping" ? [node] : itemsAt(node)
}

/** More assignments than any release has. */
const longest = 1_000
