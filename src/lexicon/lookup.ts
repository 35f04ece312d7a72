import type { Row } from "./row.ts"
import { rows } from "./tables/index.ts"
import { bareName, wordsOf } from "./words.ts"

/** The rows of a variable, by its name. */
export function rowsOfVariable(name: string): readonly Row[] {
  return remember(variables, name, () => {
    const words = name.split("_").filter((word) => word !== "")
    const found = [...(index.variables.get(bareName(name)) ?? [])]
    for (let from = 1; from < words.length; from++)
      for (const { row, lead } of index.endings.get(bareName(words.slice(from).join("_"))) ?? [])
        if (bareName(words.slice(0, from).join("_")).startsWith(lead)) found.push(row)
    return found
  })
}

/** The rows of a flag, by its name with its dashes. */
export function rowsOfFlag(name: string): readonly Row[] {
  return remember(flags, name, () => index.flags.get(bareName(name)) ?? none)
}

/** The rows of a value at the end of a way of keys. A key with dots is a way of its own (`smtp.skip_verify=true`). */
export function rowsOfWay(way: readonly string[]): readonly Row[] {
  const key = way.at(-1) ?? ""
  const [last = ""] = steps(key).slice(-1)
  const candidates = index.ways.get(last)
  const whole = rowsOfName(key)
  if (candidates === undefined) return whole
  const all = way.flatMap(steps)
  const found = candidates.filter(({ ends }) => fits(all, ends)).map(({ row }) => row)
  return found.length === 0 ? whole : [...found, ...whole]
}

/** What a key says by itself: the name of a variable or of a flag, which stand in maps too. */
function rowsOfName(key: string): readonly Row[] {
  return remember(keys, key, () => [
    ...(/^[A-Z][A-Z0-9_]+$|__/.test(key) ? rowsOfVariable(key) : none),
    ...(wordsOf(key).length > 2 ? (index.flags.get(bareName(key)) ?? none) : none),
  ])
}

function fits(all: readonly string[], ends: readonly string[]): boolean {
  let at = all.length - 1
  for (let index = ends.length - 1; index >= 0; index--) {
    const step = ends[index]!
    if (step === "") {
      const next = ends[index - 1]!
      while (at >= 0 && all[at] !== next) at--
      continue
    }
    if (at < 0 || (step !== "*" && all[at] !== step)) return false
    at--
  }
  return true
}

/** The steps of a key: a domain or a path is one. */
function steps(key: string): readonly string[] {
  const known = stepsOf.get(key)
  if (known !== undefined) return known
  const list = key.includes("/") ? [bareName(key)] : key.replace(/^:+/, "").split(/[.:]+/).map(bareName)
  if (stepsOf.size > 20_000) stepsOf.clear()
  stepsOf.set(key, list)
  return list
}

function remember(memory: Map<string, readonly Row[]>, key: string, find: () => readonly Row[]): readonly Row[] {
  const known = memory.get(key)
  if (known !== undefined) return known
  const found = find()
  if (memory.size > 20_000) memory.clear()
  memory.set(key, found.length === 0 ? none : found)
  return found
}

const none: readonly Row[] = []
const variables = new Map<string, readonly Row[]>()
const flags = new Map<string, readonly Row[]>()
const keys = new Map<string, readonly Row[]>()
const stepsOf = new Map<string, readonly string[]>()

/** How a name of a row is written, which says what it names. */
export function formOf(name: string): "variable" | "flag" | "way" {
  if (/^-/.test(name)) return "flag"
  return /^[A-Z*][A-Z0-9_*]*$|__/.test(name) ? "variable" : "way"
}

const index = indexOf(rows)

function indexOf(list: readonly Row[]) {
  const variables = new Map<string, Row[]>()
  const endings = new Map<string, { row: Row; lead: string }[]>()
  const flags = new Map<string, Row[]>()
  const ways = new Map<string, { row: Row; ends: readonly string[] }[]>()
  for (const row of list)
    for (const name of row.names) {
      const form = formOf(name)
      if (form === "flag") add(flags, bareName(name), row)
      else if (form === "variable") {
        const star = name.lastIndexOf("*")
        if (star === -1) add(variables, bareName(name), row)
        else add(endings, bareName(name.slice(star + 1)), { row, lead: bareName(name.slice(0, star).replace("*", "")) })
      } else {
        const ends = name.includes("/") ? [bareName(name)] : name.replace(/^:/, "").split(".").map(bareName)
        add(ways, ends.at(-1) ?? "", { row, ends })
      }
    }
  return { variables, endings, flags, ways }
}

function add<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key)
  if (list === undefined) map.set(key, [value])
  else list.push(value)
}
