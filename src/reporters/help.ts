import { visibleLines } from "./escape.ts"

/** A stretch of what to do: sentences to read, or lines to copy. */
export interface HelpPart {
  readonly kind: "prose" | "copy"
  readonly text: string
}

/** The help of a finding by parts: its indented lines are to be copied, the others are to be read. */
export function helpParts(help: string): HelpPart[] {
  const parts: { kind: HelpPart["kind"]; lines: string[] }[] = []
  for (const line of visibleLines(help).split("\n")) {
    const last = parts.at(-1)
    const blank = line.trim() === ""
    const kind = blank ? (last?.kind ?? "prose") : /^[ \t]/.test(line) ? "copy" : "prose"
    if (last?.kind === kind) last.lines.push(line)
    else parts.push({ kind, lines: [line] })
  }
  return parts
    .map(({ kind, lines }) => ({ kind, text: kind === "copy" ? dedented(lines) : lines.filter(Boolean).join("\n") }))
    .filter(({ text }) => text.trim() !== "")
}

function dedented(lines: readonly string[]): string {
  const indent = Math.min(...lines.filter((line) => line.trim() !== "").map((line) => line.search(/\S/)))
  return lines
    .map((line) => line.slice(indent))
    .join("\n")
    .trimEnd()
}
