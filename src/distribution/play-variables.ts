import { posix } from "node:path"
import type { Inventory } from "../join/inventory.ts"
import type { DocumentFact } from "../model/facts.ts"
import { foldersAbove } from "../model/folders.ts"
import { at, entriesAt, itemsAt, type Mapping, type Node, type Scalar } from "../model/tree.ts"

/** The variables that hold where some tasks run, as far as one literal is known for each. */
export type Variables = ReadonlyMap<string, Node>

/** Those of a play, of the role that a file belongs to, and of the groups of all hosts; a nearer one wins. */
export function variablesOf(
  { path }: DocumentFact,
  role: string | undefined,
  play: Node | undefined,
  inventory: Inventory,
): Variables {
  const found = new Map<string, Node>()
  const add = (root: Node | undefined) => {
    for (const { key, value } of entriesAt(root)) found.set(key.value, value)
  }
  const roots = (file: string) => (inventory.files.get(file)?.documents ?? []).map(({ root }) => root)
  const files = ["main.yml", "main.yaml"]
  if (role !== undefined) for (const file of files) roots(`${role}/defaults/${file}`).forEach(add)
  for (const folder of [...foldersAbove(path)].reverse())
    for (const file of ["all.yml", "all.yaml", "all/main.yml", "all/vars.yml", "all/all.yml"])
      roots(posix.join(folder, "group_vars", file)).forEach(add)
  add(at(play, "vars"))
  for (const file of itemsAt(play, "vars_files"))
    if (file.kind === "scalar") roots(posix.join(posix.dirname(path), file.value)).forEach(add)
  if (role !== undefined) for (const file of files) roots(`${role}/vars/${file}`).forEach(add)
  return found
}

/** A text with the variables that are known put in; actions that are not stay as they are. */
export function filledIn(text: string, variables: Variables, depth = 0): string {
  if (!text.includes("{{") || depth > deepest) return text
  return text.replace(
    /\{\{\s*([A-Za-z_][\w.]*)\s*(?:\|\s*default\(\s*["']([^"'{}]*)["'][^(){}]*\)\s*)?\}\}/g,
    (action, name: string, usual?: string) => {
      const [first = "", ...rest] = name.split(".")
      const value = at(variables.get(first), ...rest)
      if (value?.kind !== "scalar" || value.type === "null") return usual ?? action
      return filledIn(value.value, variables, depth + 1)
    },
  )
}

/** The rounds of a task: its variables with each `item` of its loop, or one round of a task without a loop. */
export function roundsOf(task: Mapping, variables: Variables): { variables: Variables; item?: Scalar }[] {
  const loop = ["loop", "with_items", "with_list"].map((key) => at(task, key)).find((node) => node !== undefined)
  const name = loop?.kind === "scalar" ? /^\{\{\s*(\w+)\s*\}\}$/.exec(loop.value)?.[1] : undefined
  const list = name === undefined ? loop : variables.get(name)
  if (list?.kind !== "sequence" || list.items.length === 0 || list.items.length > mostRounds) return [{ variables }]
  const control = at(task, "loop_control", "loop_var")
  const key = control?.kind === "scalar" ? control.value : "item"
  return list.items.map((item) => ({
    variables: new Map(variables).set(key, item),
    // Only what stands in the task itself is a place in its file.
    ...(item.kind === "scalar" && list === loop && { item }),
  }))
}

const deepest = 5
const mostRounds = 50
