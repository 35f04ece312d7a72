import type { ShellVariable } from "../../formats/shell.ts"
import { append } from "../../model/append.ts"
import type { CommandFact } from "../../model/facts.ts"
import type { Extraction } from "./extraction.ts"

/** The variables of a file of `NAME=value` lines: `.env`, `/etc/environment`, `$GITHUB_ENV`. */
export function variablesOfLines(text: string): ShellVariable[] {
  const found: ShellVariable[] = []
  for (const match of text.matchAll(/^[ \t]*(?:export[ \t]+)?([A-Za-z_]\w*)[ \t]*=([^\r\n]*)/gm)) {
    const [whole, name = "", raw = ""] = match
    const begin = match.index + whole.length - raw.length + (raw.length - raw.trimStart().length)
    const quoted = /^\s*(["'])(.*?)\1/.exec(raw)
    // A comment needs a blank before it: `#` may be part of a value.
    const value =
      quoted === null
        ? raw
            .trim()
            .replace(/(^|\s)#.*$/s, "")
            .trimEnd()
        : (quoted[2] ?? "")
    const start = begin + (quoted === null ? 0 : 1)
    const span = { start, end: start + value.length }
    const literal = quoted?.[1] === "'" || !/\$[\w{(]|\{\{/.test(value)
    const lead = match.index + whole.length - whole.trimStart().length
    found.push({ name, value: { value, literal, ...span }, start: lead, end: span.end, reach: "exported" })
  }
  return found
}

/** The commands and variables of a systemd unit or drop-in: `ExecStart=`, `Environment=`. */
export function readUnit(extraction: Extraction): void {
  const { text } = extraction.source
  const commands: CommandFact[] = []
  for (const match of text.matchAll(/^[ \t]*(Exec\w+|Environment)[ \t]*=[ \t]*((?:[^\\\n]|\\(?!\r?\n)|\\\r?\n)*)/gm)) {
    const [whole, key = "", value = ""] = match
    const start = match.index + whole.length - value.length
    if (key === "Environment") {
      // Systemd's quoting is close enough to a shell's for `export` to read it.
      const script = `export ${value}`
      const segments = [
        { start: 0, outer: start, step: "fixed" },
        { start: 7, outer: start, step: "text" },
      ] as const
      extraction.shell({ text: script, segments }, "systemd")
      continue
    }
    const special = /^[-@:+!|]*/.exec(value)![0].length
    const segments = [{ start: 0, outer: start + special, step: "text" }] as const
    append(commands, extraction.shell({ text: value.slice(special), segments }, "systemd"))
  }
  extraction.script("other", commands)
}
