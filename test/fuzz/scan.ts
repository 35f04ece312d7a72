import { collect } from "../../src/collect/collect.ts"
import { inventoryOf } from "../../src/join/inventory.ts"
import type { FileFacts } from "../../src/model/facts.ts"
import type { Report } from "../../src/model/report.ts"
import { emptyConfig } from "../../src/policy/config.ts"
import { reportOf } from "../../src/policy/report.ts"
import { rules } from "../../src/rules/index.ts"
import { mozillaAnchors } from "../../src/x509/mozilla-anchors.ts"
import { options, today } from "../examples.ts"
import { reporters } from "../reporters/all.ts"

/** The files of a repository, by path. */
export type Files = Readonly<Record<string, string | Uint8Array>>

export interface Scanned {
  readonly facts: readonly FileFacts[]
  readonly report: Report
}

/** All that a scan does between the disk and the terminal, with every rule. */
export async function scan(files: Files): Promise<Scanned> {
  const facts: FileFacts[] = []
  for (const [path, content] of Object.entries(files)) {
    const bytes = typeof content === "string" ? Buffer.from(content) : content
    const collected = await collect({ path, bytes, passwords: ["", "changeit", "changeme", "password"] })
    if (collected !== undefined) facts.push(collected)
  }
  const paths = Object.keys(files)
  const report = reportOf(inventoryOf(facts, new Set(paths)), {
    version: "0.0.0",
    rules,
    names: new Set(),
    at: today,
    options,
    trust: mozillaAnchors(),
    config: emptyConfig,
    failOn: "error",
    failOnAt: () => "error",
    isFixture: () => false,
    isTestMaterial: () => false,
    toConfig: (path) => path,
    baseline: new Set(),
    complete: true,
    files: { discovered: paths.length, read: paths.length, skipped: 0 },
    bytes: 0,
  })
  return { facts, report }
}

/** A report in every format; the lines of files are at hand, as on a disk. */
export function shown({ report }: Scanned, files: Files): Readonly<Record<string, string>> {
  const texts = new Map<string, readonly string[]>()
  const text = (path: string) => (path in files ? Buffer.from(files[path]!).toString("utf8") : undefined)
  const settings = {
    color: false,
    width: 100,
    line: (path: string, number: number) => {
      const lines = texts.get(path) ?? text(path)?.split(/\r\n|\n|\r/) ?? []
      texts.set(path, lines)
      return lines[number - 1]
    },
    text,
    rule: () => undefined,
    durationMs: 0,
    arguments: [],
  }
  return Object.fromEntries(Object.entries(reporters).map(([format, write]) => [format, write(report, settings)]))
}
