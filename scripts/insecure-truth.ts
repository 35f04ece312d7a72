/**
 * Compares what tlsgate finds in real repositories with lines that a line-by-line assessment marked:
 *
 *     node scripts/insecure-truth.ts CORPUS [--list]
 *
 * CORPUS holds `trees/<owner>+<name>/` and `truth/insecure.jsonl`. Exit status 1 where a line that switches nothing off is
 * reported.
 */
import { spawnSync } from "node:child_process"
import { existsSync, readFileSync } from "node:fs"
import { join, resolve } from "node:path"
import { parseArgs } from "node:util"

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { list: { type: "boolean", default: false }, cli: { type: "string", default: "src/cli.ts" } },
})
const corpus = resolve(positionals[0] ?? "../shared/corpus")
const cli = resolve(values.cli)

interface Assessed {
  readonly repo: string
  readonly file: string
  readonly line: number
  readonly text: string
  readonly parent?: string | null
  readonly assess: string
}

interface Finding {
  readonly rule: string
  readonly level: "error" | "warning" | "notice"
  readonly file: string
  readonly line: number
}

/** One line, with all that is said of it on both sides. */
interface Line {
  readonly where: string
  readonly text: string
  readonly parent: string
  readonly assessments: ReadonlySet<string>
  readonly findings: readonly Finding[]
}

/** What Traefik calls insecure without TLS having to do with it: who may reach its API, and whose headers it believes. */
const beside = /(^|[./[])(api|forwardedHeaders|proxyProtocol|rest)\]?$/i
const besideText = /api\.insecure|forwardedheaders\.insecure|proxyprotocol\.insecure|providers\.rest\.insecure/i

/** The assessments that say: this line switches nothing off. */
const harmless = new Set(["comment", "doc", "schema", "prose", "off", "template-value", "mention"])

if (!existsSync(join(corpus, "truth/insecure.jsonl"))) {
  console.log(`there is no truth/insecure.jsonl in ${corpus}; nothing to compare`)
  process.exit(0)
}

const lines = joined()
const on = lines.filter(({ assessments }) => assessments.has("on"))
const relevant = on.filter((line) => !isBeside(line))
const missed = relevant.filter(({ findings }) => findings.length === 0)
const notTls = on.filter(isBeside).filter(({ findings }) => findings.length > 0)
const overstated = lines.filter(
  ({ assessments, findings }) =>
    [...assessments].every((assessment) => harmless.has(assessment)) &&
    findings.some(({ level }) => level !== "notice"),
)
const urls = lines.filter(({ assessments }) => assessments.has("http-url"))

console.log(`lines assessed on: ${on.length}`)
console.log(`  about TLS or registries: ${relevant.length}, of which reported: ${relevant.length - missed.length}`)
console.log(`  about something else: ${on.length - relevant.length}, of which reported: ${notTls.length}`)
console.log(
  `lines that switch nothing off: ${lines.filter(isHarmless).length}, at error or warning: ${overstated.length}`,
)
console.log(`lines with http:// URLs: ${urls.length}, of which reported: ${urls.filter(isReported).length}`)
print("missed", missed)
print("reported, though TLS has nothing to do with it", notTls)
print("reported at error or warning, though nothing is switched off", overstated)
print(
  "http:// URLs that are not reported",
  urls.filter((line) => !isReported(line)),
)
if (values.list) print("reported", relevant.filter(isReported))
process.exitCode = notTls.length + overstated.length > 0 ? 1 : 0

function isBeside({ parent, text }: Line): boolean {
  return (beside.test(parent) && /insecure"?\s*[:=]/i.test(text)) || besideText.test(text)
}

function isHarmless({ assessments }: Line): boolean {
  return [...assessments].every((assessment) => harmless.has(assessment))
}

function isReported({ findings }: Line): boolean {
  return findings.length > 0
}

function print(title: string, list: readonly Line[]): void {
  if (list.length === 0) return
  console.log(`\n${title}:`)
  for (const { where, text, findings } of list)
    console.log(
      `  ${where}: ${text.trim().slice(0, 90)}${findings.map(({ rule, level }) => ` [${level} ${rule}]`).join("")}`,
    )
}

function joined(): Line[] {
  const assessed: Assessed[] = readFileSync(join(corpus, "truth/insecure.jsonl"), "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line))
  const found = new Map<string, Finding[]>()
  for (const repo of new Set(assessed.map(({ repo }) => repo)))
    for (const finding of scanned(repo)) {
      const key = `${repo}/${finding.file}:${finding.line}`
      found.set(key, [...(found.get(key) ?? []), finding])
    }
  const byLine = new Map<string, Assessed[]>()
  for (const record of assessed) {
    const key = `${record.repo}/${record.file}:${record.line}`
    byLine.set(key, [...(byLine.get(key) ?? []), record])
  }
  return [...byLine].map(([where, records]) => ({
    where,
    text: records[0]!.text,
    parent: records.find(({ parent }) => parent)?.parent ?? "",
    assessments: new Set(records.map(({ assess }) => assess)),
    findings: found.get(where) ?? [],
  }))
}

function scanned(repo: string): readonly Finding[] {
  const cwd = join(corpus, "trees", repo.replace("/", "+"))
  const options = ["--format", "json", "--no-config", "--no-ignore", "--at", "2026-11-22"]
  const { stdout, stderr, status } = spawnSync(process.execPath, [cli, "scan", ".", ...options], {
    cwd,
    encoding: "utf8",
    maxBuffer: 1 << 30,
  })
  if (status === 0 || status === 1) return JSON.parse(stdout).findings
  throw new Error(`${repo}: exit status ${status}: ${stderr.slice(0, 300)}`)
}
