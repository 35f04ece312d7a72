import type { Entry, Node, Scalar } from "../model/tree.ts"
import type { Reader } from "./format.ts"
import { plainType } from "./yaml-scalars.ts"

/**
 * Files of a setting a line, as redis, PostgreSQL, librdkafka and Java write them: `key value`, `key = value`,
 * `key=value`. A mapping: of a key to the word behind it, or to the sequence of them where they are several; quotes are taken
 * away. A key that stands there twice is there twice. What may be a secret is left out.
 */
export const settings: Reader = {
  language: "settings",
  read(text) {
    const entries: Entry[] = []
    for (const match of text.matchAll(/^[^\S\r\n]*([^\s#!][^\r\n]*)/gm)) {
      const line = match[1]!
      const start = match.index + match[0].length - line.length
      const [key, ...words] = wordsOf(line, start)
      if (key !== undefined) entries.push({ key, value: settingOf(key, words) })
    }
    const span = { start: 0, end: text.length }
    return [{ root: { kind: "mapping", entries, ...span }, span, defects: [], template: false }]
  },
}

function settingOf(key: Scalar, words: readonly Scalar[]): Node {
  if (words.length === 1) return words[0]!
  const [start, end] = [words[0]?.start ?? key.end, words.at(-1)?.end ?? key.end]
  if (words.length > 1) return { kind: "sequence", items: words, start, end }
  return { kind: "scalar", value: "", type: "null", style: "plain", start, end }
}

function wordsOf(line: string, start: number): Scalar[] {
  const assigned = /^([\w.-]+)[^\S\r\n]*[=:][^\S\r\n]*/.exec(line)
  const key = assigned?.[1]
  const isSecret = secret.test(key ?? /^\S+/.exec(line)![0])
  if (assigned !== null && key !== undefined) {
    const rest = line.slice(assigned[0].length)
    const value =
      /^'((?:[^']|'')*)'/.exec(rest)?.[1] ?? /^"([^"]*)"/.exec(rest)?.[1] ?? rest.replace(/\s+#.*$/, "").trimEnd()
    const at = start + line.indexOf(value, assigned[0].length)
    return [scalar(key, start), scalar(isSecret ? "" : value, at)]
  }
  const words = [...line.matchAll(/"([^"]*)"|'([^']*)'|[^\s"']+/g)].map((match) =>
    scalar(match[1] ?? match[2] ?? match[0], start + match.index),
  )
  return isSecret ? words.slice(0, 1) : words
}

function scalar(value: string, start: number): Scalar {
  const type = /\$\{|\{\{/.test(value) ? "template" : value === "" ? "string" : plainType(value)
  return { kind: "scalar", value, type, style: "plain", start, end: start + value.length }
}

const secret = /pass|secret|token|sasl\.jaas|^(user|auth)$|\.pem$/i
