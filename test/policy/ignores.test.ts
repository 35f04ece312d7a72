import { describe, expect, it } from "vitest"
import type { IgnoreComment } from "../../src/model/facts.ts"
import { emptyConfig } from "../../src/policy/config.ts"
import { parseIgnoreAnnotation, parseIgnoreComment } from "../../src/policy/ignore-text.ts"
import { judge, type PolicyInputs } from "../../src/policy/judge.ts"
import { parseConfig } from "../../src/ports/config.ts"
import { expired, inputs, noon, place, problem, rules, skipVerify } from "./inputs.ts"

const good = 'until=2027-01-31 reason="lab"'
const names = new Set(rules.flatMap(({ id, family }) => [id, family]))

const comments: readonly (readonly [string, object])[] = [
  [`# tlsgate-ignore[a] ${good}`, { rules: ["a"], until: "2027-01-31", reason: "lab", faults: [] }],
  [`// tlsgate-ignore [ a , b,] ${good}`, { rules: ["a", "b"], until: "2027-01-31", reason: "lab", faults: [] }],
  ["# tlsgate-ignore-file[a] reason='it''s' until=x", { rules: ["a"], reason: "it", faults: [] }],
  ["# tlsgate-ignore[a] reason=word -- more words", { rules: ["a"], reason: "word", faults: [] }],
  ['# tlsgate-ignore[a] until="2027-01-31" reason=""', { rules: ["a"], until: "2027-01-31", faults: [] }],
  ["# tlsgate-ignore", { rules: [], faults: ["it names no rule in brackets"] }],
  ["# tlsgate-ignore[]", { rules: [], faults: ["it names no rule in brackets"] }],
  ["# tlsgate-ignore[a", { rules: [], faults: ["it names no rule in brackets"] }],
  ["# tlsgate-ignore[a] untill=2027-01-31", { rules: ["a"], faults: ['"untill" is neither until nor reason'] }],
  ["# tlsgate-ignore[a] until=1 until=2", { rules: ["a"], until: "1", faults: ["it gives until twice"] }],
]

describe("the text of an ignore", () => {
  it.each(comments)("%s", (text, expected) => expect(parseIgnoreComment(text)).toEqual(expected))

  it("may hold several in an annotation", () => {
    expect(parseIgnoreAnnotation(`a, b ${good}; [c] reason="x; y"\nd`)).toEqual([
      { rules: ["a", "b"], until: "2027-01-31", reason: "lab", faults: [] },
      { rules: ["c"], reason: "x; y", faults: [] },
      { rules: ["d"], faults: [] },
    ])
    expect(parseIgnoreAnnotation(" ")).toMatchObject([{ faults: ["it names no rule"] }])
    expect(parseIgnoreAnnotation("=")).toMatchObject([{ faults: ["it begins with no rule"] }])
  })

  it("takes no longer than its length", () => {
    const long = `tlsgate-ignore[a]${" a=".repeat(50_000)}${'"'.repeat(50_000)}`
    expect(parseIgnoreComment(long).rules).toEqual(["a"])
    expect(parseIgnoreAnnotation("a,".repeat(50_000)).length).toBeGreaterThan(0)
  })
})

function comment(line: number, text: string, rest: Partial<IgnoreComment> = {}): IgnoreComment {
  return { location: place("f.yaml", line), text, reach: "line", ...rest }
}

/** Findings as `line rule level`, with a `-` before what is silenced. */
function shown(problems: readonly ReturnType<typeof problem>[], rest: Partial<PolicyInputs>): string[] {
  return judge(problems, inputs(rest)).map(({ location, rule, level, suppressed }) => {
    return `${suppressed === undefined ? "" : "-"}${location.line} ${rule} ${level}`
  })
}

const at5 = problem(skipVerify, "f.yaml", 5)
const at6 = problem(skipVerify, "f.yaml", 6)
const other = problem(expired, "f.yaml", 5)
const line = (text: string, at = 5) => [comment(at, `# tlsgate-ignore${text}`)]

type Case = readonly [string, readonly ReturnType<typeof problem>[], readonly IgnoreComment[], readonly string[]]

const cases: readonly Case[] = [
  ["covers its line", [at5], line(`[skip-verify] ${good}`), ["-5 skip-verify error"]],
  ["covers the line below", [at6], line(`[skip-verify] ${good}`), ["-6 skip-verify error"]],
  [
    "covers the line below only if its own has nothing",
    [at5, at6],
    line(`[skip-verify] ${good}`),
    ["-5 skip-verify error", "6 skip-verify error"],
  ],
  [
    "covers no line further",
    [at6],
    line(`[skip-verify] ${good}`, 4),
    ["4 ignore-unused warning", "6 skip-verify error"],
  ],
  ["covers nothing above", [at5], line(`[skip-verify] ${good}`, 6), ["5 skip-verify error", "6 ignore-unused warning"]],
  ["names a family", [at5], line(`[containerd] ${good}`), ["-5 skip-verify error"]],
  [
    "leaves other rules alone",
    [at5, other],
    line(`[skip-verify] ${good}`),
    ["5 expired error", "-5 skip-verify error"],
  ],
  [
    "names several rules",
    [at5, other],
    line(`[expired, skip-verify] ${good}`),
    ["-5 expired error", "-5 skip-verify error"],
  ],
  [
    "stands above another",
    [problem(expired, "f.yaml", 6), at6],
    [...line(`[skip-verify] ${good}`, 4), ...line(`[expired] ${good}`)],
    ["-6 expired error", "-6 skip-verify error"],
  ],
  [
    "covers a file",
    [at5, at6, problem(skipVerify, "g.yaml", 1)],
    [comment(1, `# tlsgate-ignore-file[skip-verify] ${good}`, { reach: "file" })],
    ["-5 skip-verify error", "-6 skip-verify error", "1 skip-verify error"],
  ],
  [
    "covers an object",
    [at5, at6],
    [comment(2, `skip-verify ${good}`, { reach: "object", document: 0 })],
    ["-5 skip-verify error", "6 skip-verify error"],
  ],
  ["ends after its last day", [at5], line('[skip-verify] until=2026-11-22 reason="x"'), ["-5 skip-verify error"]],
  [
    "is over a day later",
    [at5],
    line('[skip-verify] until=2026-11-21 reason="x"'),
    ["5 ignore-expired error", "5 skip-verify error"],
  ],
  [
    "is over with nothing to silence",
    [],
    line('[skip-verify] until=2026-11-21 reason="x"'),
    ["5 ignore-expired warning"],
  ],
  [
    "is over with a date that is none",
    [at5],
    line('[skip-verify] until=2027-02-30 reason="x"'),
    ["5 ignore-expired error", "5 ignore-invalid warning", "5 skip-verify error"],
  ],
  [
    "needs a reason",
    [at5],
    line("[skip-verify] until=2027-01-31"),
    ["5 ignore-invalid warning", "5 skip-verify error"],
  ],
  ["needs a last day", [at5], line('[skip-verify] reason="x"'), ["5 ignore-invalid warning", "5 skip-verify error"]],
  ["needs a rule", [at5], line(` ${good}`), ["5 ignore-invalid warning", "5 skip-verify error"]],
  [
    "needs a rule that exists",
    [at5],
    line(`[skip-verfy] ${good}`),
    ["5 ignore-invalid warning", "5 skip-verify error"],
  ],
  [
    "counts for the rules that exist",
    [at5],
    line(`[skip-verify, nonsense] ${good}`),
    ["5 ignore-invalid warning", "-5 skip-verify error"],
  ],
]

describe("an ignore in a comment", () => {
  it.each(cases)("%s", (_, problems, ignores, expected) => {
    expect(shown(problems, { comments: ignores, spanOf: () => ({ start: 500, end: 600 }) })).toEqual(expected)
  })

  it("says what it silenced, why and until when", () => {
    const [finding] = judge([at5], inputs({ comments: line(`[skip-verify] ${good}`) }))
    expect(finding?.suppressed).toEqual({ by: "inline", reason: "lab", until: "2027-01-31" })
  })

  it("is shown beside what it no longer silences", () => {
    const findings = judge([at6], inputs({ comments: line('[skip-verify] until=2026-11-20 reason="x"') }))
    expect(findings[1]?.related).toMatchObject([{ location: { line: 5 }, message: "the ignore that ended 2026-11-20" }])
  })

  it("may say less where the config allows it", () => {
    const config = { ...emptyConfig, ignorePolicy: { requireReason: false, requireUntil: false } }
    expect(shown([at5], { config, comments: line("[skip-verify]") })).toEqual(["-5 skip-verify error"])
  })

  it("may not reach further than the config allows", () => {
    const config = { ...emptyConfig, ignorePolicy: { requireReason: true, requireUntil: true, maxDays: 30 } }
    expect(shown([at5], { config, comments: line(`[skip-verify] ${good}`) })).toContain("5 ignore-invalid warning")
  })

  it("suggests the rule that was meant", () => {
    const [finding] = judge([], inputs({ comments: line(`[skip-verfy] ${good}`) }))
    expect(finding?.message).toBe(
      'This ignore silences nothing: there is no rule or family "skip-verfy", did you mean "skip-verify"?',
    )
  })

  it("counts the last day in UTC", () => {
    const comments = line('[skip-verify] until=2026-11-22 reason="x"')
    const midnight = Date.UTC(2026, 10, 23)
    expect(shown([at5], { comments, at: midnight - 1 })).toEqual(["-5 skip-verify error"])
    expect(shown([at5], { comments, at: midnight })).toEqual(["5 ignore-expired error", "5 skip-verify error"])
  })
})

const sha256 = "ab".repeat(32)
const secret = { apiVersion: "v1", kind: "Secret", namespace: "web", name: "tls" }
const about = problem(expired, "certs/a.pem", 1, { certificate: sha256, resource: secret })
const { fingerprint } = judge([about], inputs())[0]!

const entries: readonly (readonly [string, boolean])[] = [
  ["path: certs/*.pem", true],
  ["path: '*.pem'", true],
  ["paths: [x, certs/]", true],
  ["path: certs/b.pem", false],
  ["rule: expired", true],
  ["rules: [chain, certificate]", true],
  ["rule: chain", false],
  [`sha256: ${sha256.toUpperCase()}`, true],
  [`sha256: ["${"AB:".repeat(31)}AB"]`, true],
  [`sha256: ${"cd".repeat(32)}`, false],
  ["object: Secret/web/tls", true],
  ["object: Secret/tls", false],
  [`fingerprint: ${fingerprint}`, true],
  [`fingerprint: ${"0".repeat(32)}`, false],
  ["path: certs/, rule: chain", false],
  ["path: certs/, rule: expired, object: Secret/web/tls", true],
]

describe("an ignore in the config", () => {
  it.each(entries)("by %s", (entry, isSilenced) => {
    const config = parseConfig("c.yml", `version: 1\nignores: [{${entry}, until: 2027-01-31, reason: x}]`, names)
    const silenced = ["-1 expired error"]
    const loud = ["2 ignore-unused warning", "1 expired error"]
    expect(shown([about], { config })).toEqual(isSilenced ? silenced : loud)
    expect(shown([about], { config, complete: false })).toEqual(isSilenced ? silenced : ["1 expired error"])
  })

  it("stands with its place when it is over", () => {
    const config = parseConfig(
      ".tlsgate.yml",
      "version: 1\nignores:\n- {rule: expired, until: 2026-01-01, reason: x}",
      names,
    )
    const [finding] = judge([about], inputs({ config }))
    expect(finding).toMatchObject({ rule: "ignore-expired", location: { path: ".tlsgate.yml", line: 3 } })
  })
})

it("finds its way through many ignores and problems", () => {
  const many = Array.from({ length: 20_000 }, (_, index) => index + 1)
  const started = performance.now()
  const problems = many.map((at) => problem(skipVerify, "f.yaml", at * 2))
  const ignores = many.map((at) => comment(at * 2 - 1, `# tlsgate-ignore[skip-verify] ${good}`))
  expect(judge(problems, inputs({ comments: ignores, at: noon })).every(({ suppressed }) => suppressed)).toBe(true)
  expect(performance.now() - started).toBeLessThan(3_000)
})
