import { readFileSync } from "node:fs"
import { Ajv } from "ajv"
import { Ajv2020 } from "ajv/dist/2020.js"
import addFormats from "ajv-formats"
import { describe, expect, it } from "vitest"
import { validateXML } from "xmllint-wasm"
import { gitlab } from "../../src/reporters/gitlab.ts"
import { json } from "../../src/reporters/json.ts"
import { junit } from "../../src/reporters/junit.ts"
import type { Reporter } from "../../src/reporters/reporter.ts"
import { sarif } from "../../src/reporters/sarif.ts"
import { clear, finding, options, report } from "./report.ts"

const validator = new Ajv2020({ allErrors: true })
addFormats.default(validator)
const draft7 = new Ajv({ allErrors: true, strict: false })
addFormats.default(draft7)

const read = (path: string): object => JSON.parse(readFileSync(path, "utf8"))
const isReport = validator.compile(read("schema/report.schema.json"))
const isSarif = draft7.compile(read("test/fixtures/schemas/sarif-2.1.0.json"))
const isCodeQuality = validator.compile(read("test/fixtures/schemas/code-quality.json"))
const xsd = readFileSync("test/fixtures/schemas/junit.xsd", "utf8")

/** A report whose findings are too many for some formats, and share one fingerprint. */
const many = { ...report, findings: Array.from({ length: 6000 }, () => finding()) }

describe.each([
  ["with some of everything", report],
  ["that is clear", clear],
  ["that passes", { ...report, verdict: "pass" as const, failOn: "never" as const }],
  ["of 6,000 findings", many],
])("a report %s", (_, given) => {
  it("is JSON as its schema says", () => {
    isReport(JSON.parse(json(given, options)))
    expect(isReport.errors).toBeNull()
  })

  it("is SARIF 2.1.0", () => {
    isSarif(JSON.parse(sarif(given, options)))
    expect(isSarif.errors).toBeNull()
  })

  it("is a Code Quality report, each fingerprint its own", () => {
    const issues: { fingerprint: string }[] = JSON.parse(gitlab(given))
    isCodeQuality(issues)
    expect(isCodeQuality.errors).toBeNull()
    expect(new Set(issues.map(({ fingerprint }) => fingerprint)).size).toBe(issues.length)
  })

  it("is JUnit as Ant's schema says", async () => {
    const result = await validateXML({ xml: { fileName: "report.xml", contents: junit(given, options) }, schema: xsd })
    expect(result.errors).toEqual([])
  })
})

it("is not what its schema says when a property is missing, misspelt or of another kind", () => {
  const text = json(report, options)
  for (const part of ['"verdict": "fail"', '"level": "error"', '"fixable": true', '"durationMs": 612']) {
    expect(text).toContain(part)
    expect(isReport(JSON.parse(text.replace(part, '"x": 1')))).toBe(false)
  }
})

describe("SARIF", () => {
  it("keeps within the results that code scanning keeps, and says what it left out", () => {
    const [run] = JSON.parse(sarif(many, options)).runs
    expect(run.results).toHaveLength(5000)
    expect(run.invocations[0].toolExecutionNotifications[0].message.text).toMatch(/^1000 more findings/)
  })

  it("tells findings of one fingerprint apart", () => {
    const [run] = JSON.parse(sarif({ ...report, findings: [finding(), finding()] }, options)).runs
    const hashes = run.results.map((result: { partialFingerprints: object }) => result.partialFingerprints)
    expect(hashes).toMatchObject([
      { primaryLocationLineHash: "0123456789abcdef:1" },
      { primaryLocationLineHash: "0123456789abcdef:2" },
    ])
  })
})

const others: readonly [string, Reporter][] = [
  ["SARIF", sarif],
  ["JUnit", junit],
  ["Code Quality", gitlab],
]
it.each(others)("%s leaves out what is suppressed", (_, reporter) => {
  const suppressed = { ...report, findings: [finding({ message: "silenced", suppressed: { by: "config" } })] }
  expect(reporter(suppressed, options)).not.toContain("silenced")
})
