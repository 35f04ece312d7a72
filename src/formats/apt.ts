import type { Defect, Entry, Mapping, Scalar } from "../model/tree.ts"
import type { Reader } from "./format.ts"
import { isTemplate, plainType } from "./yaml-scalars.ts"

/** apt.conf(5). `Acquire::https::Verify-Peer "false";` and `Acquire { https { Verify-Peer "false"; }; };` are the same. */
export const apt: Reader = {
  language: "ini",
  read(text) {
    const root: Growing = { kind: "mapping", start: 0, end: text.length, entries: [] }
    const defects: Defect[] = []
    const scopes: Growing[] = [root]
    const made: Made = new Map()
    let name: { value: string; start: number; end: number } | undefined
    let value: Scalar | undefined
    for (const { 0: token, index: start } of text.matchAll(tokens)) {
      const end = start + token.length
      const scope = scopes.at(-1)!
      if (/^(?:\/\/|\/\*|#)/.test(token)) continue
      if (token === "{") {
        scopes.push(name === undefined || scopes.length > maxDepth ? scope : descend(scope, name, end, made))
        name = undefined
      } else if (token === "}") {
        if (scopes.length > 1) scopes.pop()!.end = end
        else defects.push({ reason: '"}" closes nothing', start, end })
        name = value = undefined
      } else if (token === ";") {
        if (name !== undefined && value !== undefined) {
          const cut = name.value.lastIndexOf("::")
          const parent = cut === -1 ? scope : descend(scope, { ...name, value: name.value.slice(0, cut) }, end, made)
          const key =
            cut === -1 ? name : { value: name.value.slice(cut + 2), start: name.start + cut + 2, end: name.end }
          parent.entries.push({ key: { kind: "scalar", type: "string", style: "plain", ...key }, value })
        }
        name = value = undefined
      } else if (name === undefined && token[0] !== '"') name = { value: token, start, end }
      else if (token[0] === '"') {
        const inner = token.slice(1, token.endsWith('"') ? -1 : undefined)
        value = {
          kind: "scalar",
          value: inner,
          type: isTemplate(inner) ? "template" : "string",
          style: "quoted",
          start,
          end,
        }
      } else value = { kind: "scalar", value: token, type: plainType(token), style: "plain", start, end }
    }
    const span = { start: 0, end: text.length }
    return [{ root: root satisfies Mapping, span, defects, template: false }]
  },
}

interface Growing {
  readonly kind: "mapping"
  readonly start: number
  end: number
  readonly entries: Entry[]
}

/** The mappings below each mapping, by name. */
type Made = Map<Growing, Map<string, Growing>>

/** The mapping that `A::B` names in another, made where it is missing. */
function descend(scope: Growing, name: { value: string; start: number }, end: number, made: Made): Growing {
  let current = scope
  let offset = name.start
  for (const part of name.value.split("::", maxDepth)) {
    const key: Scalar = {
      kind: "scalar",
      value: part,
      type: "string",
      style: "plain",
      start: offset,
      end: offset + part.length,
    }
    offset += part.length + 2
    if (part === "") continue
    const known = made.get(current)?.get(part)
    if (known !== undefined) {
      known.end = Math.max(known.end, end)
      current = known
      continue
    }
    const next: Growing = { kind: "mapping", start: key.start, end, entries: [] }
    current.entries.push({ key, value: next })
    made.set(current, (made.get(current) ?? new Map()).set(part, next))
    current = next
  }
  return current
}

const tokens = /\/\/[^\r\n]*|\/\*[\s\S]*?(?:\*\/|$)|#[^\r\n]*|"[^"\r\n]*"?|[{};]|[^\s{};"]+/g

/** Deeper than any option of apt. */
const maxDepth = 20
