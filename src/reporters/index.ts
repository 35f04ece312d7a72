import { github } from "./github.ts"
import { gitlab } from "./gitlab.ts"
import { page } from "./html/page.ts"
import { json } from "./json.ts"
import { junit } from "./junit.ts"
import { summary } from "./markdown/summary.ts"
import type { Reporter } from "./reporter.ts"
import { sarif } from "./sarif.ts"
import { text } from "./text.ts"

/** The formats of `--format` and `--output`. */
export const reporters = {
  text,
  json,
  sarif,
  junit,
  gitlab,
  markdown: (report, options) => summary(report, options),
  html: page,
  github: (report, options) => github(report, options),
} as const satisfies Readonly<Record<string, Reporter>>
