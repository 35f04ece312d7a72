import { describe, expect, it } from "vitest"
import { reporters } from "./all.ts"
import { clear, options, report } from "./report.ts"

describe.each(Object.entries(reporters))("%s", (format, reporter) => {
  it("prints the report with some of everything as its golden file", async () => {
    await expect(reporter(report, options)).toMatchFileSnapshot(`golden/${format}.golden`)
  })

  it("prints a clear report as its golden file", async () => {
    await expect(reporter(clear, options)).toMatchFileSnapshot(`golden/${format}-clear.golden`)
  })

  it("gives the same bytes for the same report", () => {
    expect(reporter(report, options)).toBe(reporter(structuredClone(report), options))
  })

  it("shows no secret that stands in a line beside a finding", () => {
    const output = reporter(report, options)
    expect(output).not.toContain("hunter2")
    expect(output).not.toContain("MIGHAgEA")
    expect(output).not.toContain("BEGIN PRIVATE KEY")
  })

  it("holds no character that hides or reorders others, and no workflow command of a stranger", () => {
    const output = reporter(report, options)
    expect(output).not.toMatch(/[\u202a-\u202e\u2066-\u2069\u0000-\u0008\u000b-\u001f\u007f-\u009f]/)
    expect(output).not.toContain("##[")
    expect(output).not.toMatch(/^\s*::(?!(error|warning|notice) title=)/m)
  })
})
