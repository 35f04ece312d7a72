import { readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { UsageError } from "../../src/model/failure.ts"
import { emptyConfig } from "../../src/policy/config.ts"
import { configSchema } from "../../src/policy/config-schema.ts"
import { parseConfig } from "../../src/ports/config.ts"

const names = new Set(["chain-too-short", "leaf-without-san", "containerd", "chain", "certificate"])

function read(text: string) {
  const { ignores, ...config } = parseConfig("c.yml", text, names)
  return { ...config, ignores: ignores.map(({ location, ...rest }) => ({ line: location.line, ...rest })) }
}

/** Each complaint as `line:column message (hint)`. */
function complaints(text: string): string[] {
  try {
    parseConfig("c.yml", text, names)
    return []
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    return error.complaints.map(({ message, location, hint }) => {
      return `${location?.line}:${location?.column} ${message}${hint === undefined ? "" : ` (${hint})`}`
    })
  }
}

const good: readonly (readonly [string, string, object])[] = [
  ["nothing but the version", "version: 1", {}],
  ["empty sections", "version: 1\nrules:\nignores:\n", {}],
  ["one glob or several", "version: 1\ninclude: deploy\nexclude: [a, b]", { include: ["deploy"], exclude: ["a", "b"] }],
  [
    "levels",
    "version: 1\nrules:\n  chain: off\n  leaf-without-san: error",
    { rules: { chain: "off", "leaf-without-san": "error" } },
  ],
  ["JSON", '{"version": 1, "failOn": "never"}', { failOn: "never" }],
  ["trust", "version: 1\ntrust: [mozilla, certs/root.pem]", { trust: ["mozilla", "certs/root.pem"] }],
  ["expiry", "version: 1\nexpiry: {error: 7}", { expiry: { error: 7 } }],
  [
    "environments",
    "version: 1\nenvironments:\n- {name: development, paths: dev/, insecure: notice}",
    { environments: [{ name: "development", paths: ["dev/"], insecure: "notice", rules: {} }] },
  ],
  [
    "overrides",
    "version: 1\noverrides:\n- {paths: [a], failOn: warning}",
    { overrides: [{ paths: ["a"], failOn: "warning", rules: {}, expiry: {} }] },
  ],
  [
    "ignores",
    `version: 1\nignores:\n- path: a.pem\n  rule: chain\n  sha256: ${"AB:".repeat(31)}AB\n  until: 2027-01-31`,
    { ignores: [{ line: 3, paths: ["a.pem"], rules: ["chain"], sha256: ["ab".repeat(32)], until: "2027-01-31" }] },
  ],
  [
    "part of an ignore policy",
    "version: 1\nignorePolicy: {requireUntil: false}",
    { ignorePolicy: { requireReason: true, requireUntil: false } },
  ],
]

describe("a config", () => {
  it.each(good)("reads %s", (_, text, expected) => {
    expect(read(text)).toEqual({ ...emptyConfig, ...expected })
  })
})

const bad: readonly (readonly [string, readonly string[]])[] = [
  ["", ["1:1 the config has no version"]],
  ["version: 2", ['1:10 version is "2", not 1']],
  ['version: "1"', ['1:10 version is "1", not 1']],
  ["- a", ["1:1 the config is a list, not a mapping"]],
  ["version: 1\nignore: []", ['2:1 unknown key "ignore" in the config (did you mean "ignores"?)']],
  ["version: 1\nfail-on: error", ['2:1 unknown key "fail-on" in the config (did you mean "failOn"?)']],
  [
    "version: 1\nfailOn: eror",
    ['2:9 failOn is "eror", not one of error, warning, notice, never (did you mean "error"?)'],
  ],
  ["version: 1\nexpiry: {error: soon}", ['2:17 expiry.error is "soon", not a whole number from 0 to 36500']],
  ["version: 1\nexpiry: {error: -1}", ['2:17 expiry.error is "-1", not a whole number from 0 to 36500']],
  ["version: 1\nexpiry: {error: 1.5}", ['2:17 expiry.error is "1.5", not a whole number from 0 to 36500']],
  [
    "version: 1\nrules: {chain-to-short: off, chain: loud}",
    [
      '2:9 there is no rule or family "chain-to-short" (did you mean "chain-too-short"?)',
      '2:37 rules.chain is "loud", not one of error, warning, notice, off',
    ],
  ],
  [
    "version: 1\nrules: {zzz: off}",
    ['2:9 there is no rule or family "zzz" (`tlsgate rules` lists the rules and their families)'],
  ],
  ["version: 1\nversion: 1", ['2:1 "version" stands here twice']],
  [
    "version: 1\nignores: [{reason: x}]",
    ["2:12 ignores[0] needs at least one of path, paths, rule, rules, sha256, object, fingerprint"],
  ],
  [
    "version: 1\nignores: [{sha256: abc}]",
    ['2:20 ignores[0].sha256 is "abc", not a SHA-256 in hex, with or without colons'],
  ],
  [
    "version: 1\nignores: [{object: Secret}]",
    ['2:20 ignores[0].object is "Secret", not Kind/name or Kind/namespace/name'],
  ],
  ["version: 1\nignores: {}", ["2:10 ignores is a mapping, not a list"]],
  ["version: 1\nenvironments: [{name: dev}]", ["2:17 environments[0] has no paths"]],
  ["version: 1\nchains: [{mode: full}]", ["2:11 chains[0] needs at least one of secret, path"]],
  [
    "version: 1\nignorePolicy: {requireReason: maybe}",
    ['2:31 ignorePolicy.requireReason is "maybe", not true or false'],
  ],
  ["version: 1\n__proto__: 1\nconstructor: 2", ["2:1", "3:1"]],
  ["version: 1\n---\nversion: 1", ["2:1 a config is one document"]],
  ["version: 1\n  bad: [", ["the config cannot be read"]],
]

describe("a config that is wrong", () => {
  it.each(bad)("is refused with its place: %j", (text, expected) => {
    const found = complaints(text)
    expect(found).toHaveLength(expected.length)
    for (const [index, part] of expected.entries()) expect(found[index]).toContain(part)
  })

  it("is told all at once", () => {
    expect(complaints("failOn: x\nexclude: {}\nrules: [1]\nexpirry: 1")).toHaveLength(5)
  })
})

it("has the schema that is published", () => {
  const published = readFileSync(new URL("../../schema/config.schema.json", import.meta.url), "utf8")
  expect(JSON.parse(published)).toEqual(configSchema())
})
