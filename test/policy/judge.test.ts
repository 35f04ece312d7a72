import { describe, expect, it } from "vitest"
import { emptyConfig, type Threshold } from "../../src/policy/config.ts"
import { judge, type PolicyInputs } from "../../src/policy/judge.ts"
import { verdictOf } from "../../src/policy/verdict.ts"
import { parseConfig } from "../../src/ports/config.ts"
import { namesOf } from "../../src/rules/rule.ts"
import { expired, inputs, place, problem, skipVerify, someRule } from "./inputs.ts"

const cause = { cause: "cert", certificate: "ab".repeat(32) }

describe("one cause", () => {
  it("is one finding, at its first place, with the others beside it", () => {
    const problems = [
      problem(expired, "b.pem", 9, cause),
      problem(expired, "a.pem", 3, cause),
      problem(expired, "b.pem", 1, cause),
    ]
    const findings = judge(problems, inputs())
    expect(findings).toHaveLength(1)
    expect(findings[0]?.location).toEqual(place("a.pem", 3))
    expect(findings[0]?.related).toEqual([
      { location: place("b.pem", 1), message: "the same certificate" },
      { location: place("b.pem", 9), message: "the same certificate" },
    ])
  })

  it("is told where it weighs most", () => {
    const findings = judge(
      [problem(expired, "docs/a.pem", 1, cause), problem(expired, "prod/a.pem", 1, cause)],
      inputs(),
    )
    expect(findings).toMatchObject([{ level: "error", location: { path: "prod/a.pem" }, fixture: false }])
  })

  it("still counts where only one of its places is ignored", () => {
    const until = { until: "2027-01-31", reason: "x", rules: [], sha256: [], location: place("c", 1) }
    const config = { ...emptyConfig, ignores: [{ ...until, paths: ["a.pem"] }] }
    const findings = judge(
      [problem(expired, "a.pem", 1, cause), problem(expired, "b.pem", 1, cause)],
      inputs({ config }),
    )
    expect(findings.map(({ location, suppressed }) => [location.path, suppressed?.by])).toEqual([
      ["a.pem", "config"],
      ["b.pem", undefined],
    ])
  })

  it("shows some places of many, and counts the rest", () => {
    const problems = Array.from({ length: 40 }, (_, index) => problem(expired, "a.pem", index + 1, cause))
    const related = judge(problems, inputs())[0]?.related
    expect(related).toHaveLength(25)
    expect(related?.at(-1)?.message).toBe("the same certificate, and in 14 more places")
  })

  it("is not shared by two rules, nor by problems without one", () => {
    const problems = [
      problem(expired, "a", 1, cause),
      problem(skipVerify, "a", 2, cause),
      problem(expired, "a", 3),
      problem(expired, "a", 4),
    ]
    expect(judge(problems, inputs())).toHaveLength(4)
  })
})

describe("a fingerprint", () => {
  const of = (...problems: readonly ReturnType<typeof problem>[]) =>
    judge(problems, inputs()).map(({ fingerprint }) => fingerprint)
  const [one] = of(problem(skipVerify, "a.yaml", 1, { identity: "reg.corp" }))

  it("is 32 hex digits, and does not hang on line or message", () => {
    expect(one).toMatch(/^[0-9a-f]{32}$/)
    expect(of(problem(skipVerify, "a.yaml", 70, { identity: "reg.corp", message: "other" }))).toEqual([one])
  })

  it("stays what it was, as users have it in baselines and ignores", () => {
    const object = { apiVersion: "v1", kind: "Secret", namespace: "web", name: "tls", path: "data.tls\\.crt" }
    const all = { identity: "reg.corp", certificate: "0a".repeat(32), cause: "0b", resource: object }
    expect(one).toBe("ce394751827c77ff830ab2bbff162ca4")
    expect(of(problem(expired, "certs/a.pem", 1))).toEqual(["c88f752bf7921d4e41ffee8d60421d6c"])
    expect(of(problem(skipVerify, "deploy/tls.yaml", 3, all))).toEqual(["b63a869eef118465614f6f3685561925"])
    expect(of(problem(skipVerify, "a.yaml", 1), problem(skipVerify, "a.yaml", 2))[1]).toBe(
      "d700321f2230e27923249d91553992cb",
    )
  })

  it("and all that names a rule holds when the rule is given up for another", () => {
    const heir = { ...someRule("heir", "chain", "error"), aliases: ["skip-verify"] }
    const about = problem(heir, "a.yaml", 1, { identity: "reg.corp" })
    const known = { rules: [heir], names: new Set(namesOf(heir)) }
    const suppressedBy = (rest: Partial<PolicyInputs>) =>
      judge([about], inputs({ ...known, ...rest }))[0]?.suppressed?.by
    const config = (text: string) => parseConfig("c", `version: 1\n${text}`, known.names)
    const until = "until: 2027-01-31, reason: r"
    expect(suppressedBy({})).toBe(undefined)
    expect(suppressedBy({ baseline: new Set([one!]) })).toBe("baseline")
    expect(suppressedBy({ config: config(`ignores: [{rule: skip-verify, ${until}}]`) })).toBe("config")
    expect(suppressedBy({ config: config(`ignores: [{fingerprint: "${one}", ${until}}]`) })).toBe("config")
    expect(suppressedBy({ config: config(`ignores: [{rule: heir, ${until}}]`) })).toBe("config")
    const lowered = config("rules: {skip-verify: notice}")
    expect(judge([about], inputs({ ...known, config: lowered })).map(({ level }) => level)).toEqual(["notice"])
  })

  it.each([
    ["path", problem(skipVerify, "b.yaml", 1, { identity: "reg.corp" })],
    ["rule", problem(expired, "a.yaml", 1, { identity: "reg.corp" })],
    ["identity", problem(skipVerify, "a.yaml", 1, { identity: "other" })],
    ["certificate", problem(skipVerify, "a.yaml", 1, { identity: "reg.corp", certificate: "00" })],
    [
      "object",
      problem(skipVerify, "a.yaml", 1, {
        identity: "reg.corp",
        resource: { apiVersion: "v1", kind: "Pod", name: "x" },
      }),
    ],
  ])("differs by %s", (_, other) => expect(of(other)).not.toEqual([one]))

  it("tells equals apart by their order, and keeps that of the first", () => {
    const twice = of(
      problem(skipVerify, "a.yaml", 5, { identity: "reg.corp" }),
      problem(skipVerify, "a.yaml", 9, { identity: "reg.corp" }),
    )
    expect(new Set(twice).size).toBe(2)
    expect(twice[0]).toBe(one)
  })
})

it("puts findings in one order, however they came", () => {
  const problems = [
    problem(skipVerify, "b.yaml", 1),
    problem(expired, "a.yaml", 10),
    problem(skipVerify, "a.yaml", 9),
    problem(expired, "a.yaml", 9),
  ]
  const forward = judge(problems, inputs())
  expect(forward.map(({ location, rule }) => `${location.path}:${location.line} ${rule}`)).toEqual([
    "a.yaml:9 expired",
    "a.yaml:9 skip-verify",
    "a.yaml:10 expired",
    "b.yaml:1 skip-verify",
  ])
  expect(judge(problems.toReversed(), inputs())).toEqual(forward)
})

describe("the verdict", () => {
  const warnings = judge([problem(skipVerify, "a.yaml", 1, { level: "warning" })], inputs())
  const known = judge(
    [problem(skipVerify, "a.yaml", 1)],
    inputs({ baseline: new Set([judge([problem(skipVerify, "a.yaml", 1)], inputs())[0]!.fingerprint]) }),
  )

  it.each<[string, typeof warnings, Threshold, string]>([
    ["a warning, from error", warnings, "error", "pass"],
    ["a warning, from warning", warnings, "warning", "fail"],
    ["a warning, from notice", warnings, "notice", "fail"],
    ["a warning, from never", warnings, "never", "pass"],
    ["an error of the baseline", known, "notice", "pass"],
    ["nothing", [], "notice", "pass"],
  ])("over %s", (_, findings, threshold, verdict) => expect(verdictOf(findings, () => threshold)).toBe(verdict))

  it("says that the baseline silenced", () => expect(known[0]?.suppressed).toEqual({ by: "baseline" }))
})
