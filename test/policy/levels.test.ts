import { describe, expect, it } from "vitest"
import { weigh } from "../../src/model/weight.ts"
import { judge } from "../../src/policy/judge.ts"
import { parseConfig } from "../../src/ports/config.ts"
import type { Problem } from "../../src/rules/rule.ts"
import { expired, inputs, problem, rules, skipVerify, someRule } from "./inputs.ts"

const names = new Set(rules.flatMap(({ id, family }) => [id, family]))
const development = "environments: [{name: development, paths: dev/}]"
const key = { sensitive: true } as const
const softened = { level: "notice" } as const

type Case = readonly [string, string, typeof expired, string, Partial<Problem>, string | undefined]

const cases: readonly Case[] = [
  ["the rule's own level", "", skipVerify, "a.yaml", {}, "error"],
  ["the level of the problem", "", skipVerify, "a.yaml", softened, "notice"],
  ["a notice for a certificate in a fixture", "", expired, "pkg/testdata/a.pem", {}, "notice"],
  ["one level less for a setting in a fixture", "", skipVerify, "docs/a.yaml", {}, "warning"],
  [
    "no more than a notice for a lowered setting in a fixture",
    "",
    skipVerify,
    "docs/a.yaml",
    { level: "warning" },
    "notice",
  ],
  ["a file that is named like a fixture", "", skipVerify, "docs", {}, "error"],
  ["the level of the config", "rules: {skip-verify: warning}", skipVerify, "a.yaml", {}, "warning"],
  ["the level of the family", "rules: {containerd: notice}", skipVerify, "a.yaml", {}, "notice"],
  ["the rule before its family", "rules: {containerd: off, skip-verify: error}", skipVerify, "a.yaml", {}, "error"],
  ["off", "rules: {containerd: off}", skipVerify, "a.yaml", {}, undefined],
  [
    "a softened problem where the config raises",
    "rules: {containerd: error}",
    skipVerify,
    "a.yaml",
    softened,
    "notice",
  ],
  [
    "an aggravated problem where the config lowers",
    "rules: {chain: notice}",
    someRule("too-short", "chain", "warning"),
    "a",
    { level: "error" },
    "notice",
  ],
  ["a fixture where the config raises", "rules: {certificate: error}", expired, "test/a.pem", {}, "notice"],
  [
    "a fixture that an override raises",
    "overrides: [{paths: test/, rules: {expired: error}}]",
    expired,
    "test/a.pem",
    {},
    "error",
  ],
  ["an insecure setting in development", development, skipVerify, "dev/a.yaml", {}, "notice"],
  ["a certificate in development", development, expired, "dev/a.pem", {}, "error"],
  ["a password in development", development, skipVerify, "dev/a.yaml", key, "error"],
  ["an insecure setting elsewhere", development, skipVerify, "prod/a.yaml", {}, "error"],
  ["production by name", "environments: [{name: production, paths: p/}]", skipVerify, "p/a.yaml", {}, "error"],
  [
    "a tolerance of its own",
    "environments: [{name: staging, paths: s/, insecure: off}]",
    skipVerify,
    "s/a.yaml",
    {},
    undefined,
  ],
  [
    "a level of the environment",
    "environments: [{name: dev, paths: d/, rules: {skip-verify: warning}}]",
    skipVerify,
    "d/a",
    {},
    "warning",
  ],
  [
    "the last override",
    "overrides: [{paths: a, rules: {chain: off, containerd: off}}, {paths: a, rules: {containerd: notice}}]",
    skipVerify,
    "a/x",
    {},
    "notice",
  ],
]

describe("the level of a problem", () => {
  it.each(cases)("is right for %s", (_, config, rule, path, rest, level) => {
    const findings = judge(
      [problem(rule, path, 1, rest)],
      inputs({ config: parseConfig("c", `version: 1\n${config}`, names) }),
    )
    expect(findings.map((finding) => finding.level)).toEqual(level === undefined ? [] : [level])
  })

  it.each<readonly [string, Partial<Problem>, string, string, readonly string[]]>([
    ["", {}, "a.yaml", "error", []],
    ["", { level: weigh("error", "local-host") }, "a.yaml", "notice", ["the host is the machine itself"]],
    ["", { level: weigh("warning", "cluster-host") }, "a.yaml", "warning", []],
    [
      "",
      { level: weigh("error", "development-cluster", "cluster-host") },
      "a.yaml",
      "warning",
      ["it is for a development cluster"],
    ],
    ["", {}, "docs/a.yaml", "warning", ["it stands among fixtures"]],
    ["rules: {skip-verify: warning}", {}, "a.yaml", "warning", ["the config says so for the rule"]],
    [
      "overrides: [{paths: docs/, rules: {containerd: notice}}]",
      {},
      "docs/a.yaml",
      "notice",
      ["the config says so for the path"],
    ],
    [development, {}, "dev/a.yaml", "notice", ["it belongs to the environment development"]],
    [
      development,
      { level: weigh("error", "narrow") },
      "dev/a.yaml",
      "notice",
      ["it reaches one command or one build", "it belongs to the environment development"],
    ],
  ])("says why with %j, %j in %s", (config, rest, path, level, because) => {
    const [finding] = judge(
      [problem(skipVerify, path, 1, rest)],
      inputs({ config: parseConfig("c", `version: 1\n${config}`, names) }),
    )
    expect([finding?.level, finding?.because]).toEqual([level, because])
  })
})
