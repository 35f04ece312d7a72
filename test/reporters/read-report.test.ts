import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { json } from "../../src/reporters/json.ts"
import { comment } from "../../src/reporters/markdown/comment.ts"
import { readReport } from "../../src/reporters/read-report.ts"
import { clear, options, report } from "./report.ts"

const text = json(report, options)
const marker = { key: "k", sha: "abc", run: 1, attempt: 1, found: 0 }

describe("a report that another run wrote", () => {
  it.each([
    ["with some of everything", report],
    ["that is clear", clear],
  ])("%s says the same as it did there", (_, given) => {
    const read = readReport(json(given, options))
    if ("wrong" in read) throw new Error(read.wrong)
    expect(json(read, options).replaceAll('"fixable": true', '"fixable": false')).toBe(
      json(given, options).replaceAll('"fixable": true', '"fixable": false'),
    )
  })

  it.each([
    ["no JSON", "{", "the report is not JSON"],
    ["another schema", '{"schema": "x"}', "the report is not of schema tlsgate/report/v1"],
    ["a list", "[]", "the report is no object"],
    ["null", "null", "the report is no object"],
    ["another verdict", text.replace('"verdict": "fail"', '"verdict": "FAIL"'), "verdict is none of pass, fail"],
    [
      "a rule that is markup",
      text.replace('"rule": "certificate-expired"', '"rule": "<b>"'),
      "findings[0].rule is no name of a rule",
    ],
    ["a line that is text", text.replace(/"line": 8/, '"line": "8"'), "findings[0].line is no number"],
    ["a line of 0", text.replace(/"line": 8/, '"line": 0'), "findings[0].line is no position"],
    [
      "a day that is none",
      text.replace('"evaluatedAt": "2026-11-22T00:00:00.000Z"', '"evaluatedAt": "<script>"'),
      "evaluatedAt is no instant",
    ],
    ["a report without end", `"${"x".repeat(17 * 1024 * 1024)}"`, "the report is too large"],
  ])("that is %s is refused", (_, given, wrong) => {
    expect(readReport(given)).toEqual({ wrong })
  })

  it("never fails, whatever it holds", () => {
    fc.assert(
      fc.property(
        fc.jsonValue(),
        fc.constantFrom("findings", "certificates", "stats", "tool", "evaluatedAt"),
        (value, key) => {
          const read = readReport(JSON.stringify({ ...JSON.parse(text), [key]: value }))
          if (!("wrong" in read)) expect(comment(read, options, marker)).toContain("Pre-deploy gate")
        },
      ),
      { numRuns: 2_000 },
    )
  })

  it("cannot set what objects inherit", () => {
    expect(readReport('{"__proto__": {"schema": "tlsgate/report/v1"}}')).toEqual({
      wrong: "the report is not of schema tlsgate/report/v1",
    })
  })
})
