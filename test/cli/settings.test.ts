import { describe, expect, it } from "vitest"
import { parseOptions } from "../../src/commands/options.ts"
import { resolve, type Settings, type Variables } from "../../src/commands/settings.ts"
import { parseConfig } from "../../src/ports/config.ts"

const now = Date.UTC(2026, 10, 22)

interface Given {
  readonly line?: string
  readonly config?: string
  readonly cwd?: string
  readonly variables?: Variables
  readonly isTerminal?: boolean
}

function settings({ line = "", config, cwd = "/repo/sub", variables = {}, isTerminal = false }: Given): Settings {
  const invocation = parseOptions(line === "" ? [] : line.split(" "))
  if (invocation.command !== "scan") throw new Error("not a scan")
  const found =
    config === undefined
      ? undefined
      : { config: parseConfig("c", `version: 1\n${config}`, new Set()), path: "../c", base: "/repo", text: "" }
  return resolve(invocation.options, found, { cwd, now, isTerminal, variables })
}

const cases: readonly (readonly [string, Given, (settings: Settings) => unknown, unknown])[] = [
  ["text by default", {}, ({ format }) => format, "text"],
  ["workflow commands in Actions", { variables: { GITHUB_ACTIONS: "true" } }, ({ format }) => format, "github"],
  [
    "the format that was asked for",
    { line: "--format json", variables: { GITHUB_ACTIONS: "true" } },
    ({ format }) => format,
    "json",
  ],
  ["now", {}, ({ at }) => at, now],
  ["error as threshold", {}, ({ failOn }) => failOn, "error"],
  ["the threshold of the config", { config: "failOn: notice" }, ({ failOn }) => failOn, "notice"],
  [
    "the option before the config",
    { config: "failOn: notice", line: "--fail-on never" },
    ({ failOn }) => failOn,
    "never",
  ],
  [
    "the threshold of a path",
    { config: "overrides: [{paths: sub/a, failOn: never}]" },
    ({ failOnAt }) => [failOnAt("a"), failOnAt("b"), failOnAt("../a")],
    ["never", "error", "error"],
  ],
  [
    "the option before that of a path",
    { config: "overrides: [{paths: sub/a, failOn: never}]", line: "--fail-on warning" },
    ({ failOnAt }) => failOnAt("a"),
    "warning",
  ],
  ["14 and 30 days", {}, ({ check }) => check.expiry, { error: 14, warning: 30 }],
  [
    "one horizon from each",
    { config: "expiry: {error: 7, warning: 20}", line: "--expiry-warning 25" },
    ({ check }) => check.expiry,
    { error: 7, warning: 25 },
  ],
  [
    "a warning no later than the error",
    { line: "--expiry-error 60" },
    ({ check }) => check.expiry,
    { error: 60, warning: 60 },
  ],
  [
    "an error no earlier than the warning",
    { line: "--expiry-warning 3" },
    ({ check }) => check.expiry,
    { error: 3, warning: 3 },
  ],
  [
    "the horizon of a path",
    { config: "overrides: [{paths: sub/a, expiry: {warning: 90}}]" },
    ({ check: { expiryAt } }) => [expiryAt?.("a"), expiryAt?.("b").warning],
    [{ error: 14, warning: 90 }, 30],
  ],
  [
    "the horizon of an option, whatever the config says of the path",
    { config: "overrides: [{paths: sub/a, expiry: {error: 60, warning: 90}}]", line: "--expiry-error 7" },
    ({ check: { expiryAt } }) => expiryAt?.("a"),
    { error: 7, warning: 90 },
  ],
  ["Mozilla's anchors", {}, ({ trust }) => trust, { mozilla: true, files: [], own: false }],
  ["no anchors", { line: "--trust none" }, ({ trust }) => trust, { mozilla: false, files: [], own: false }],
  [
    "files from where they were named",
    { line: "--trust r.pem" },
    ({ trust }) => trust,
    { mozilla: false, files: ["/repo/sub/r.pem"], own: false },
  ],
  [
    "files from where the config is",
    { config: "trust: [mozilla, r.pem]" },
    ({ trust }) => trust,
    { mozilla: true, files: ["/repo/r.pem"], own: false },
  ],
  [
    "globs of both",
    { config: "exclude: a", line: "--exclude b" },
    ({ exclude }) => exclude,
    [
      { base: "/repo", globs: ["a"] },
      { base: "/repo/sub", globs: ["b"] },
    ],
  ],
  [
    "the baseline beside the config",
    { config: "" },
    ({ baseline }) => baseline,
    { file: "/repo/.tlsgate-baseline.json", named: false },
  ],
  ["a baseline by name", { line: "--baseline b" }, ({ baseline }) => baseline, { file: "/repo/sub/b", named: true }],
  [
    "paths as the config has them",
    { config: "" },
    ({ toConfig }) => [toConfig("a"), toConfig("../b"), toConfig(".")],
    ["sub/a", "b", "sub"],
  ],
  ["paths as they are, without a config", {}, ({ toConfig }) => toConfig("a"), "a"],
  ["no colours in a pipe", {}, ({ color }) => color, false],
  ["colours on a terminal", { isTerminal: true }, ({ color }) => color, true],
  ["no colours on a dumb one", { isTerminal: true, variables: { TERM: "dumb" } }, ({ color }) => color, false],
  ["no colours with NO_COLOR", { isTerminal: true, variables: { NO_COLOR: "1" } }, ({ color }) => color, false],
  ["colours with an empty NO_COLOR", { isTerminal: true, variables: { NO_COLOR: "" } }, ({ color }) => color, true],
  ["colours with FORCE_COLOR", { variables: { FORCE_COLOR: "1" } }, ({ color }) => color, true],
  ["colours that were asked for", { line: "--color", variables: { NO_COLOR: "1" } }, ({ color }) => color, true],
]

describe("the settings", () => {
  it.each(cases)("are %s", (_, given, of, expected) => expect(of(settings(given))).toEqual(expected))

  it("refuse to trust none and some", () => {
    expect(() => settings({ config: "trust: [none, a.pem]" })).toThrow("trust: none stands alone")
  })

  it("refuse horizons that contradict each other", () => {
    expect(() => settings({ config: "expiry: {error: 30, warning: 7}" })).toThrow("the horizon of a warning, 7 days")
  })
})
