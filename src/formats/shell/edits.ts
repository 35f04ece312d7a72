import type { Word } from "../../model/facts.ts"
import type { Segment } from "../../model/source.ts"

/** What a command puts into a file that is there already: a part of it, as a text of its own. */
export interface Edited {
  readonly target: Word
  readonly body: string
  readonly segments: readonly Segment[]
}

/** The part of a file that `crudini --set`, `yq -i`, `jq` or `sed -i` writes, where it stands in the command itself. */
export function editOf(tool: string, words: readonly Word[]): Edited | undefined {
  const operands = words.filter(({ value }) => !value.startsWith("-") || value.length === 1)
  switch (tool) {
    case "crudini":
      return words.some(({ value }) => value === "--set") ? ofIni(operands) : undefined
    case "yq":
      return words.some(({ value }) => /^(-i|--inplace|-[a-zA-Z]*i)$/.test(value)) ? ofPath(operands) : undefined
    case "jq":
      return ofJson(operands)
    case "sed":
      return words.some(({ value }) => /^(-i.*|--in-place.*|-[nEr]*i)$/.test(value)) ? ofSed(operands) : undefined
    default:
      return undefined
  }
}

function ofIni([file, section, key, value]: readonly Word[]): Edited | undefined {
  if (file === undefined || section === undefined || key === undefined || value === undefined) return undefined
  return edited(file, value, `${section.value === "" ? "" : `[${section.value}]\n`}${key.value} = `, value.value)
}

/** `.a.b = true` as `a:` with `b: true` below it. */
function ofPath(operands: readonly Word[]): Edited | undefined {
  const [expression, file] = [operands.at(-2), operands.at(-1)]
  const [, way, value] = /^\s*((?:\.["\w-]+|\["[^"]+"\])+)\s*=\s*([^=|].*)$/.exec(expression?.value ?? "") ?? []
  if (expression === undefined || file === undefined || way === undefined || value === undefined) return undefined
  const keys = [...way.matchAll(/[\w-]+/g)].map(([key]) => key)
  const lead = keys.map((key, depth) => `${"  ".repeat(depth)}${key}:`).join("\n")
  return edited(file, expression, `${lead} `, value)
}

/** `. + {"a": b}` and `.a = b`, as an object. */
function ofJson(operands: readonly Word[]): Edited | undefined {
  const [program, file] = operands
  if (program === undefined || file === undefined) return undefined
  const [, quoted, name, value] = /^\s*\.(?:\["([^"]+)"\]|([\w-]+))\s*\+?=\s*([^=|][^|]*)$/.exec(program.value) ?? []
  const key = quoted ?? name
  if (key !== undefined && value !== undefined) return edited(file, program, `{"${key}": `, value, "}")
  const object = /^\s*\.\s*[+*]\s*(\{[\s\S]*\})\s*$/.exec(program.value)?.[1]
  return object === undefined ? undefined : edited(file, program, "", object)
}

/** The text that is appended, inserted, or put in the place of another. */
function ofSed(operands: readonly Word[]): Edited | undefined {
  const [script, file] = [operands[0], operands.at(-1)]
  if (script === undefined || file === undefined || operands.length < 2) return undefined
  const added = /^\s*(?:\$|\d+|\/[^/]{0,200}\/)?\s*[aic]\s*\\?\s*([\s\S]+)$/.exec(script.value)?.[1]
  if (added !== undefined) return edited(file, script, "", added)
  const [, sign = ""] = /^\s*(?:\d+|\/[^/]{0,200}\/)?\s*s([|,#@!~%/])/.exec(script.value) ?? []
  const parts = sign === "" ? [] : script.value.slice(script.value.indexOf(`s${sign}`) + 2).split(sign)
  const [, put = ""] = parts
  return parts.length < 3 || put.length < 4 || /\\\d|(?<!\\)&/.test(put) ? undefined : edited(file, script, "", put)
}

/** A text that begins and ends with what the command does not spell; `value` stands in the word `at`. */
function edited(target: Word, at: Word, lead: string, value: string, tail = ""): Edited {
  const offset = Math.max(0, at.value.indexOf(value))
  const quote = at.end - at.start === at.value.length + 2 ? 1 : 0
  const exact = at.end - at.start - quote * 2 === at.value.length
  const outer = exact ? at.start + quote + offset : at.start
  const segments: Segment[] = [
    ...(lead === "" ? [] : [{ start: 0, outer: at.start, step: "fixed" } as const]),
    { start: lead.length, outer, step: exact ? "text" : "fixed" },
    ...(tail === "" ? [] : [{ start: lead.length + value.length, outer, step: "fixed" } as const]),
  ]
  return { target, body: `${lead}${value}${tail}\n`, segments }
}
