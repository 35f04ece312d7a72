import { github } from "../../src/reporters/github.ts"
import { gitlab } from "../../src/reporters/gitlab.ts"
import { page } from "../../src/reporters/html/page.ts"
import { json } from "../../src/reporters/json.ts"
import { junit } from "../../src/reporters/junit.ts"
import { summary } from "../../src/reporters/markdown/summary.ts"
import type { Reporter } from "../../src/reporters/reporter.ts"
import { sarif } from "../../src/reporters/sarif.ts"
import { text } from "../../src/reporters/text.ts"

/** Every reporter at once, for tests that hold for all. */
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
