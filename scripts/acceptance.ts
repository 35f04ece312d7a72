/** Runs the conformance samples where they are: planted cases, real repositories, path-validation suites. */
import { spawnSync } from "node:child_process"
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { join, resolve } from "node:path"

const shared = resolve(process.argv[2] ?? "../shared")
const cli = resolve(process.env["TLSGATE_CLI"] ?? "dist/cli/index.js")

/** Folders of fixtures. */
const fixture = /(^|\/)(tests?|testdata|fixtures?|examples?|docs?|vendor|third_party)\//

interface Finding {
  readonly rule: string
  readonly level: "error" | "warning" | "notice"
  readonly file: string
  readonly line: number
  readonly message: string
}

interface Report {
  readonly findings: readonly Finding[]
  readonly certificates: readonly { readonly file: string; readonly line: number; readonly sha256: string }[]
  readonly stats: { readonly files: { readonly read: number } }
}

if (!existsSync(shared)) {
  console.log(`there are no samples at ${process.argv[2] ?? "../shared"}; nothing to run`)
  process.exit(0)
}

plantedCases()
samples()
realRepositories()
suites()

function plantedCases(): void {
  const { stdout } = run([join(shared, "cases/run.mjs"), cli, join(shared, "cases")])
  console.log(`== planted cases\n${stdout.trim()}`)
}

/** Hostile inputs, cases rebuilt from reports, the lab of connections and messages of failures: the last line of each that is there. */
function samples(): void {
  for (const [name, script, ...rest] of [
    ["attacks", "attacks/run.mjs"],
    ["reports", "reports/run.mjs", join(shared, "reports")],
    ["graph", "lab/score.mjs", join(shared, "lab/scenarios"), join(shared, "lab/truth-dev.json"), "--quiet"],
    ["messages", "messages/score.mjs", join(shared, "messages/messages-dev.json")],
  ] as const) {
    if (!existsSync(join(shared, script))) continue
    const { stdout, stderr } = run([join(shared, script), cli, ...rest])
    console.log(`== ${name}: ${(stdout.trim() || stderr.trim()).split("\n").at(-1)}`)
  }
}

function realRepositories(): void {
  const trees = join(shared, "corpus/trees")
  const truth = lines(join(shared, "corpus/truth/certs.jsonl"))
  let files = 0
  let expected = 0
  let right = 0
  let extra = 0
  console.log("\n== real repositories")
  for (const tree of readdirSync(trees).sort()) {
    const { stdout, status, stderr } = run(
      [cli, "scan", ".", "--format", "json", "--no-config", "--no-ignore", "--at", "2026-11-22"],
      join(trees, tree),
    )
    if (status !== 0 && status !== 1) {
      console.log(`${tree}: exit ${status} ${stderr.slice(0, 300)}`)
      continue
    }
    const report: Report = JSON.parse(stdout)
    files += report.stats.files.read
    const wanted = truth.filter(
      ({ repo, parse }) => repo.replace("/", "+") === tree && (parse === "ok" || parse === "openssl-only"),
    )
    const found = new Set(report.certificates.map(({ file, line, sha256 }) => `${file}:${line} ${sha256}`))
    const known = new Set(wanted.map(({ file, line, sha256 }) => `${file}:${line} ${sha256}`))
    const missed = [...known].filter((place) => !found.has(place))
    const surplus = [...found].filter((place) => !known.has(place))
    expected += known.size
    right += known.size - missed.length
    extra += surplus.length
    const outside = report.findings.filter(({ file, level }) => level !== "notice" && !fixture.test(file))
    console.log(
      `${tree}: ${known.size - missed.length}/${known.size} certificates, ${outside.filter(({ level }) => level === "error").length} errors and ${outside.filter(({ level }) => level === "warning").length} warnings outside fixtures`,
    )
    for (const place of missed.slice(0, 5)) console.log(`  missed ${place}`)
    for (const place of surplus.slice(0, 5)) console.log(`  extra ${place}`)
    if (process.argv.includes("--findings"))
      for (const { rule, level, file, line, message } of outside)
        console.log(`  ${level} ${rule} ${file}:${line} ${message.slice(0, 200)}`)
  }
  console.log(`${files} files, ${right} of ${expected} certificates at their line, ${extra} extra`)
}

function suites(): void {
  console.log("\n== path validation")
  for (const [file, ...rest] of [
    ["limbo-dev.json"],
    ["limbo-dev.json", "--profile", "gate"],
    ["bettertls-dev.json.gz"],
    ["pkits.json.gz"],
  ]) {
    const { stdout } = run(["scripts/limbo.ts", join(shared, "limbo", file ?? ""), ...rest])
    console.log(`${[file, ...rest].join(" ")}: ${stdout.trim().split("\n").at(-1)}`)
  }
}

function run(args: readonly string[], cwd = process.cwd()) {
  return spawnSync(process.execPath, args, { cwd, encoding: "utf8", maxBuffer: 1 << 30 })
}

function lines(file: string): readonly { repo: string; parse: string; file: string; line: number; sha256: string }[] {
  return readFileSync(file, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line))
}
