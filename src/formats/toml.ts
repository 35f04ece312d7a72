import { ParseError, parseTOML } from "toml-eslint-parser"
import type { Defect } from "../model/tree.ts"
import type { ReadDocument, Reader } from "./format.ts"
import { type Action, actions, maskActions, mayHoldActions } from "./templates.ts"
import { tomlTree } from "./toml-tree.ts"

/**
 * TOML. Tables are nested as their headers and dotted keys say, so a key that stands after `[host]` is found in `host`,
 * wherever its author wanted it. The key of a table has its span in the header that names it first.
 *
 * A fault costs what is at fault and no more: a value without quotes is still a value (`plain`), a key that is defined
 * twice is there twice, and only a line that can be read in no way is left out.
 */
export const toml: Reader = {
  language: "toml",
  read(text) {
    const found = mayHoldActions(text) ? actions(text) : []
    const repair = new Repair(text, found)
    const span = { start: 0, end: text.length }
    const program = repair.run()
    const tree = tomlTree(program, { text, actions: found, long: repair.long })
    const template = found.length > 0 || tree.template
    // What an action leaves out of the file may be what makes it whole.
    const defects = found.length > 0 ? [] : repair.defects.toSorted((a, b) => a.start - b.start)
    return [{ root: tree.root, span, defects, template } satisfies ReadDocument]
  },
}

type Program = ReturnType<typeof parseTOML>

/** Changes a copy of the text, every offset kept, until it can be parsed. */
class Repair {
  readonly defects: Defect[] = []
  /** Where strings really end that the copy holds none of: by where they begin. */
  readonly long = new Map<number, number>()
  private readonly text: string
  private copy: string
  private renamed = 0

  constructor(text: string, found: readonly Action[]) {
    this.text = text
    this.copy = found.length === 0 ? text : maskActions(text, (action, start) => fill(text, action, start))
    if (text.length > longString) this.dropLongStrings()
  }

  run(): Program {
    // Each attempt reads the whole text, at some 0.4 MB/s.
    for (let attempts = Math.min(60, 2 + 200_000 / this.text.length); attempts > 0; attempts--) {
      try {
        return parseTOML(this.copy)
      } catch (error) {
        if (!(error instanceof ParseError)) {
          this.defects.push({ reason: "nested too deeply", start: 0, end: Math.min(1, this.text.length) })
          return parseTOML("")
        }
        this.mend(error)
      }
    }
    return this.halves()
  }

  /** The faults are too many to mend one by one: what stands before the next of them. */
  private halves(): Program {
    for (let attempts = 2; attempts > 0; attempts--) {
      try {
        return parseTOML(this.copy)
      } catch (error) {
        if (!(error instanceof ParseError)) break
        const start = Math.min(lineStart(this.copy, error.index), Math.floor(this.copy.length / 2))
        this.copy = this.copy.slice(0, start)
      }
    }
    return parseTOML("")
  }

  private mend({ index, message }: ParseError): void {
    const at = Math.min(index, this.copy.length)
    if (message.startsWith("Defining a key")) {
      const key = /^(?:[\w-]+|"[^"\r\n]*"|'[^'\r\n]*')/.exec(this.copy.slice(at, at + 1_000))?.[0]
      if (key !== undefined) {
        this.defects.push({
          reason: `the key ${this.text.slice(at, at + key.length)} is defined twice`,
          start: at,
          end: at + key.length,
        })
        this.replace(at, rename(key, this.renamed++))
        return
      }
    }
    const start = this.statement(at)
    const end = lineEnd(this.copy, start)
    const line = this.copy.slice(start, end)
    const bare =
      /^[ \t]*(?:[\w-]+|"[^"]*"|'[^']*')(?:[ \t]*\.[ \t]*(?:[\w-]+|"[^"]*"|'[^']*'))*[ \t]*=[ \t]*([^\s"'[\]{}#=,][^"'#]+)/.exec(
        line,
      )
    const value = bare?.[1]?.trimEnd()
    if (bare !== null && value !== undefined && value.length >= 2) {
      const from = start + bare[0].length - bare[1]!.length
      this.defects.push({ reason: "a string without quotes", start: from, end: from + value.length })
      this.replace(from, `"${value.slice(1, -1).replace(/[\\\x00-\x08\x0b-\x1f\x7f]/g, "_")}"`)
      return
    }
    const from = at < end && at >= start ? at : start + line.length - line.trimStart().length
    this.defects.push({ reason: lowered(message), start: from, end: Math.max(from + 1, start + line.trimEnd().length) })
    this.replace(start, line.replace(/[^\r\n]/g, " "))
  }

  /** The line at fault, or the last one before it that has anything on it. */
  private statement(at: number): number {
    let start = lineStart(this.copy, at)
    while (start > 0 && this.copy.slice(start, lineEnd(this.copy, start)).trim() === "") {
      start = lineStart(this.copy, start - (this.copy[start - 2] === "\r" ? 2 : 1))
    }
    return start
  }

  private replace(start: number, by: string): void {
    this.copy = this.copy.slice(0, start) + by + this.copy.slice(start + by.length)
  }

  /** The parser spreads the characters of a string over a call, which the stack bears for some 100,000 of them. */
  private dropLongStrings(): void {
    this.copy = this.copy.replace(
      /"""[\s\S]*?"""|'''[\s\S]*?'''|"(?:[^"\\\r\n]|\\.)*"|'[^'\r\n]*'/g,
      (string, start) => {
        if (string.length < longString || typeof start !== "number") return string
        this.long.set(start, start + string.length)
        const quotes = string.startsWith(string[0]!.repeat(3)) ? 6 : 2
        return string[0]!.repeat(quotes) + " ".repeat(string.length - quotes)
      },
    )
  }
}

/** What stands for an action that shares its line: part of a string or key, or else a string of its own. */
function fill(text: string, action: string, start: number): string {
  const before = text.slice(lineStart(text, start), start)
  const isInside = (before.match(/(?<!\\)"/g)?.length ?? 0) % 2 === 1 || (before.match(/'/g)?.length ?? 0) % 2 === 1
  if (isInside || !/[=,[]\s*$/.test(before) || /^\s*\[[^=]*$/.test(before)) return "A".repeat(action.length)
  return `"${"A".repeat(action.length - 2)}"`
}

/** Another key of the same length. */
function rename(key: string, count: number): string {
  const quote = /^["']/.exec(key)?.[0] ?? ""
  const length = key.length - 2 * quote.length
  const name = length === 0 ? "" : count.toString(36).slice(-length).padStart(length, "-")
  return quote + name + quote
}

function lowered(message: string): string {
  return message.charAt(0).toLowerCase() + message.slice(1)
}

function lineStart(text: string, offset: number): number {
  let position = Math.max(0, offset)
  while (position > 0 && text[position - 1] !== "\n" && text[position - 1] !== "\r") position--
  return position
}

function lineEnd(text: string, offset: number): number {
  let position = offset
  while (position < text.length && text[position] !== "\n" && text[position] !== "\r") position++
  return position
}

const longString = 50_000
