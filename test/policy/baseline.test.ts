import { describe, expect, it } from "vitest"
import { parseBaseline, renderBaseline } from "../../src/policy/baseline.ts"
import { judge } from "../../src/policy/judge.ts"
import { expired, inputs, noon, problem, skipVerify } from "./inputs.ts"

const resource = { apiVersion: "v1", kind: "Secret", namespace: "web", name: "tls" }
const problems = [problem(skipVerify, "b.yaml", 1), problem(expired, "a.yaml", 9, { resource })]
const findings = judge(problems, inputs())

function entries(text: string) {
  const reading = parseBaseline(text)
  if (!reading.ok) throw new Error(reading.complaint)
  return reading.entries
}

describe("a baseline", () => {
  it("has one line for each finding, in order", () => {
    const lines = renderBaseline(findings, [], noon).split("\n")
    expect(lines.slice(2, 5)).toEqual([
      '  "findings": [',
      expect.stringContaining('"a.yaml","object":"Secret/web/tls"'),
      expect.stringContaining('"b.yaml"'),
    ])
    expect(lines[3]).toContain('"firstSeen":"2026-11-22"')
  })

  it("silences what it records, and nothing else", () => {
    const baseline = new Set(
      entries(renderBaseline(findings.slice(0, 1), [], noon)).map(({ fingerprint }) => fingerprint),
    )
    expect(judge(problems, inputs({ baseline })).map(({ suppressed }) => suppressed?.by)).toEqual([
      "baseline",
      undefined,
    ])
  })

  it("keeps the day on which a finding was first seen, also when written over itself", () => {
    const before = entries(renderBaseline(findings, [], Date.UTC(2026, 0, 1)))
    const baseline = new Set(before.map(({ fingerprint }) => fingerprint))
    const again = entries(renderBaseline(judge(problems, inputs({ baseline })), before, noon))
    expect(again).toEqual(before)
  })

  it("forgets what has been mended, and takes in nothing new when pruned", () => {
    const before = entries(renderBaseline(findings.slice(0, 1), [], noon))
    expect(entries(renderBaseline(findings, before, noon, true))).toEqual(before)
    expect(renderBaseline([], before, noon)).toBe('{\n  "schema": "tlsgate/baseline/v1",\n  "findings": []\n}\n')
  })

  it.each([
    ["", "it is not JSON"],
    ["null", "its schema is not tlsgate/baseline/v1"],
    ["[]", "its schema is not"],
    ['{"schema":"tlsgate/baseline/v1"}', "a finding in it is not complete"],
    ['{"schema":"tlsgate/baseline/v1","findings":[{}]}', "a finding in it is not complete"],
  ])("is refused when it is %j", (text, complaint) => {
    expect(parseBaseline(text)).toMatchObject({ ok: false, complaint: expect.stringContaining(complaint) })
  })
})
