import type { Entry, Mapping, Node, Scalar } from "../model/tree.ts"
import type { Reader } from "./format.ts"
import { maskActions, mayHoldActions, placeholder } from "./templates.ts"

/**
 * The configuration of Apache, as a mapping for each block (`<VirtualHost>` and its like): a directive, in lower case, with
 * the sequence of its words. Only what has to do with TLS and names is kept, so that nothing secret can be in it.
 */
export const apache: Reader = {
  language: "apache",
  read: (text) => read(text, (masked) => apacheBlocks(text, masked)),
}

function read(text: string, blocks: (masked: string) => Mapping) {
  const masked = mayHoldActions(text) ? maskActions(text) : text
  const span = { start: 0, end: text.length }
  return [{ root: { ...blocks(masked), ...span }, span, defects: [], template: masked !== text }]
}

interface Block {
  readonly key: Scalar
  readonly entries: Entry[]
}

function apacheBlocks(text: string, masked: string): Mapping {
  const open: Block[] = [{ key: scalar(text, masked, 0, 0), entries: [] }]
  for (const line of masked.matchAll(/[^\r\n]+/g)) {
    const words = [...line[0].slice(0, 2000).matchAll(apacheToken)].map(({ index, 0: word }) =>
      scalar(text, masked, line.index + index, line.index + index + word.length),
    )
    const [first] = words
    if (first === undefined || first.value.startsWith("#")) continue
    if (/^<[A-Za-z]/.test(first.value)) {
      if (open.length < deepest)
        open.push({ key: { ...first, value: first.value.slice(1).toLowerCase() }, entries: [] })
    } else if (first.value.startsWith("</")) {
      if (open.length > 1) close(open)
    } else directive([{ ...first, value: first.value.toLowerCase() }, ...words.slice(1)], open.at(-1)!.entries)
  }
  while (open.length > 1) close(open)
  return mapping(open[0]!)
}

function directive(words: readonly Scalar[], entries: Entry[]): void {
  const [key, ...items] = words
  if (key === undefined || !kept.test(key.value)) return
  const start = items[0]?.start ?? key.end
  entries.push({ key, value: { kind: "sequence", items, start, end: items.at(-1)?.end ?? start } })
}

function close(open: Block[]): void {
  const block = open.pop()!
  if (block.entries.length > 0) open.at(-1)!.entries.push({ key: block.key, value: mapping(block) })
}

function mapping({ key, entries }: Block): Mapping {
  const last: Node | undefined = entries.at(-1)?.value
  return { kind: "mapping", entries, start: key.start, end: last?.end ?? key.end }
}

function scalar(text: string, masked: string, start: number, end: number): Scalar {
  const written = masked.slice(start, end)
  const isQuoted = /^(["']).*\1$/s.test(written) && written.length > 1
  const value = isQuoted ? text.slice(start + 1, end - 1) : text.slice(start, end)
  const type = written.includes(placeholder) || written.includes("$") ? "template" : "string"
  return { kind: "scalar", value, type, style: isQuoted ? "quoted" : "plain", start, end }
}

const apacheToken = /"[^"]*"|'[^']*'|[^\s>]+/g
const kept = /^ssl(?:\w+file|protocol|ciphersuite|engine|proxy\w+|usestapling)$|^server(?:name|alias)$/
const deepest = 50
