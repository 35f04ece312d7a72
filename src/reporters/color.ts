import type { Level } from "../model/report.ts"

/** The styles of the terminal output; each returns its text as it came where colours are off. */
export interface Paint {
  readonly level: (level: Level, text: string) => string
  readonly bold: (text: string) => string
  readonly dim: (text: string) => string
  readonly frame: (text: string) => string
  readonly good: (text: string) => string
}

export function painter(color: boolean): Paint {
  const style = (code: string) => (text: string) => (color && text !== "" ? `\x1b[${code}m${text}\x1b[0m` : text)
  const byLevel = { error: style("1;31"), warning: style("1;33"), notice: style("1;36") }
  return {
    level: (level, text) => byLevel[level](text),
    bold: style("1"),
    dim: style("2"),
    frame: style("1;34"),
    good: style("1;32"),
  }
}
