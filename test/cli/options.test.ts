import { describe, expect, it } from "vitest"
import { commandMeant } from "../../src/commands/arguments.ts"
import { type Invocation, parseOptions } from "../../src/commands/options.ts"
import { UsageError } from "../../src/model/failure.ts"

const none = {
  outputs: [],
  include: [],
  exclude: [],
  noIgnore: false,
  failOnNewOnly: false,
  quiet: false,
  verbose: false,
}
const scan = (options: object, paths: readonly string[] = []) => ({
  command: "scan",
  paths,
  options: { ...none, ...options },
})

const good: readonly (readonly [string, object])[] = [
  ["", scan({})],
  ["scan", scan({})],
  ["scan scan", scan({}, ["scan"])],
  ["./scan", scan({}, ["./scan"])],
  ["-- scan --at", scan({}, ["scan", "--at"])],
  ["a b -", scan({}, ["a", "b", "-"])],
  ["a verify", scan({}, ["a", "verify"])],
  ["--format=json a", scan({ format: "json" }, ["a"])],
  ["--format json --format text", scan({ format: "text" })],
  [
    "--output sarif=a=b.sarif --output json=-",
    scan({
      outputs: [
        { format: "sarif", file: "a=b.sarif" },
        { format: "json", file: "-" },
      ],
    }),
  ],
  ["--config x --no-config", scan({ config: false })],
  ["--no-config --config x", scan({ config: "x" })],
  ["--include a --include=b --exclude c", scan({ include: ["a", "b"], exclude: ["c"] })],
  ["--no-ignore", scan({ noIgnore: true })],
  ["--max-file-size 100", scan({ maxFileSize: 100 })],
  ["--max-file-size 8MiB", scan({ maxFileSize: 8_388_608 })],
  ["--fail-on never", scan({ failOn: "never" })],
  ["--at 2026-11-22", scan({ at: Date.UTC(2026, 10, 22) })],
  ["--at 2026-11-22T10:00", scan({ at: Date.UTC(2026, 10, 22, 10) })],
  ["--at 2026-11-22T10:00:30.25+02:30", scan({ at: Date.UTC(2026, 10, 22, 7, 30, 30, 250) })],
  ["--expiry-error 7 --expiry-warning 21", scan({ expiryError: 7, expiryWarning: 21 })],
  ["--chain full", scan({ chain: "full" })],
  ["--trust mozilla,a.pem --trust b.pem", scan({ trust: ["mozilla", "a.pem", "b.pem"] })],
  ["--trust none", scan({ trust: ["none"] })],
  ["--changed-since origin/main --baseline b.json", scan({ changedSince: "origin/main", baseline: "b.json" })],
  ["--base origin/main --fail-on-new-only", scan({ base: "origin/main", failOnNewOnly: true })],
  ["-q --no-color", scan({ quiet: true, color: false })],
  ["--no-color --color --verbose", scan({ verbose: true, color: true })],
  ["verify a.pem -", { command: "verify", files: ["a.pem", "-"], options: none }],
  [
    "--at 2026-11-22 verify a --host x.org",
    { command: "verify", files: ["a"], host: "x.org", options: { ...none, at: Date.UTC(2026, 10, 22) } },
  ],
  [
    "verify a --purpose client --crl b.crl --crl c.crl --profile webpki",
    {
      command: "verify",
      files: ["a"],
      purpose: "client",
      profile: "webpki",
      crls: ["b.crl", "c.crl"],
      options: none,
    },
  ],
  ["inspect a", { command: "inspect", files: ["a"], options: none }],
  ["fix --dry-run a", { command: "fix", paths: ["a"], dryRun: true, options: none }],
  ["rules", { command: "rules", options: none }],
  [
    "rules chain-too-short --format markdown",
    { command: "rules", rule: "chain-too-short", options: { ...none, format: "markdown" } },
  ],
  ["init", { command: "init", options: none }],
  ["baseline --prune", { command: "baseline", paths: [], prune: true, options: none }],
  ["explain", { command: "explain", options: none }],
  ["explain x509: unknown authority", { command: "explain", text: "x509: unknown authority", options: none }],
  ["--help", { command: "help" }],
  ["-h --nonsense", { command: "help" }],
  ["verify --help", { command: "help", topic: "verify" }],
  ["--version", { command: "version" }],
  ["-V scan", { command: "version" }],
]

describe("a command line", () => {
  it.each(good)("tlsgate %s", (line, expected) => {
    const argv = line === "" ? [] : line.split(" ")
    expect(parseOptions(argv)).toEqual(expected satisfies object as Invocation)
  })
})

const bad: readonly (readonly [string, readonly string[]])[] = [
  ["--formt json", ['unknown option --formt (did you mean "--format"?)']],
  ["--zzzzzz", ["unknown option --zzzzzz (tlsgate scan --help lists the options)"]],
  ["-x", ["unknown option -x"]],
  ["--format", ["--format needs a value: --format F"]],
  ["--format --quiet", ["--format needs a value"]],
  ["--format yaml", ['--format is "yaml", not one of text, json']],
  ["--format sarf", ['did you mean "sarif"?']],
  ["verify a --format sarif", ['--format is "sarif", not one of text, json']],
  ["--quiet=yes", ["--quiet takes no value"]],
  ["--at tomorrow", ['--at is "tomorrow", not a date (write 2027-01-31']],
  ["--at 2026-02-30", ["not a date"]],
  ["--at 2026-11-22T24:00", ["not a date"]],
  ["--at 0000-01-01", ["not a date"]],
  ["--at 2026-13-01", ["not a date"]],
  ["--at=", ["not a date"]],
  [
    "--fail-on warnings",
    ['--fail-on is "warnings", not one of error, warning, notice, never (did you mean "warning"?)'],
  ],
  ["--max-file-size 0", ["not a number of bytes"]],
  ["--max-file-size 3GiB", ["not a number of bytes"]],
  ["--max-file-size many", ["not a number of bytes"]],
  ["--expiry-error 1e3", ["not a whole number"]],
  ["--expiry-error 30 --expiry-warning 7", ["--expiry-warning 7 is less than --expiry-error 30"]],
  ["--trust none,a.pem", ["--trust none stands alone"]],
  ["--output a.sarif", ["not F=FILE"]],
  ["--output sarif=", ["not F=FILE"]],
  ["--output srif=x", ['the format of --output is "srif"']],
  ["--dry-run", ["--dry-run is no option of tlsgate scan (it is one of tlsgate fix)"]],
  ["--config=", ["--config is empty"]],
  ["verify", ["tlsgate verify needs at least one FILE"]],
  ["rules a b", ["tlsgate rules does not know what to do with b"]],
  ["init here", ["tlsgate init does not know what to do with here"]],
  ["fix -", ["what comes from stdin cannot be fixed in place"]],
  ["--quiet --verbose", ["contradict"]],
  ["--format x --at y --expiry-error z", ["--format", "--at", "--expiry-error"]],
  // What is not built is unknown.
  [
    "--threads 4 --cache d --no-cache",
    ["unknown option --threads", "unknown option --cache", "unknown option --no-cache"],
  ],
  [
    "--shard=1/4 --facts=x --retries=9",
    ["unknown option --shard", "unknown option --facts", "unknown option --retries"],
  ],
]

describe("a command line that is wrong", () => {
  it.each(bad)("tlsgate %s", (line, expected) => {
    const complaints = wrong(line.split(" "))
    expect(complaints).toHaveLength(expected.length)
    for (const [index, part] of expected.entries()) expect(complaints[index]).toContain(part)
  })
})

it("knows which command a missing PATH may have meant", () => {
  expect(commandMeant("scann")).toBe('did you mean the command "tlsgate scan"?')
  expect(commandMeant("deploy")).toBeUndefined()
})

function wrong(argv: readonly string[]): string[] {
  try {
    return [JSON.stringify(parseOptions(argv))]
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    return error.complaints.map(({ message, hint }) => (hint === undefined ? message : `${message} (${hint})`))
  }
}
