import { github } from "./github.ts"
import { json } from "./json.ts"
import { summary } from "./markdown/summary.ts"
import type { Reporter } from "./reporter.ts"
import { text } from "./text.ts"

/** The formats of `--format` and `--output`. */
export const reporters = {
  text,
  json,
  github,
  markdown: (report, options) => summary(report, options),
} as const satisfies Readonly<Record<string, Reporter>>

export type Format = keyof typeof reporters
