import { describe, expect, it } from "vitest"
import { helpText, yaml } from "../../src/model/help.ts"
import type { Report } from "../../src/model/report.ts"
import { changeOf, diff } from "../../src/reporters/change.ts"
import { github } from "../../src/reporters/github.ts"
import { helpParts } from "../../src/reporters/help.ts"
import { summary } from "../../src/reporters/markdown/summary.ts"
import { markerText, readMarker } from "../../src/reporters/marker.ts"
import { suggestions } from "../../src/reporters/review.ts"
import { nextExpiry } from "../../src/reporters/timeline.ts"
import { reporters } from "./all.ts"
import { at, certificate, finding, options, report } from "./report.ts"
import { commandOf } from "./runner.ts"

const of = (findings: Report["findings"], verdict: Report["verdict"] = "fail"): Report => ({
  ...report,
  findings,
  verdict,
})
const several = (number: number, changes: Parameters<typeof finding>[0] = {}) =>
  Array.from({ length: number }, (_, index) => finding({ location: at(`a/${index}.yaml`), ...changes }))

describe("annotations", () => {
  const commands = (given: Report, more = {}, notes = 0) =>
    github(
      given,
      { ...options, ...more },
      Array.from({ length: notes }, (_, index) => ({ level: "notice", title: "tlsgate", message: `note ${index}` })),
    )
      .trimEnd()
      .split("\n")
      .map((line) => commandOf(line))
  const at10 = (given: Report, level: string, notes = 0) =>
    commands(given, {}, notes).filter((one) => one?.name === level)

  it("begin with the verdict", () => {
    expect(commands(report)[0]?.properties.get("title")).toBe("tlsgate: blocked, 4 errors · 2 warnings · 4 notices")
  })

  it.each([
    [9, 10, undefined],
    [10, 10, "2 more errors"],
    [300, 10, "292 more errors"],
  ])("of %d errors are %d with the verdict, and the last tells of the rest", (number, shown, rest) => {
    const errors = at10(of(several(number)), "error")
    expect(errors).toHaveLength(shown)
    if (rest !== undefined) expect(errors.at(-1)?.properties.get("title")).toBe(`tlsgate: ${rest}`)
  })

  it("leave room for what the run has to say about itself", () => {
    const notices = at10(of(several(30, { level: "notice" })), "notice", 3)
    expect(notices).toHaveLength(10)
    expect(notices.slice(0, 3).map((one) => one?.message)).toEqual(["note 0", "note 1", "note 2"])
    expect(notices.at(-1)?.message).toMatch(/^24 more notices/)
  })

  it("join the findings of one rule in one file", () => {
    const lines = [3, 20, 33].map((line) => finding({ location: at("a.yaml", line) }))
    const found = commands(of(lines))
    expect(found).toHaveLength(2)
    expect(found[1]?.message).toContain("Also at lines 20, 33.")
  })

  it("put what the change touches first", () => {
    const found = commands(of(several(3)), { isChanged: (path: string) => path === "a/2.yaml" })
    expect(found.slice(1).map((one) => one?.properties.get("file"))).toEqual(["a/2.yaml", "a/0.yaml", "a/1.yaml"])
  })

  it("have columns on one line only", () => {
    const one = { ...at("a"), column: 3, endColumn: 9 }
    expect(commands(of([finding({ location: one })]))[1]?.properties.get("col")).toBe("3")
    expect(commands(of([finding({ location: { ...one, endLine: 4 } })]))[1]?.properties.has("col")).toBe(false)
  })

  it("are cut before the runner cuts them", () => {
    const long = finding({ message: "m".repeat(9000), help: "h".repeat(9000) })
    expect(commands(of([long]))[1]?.message.length).toBeLessThanOrEqual(4000)
  })

  it("are none for a run without findings", () => {
    expect(github(of([], "pass"), options)).toBe("tlsgate: clear, 41 files, 8 certificates\n")
  })

  it("spend no error on a run that passes", () => {
    expect(at10(of(several(2, { level: "warning" }), "pass"), "error")).toEqual([])
  })
})

describe("the summary", () => {
  const size = (text: string) => new TextEncoder().encode(text).length

  it.each([1_000_000, 65_000, 20_000])("keeps within %d bytes", (limit) => {
    const text = summary(of([...several(8000), ...several(8000, { level: "notice", rule: "other" })]), options, limit)
    expect(size(text)).toBeLessThanOrEqual(limit)
    expect(text).toMatch(/… and \d+ more rows in the JSON report\./)
    expect(text).toContain("run it again")
  })

  it("gives up the least needed first", () => {
    const whole = summary(report, options)
    const without = (part: string, limit: number) => expect(summary(report, options, limit)).not.toContain(part)
    without("41 files checked", size(whole) - 1)
    expect(summary(report, options, size(whole) - 1)).toContain("ignored on purpose")
    without("ignored on purpose", size(whole) - 600)
  })

  it("says since when, where that is known", () => {
    const text = summary(report, { ...options, isNew: ({ rule }) => rule === "chain-incomplete" })
    expect(text).toContain("**1 new** in this change")
    expect(text.match(/🆕 this change/g)).toHaveLength(1)
  })

  it("repeats the run at the same instant", () => {
    expect(summary(report, { ...options, arguments: ["--fail-on", "warning", "it's here"] })).toContain(
      "npx tlsgate&#64;1.0.0 --fail-on warning &#39;it&#39;&#92;&#39;&#39;s here&#39; --at 2026-11-22T00&#58;00&#58;00.000Z",
    )
    expect(summary(report, { ...options, arguments: ["--", "deploy"] })).toContain(
      "npx tlsgate&#64;1.0.0 --at 2026-11-22T00&#58;00&#58;00.000Z -- deploy",
    )
  })
})

describe("a secret finding", () => {
  it.each(Object.entries(reporters))("shows no line in %s", (_, reporter) => {
    const output = reporter(of([finding({ location: at("k.pem"), sensitive: true })]), {
      ...options,
      line: () => "s3cr3t",
      text: () => "s3cr3t",
    })
    expect(output).not.toContain("s3cr3t")
  })
})

describe("a change", () => {
  const text = "one\r\ntwo\r\nthree\nfour\n"
  const change = (edits: readonly [number, number, string][], source = text) =>
    changeOf(finding({ edits: edits.map(([start, end, to]) => ({ path: "f", start, end, text: to })) }), {
      text: () => source,
    })

  it.each([
    ["within a line", [[5, 8, "2"]], 2, "-two\n+2"],
    ["of a whole line", [[5, 10, ""]], 2, "-two"],
    [
      "in two places",
      [
        [0, 3, "1"],
        [10, 15, "3"],
      ],
      1,
      "-one\n-two\n-three\n+1\n+two\n+3",
    ],
    ["that inserts", [[10, 10, "new\n"]], 3, "+new"],
  ] as const)("%s is told by lines", (_, edits, line, shown) => {
    const found = change(edits.map(([start, end, to]) => [start, end, to]))
    expect(found?.line).toBe(line)
    expect(found && diff(found)).toBe(shown)
  })

  it.each([
    [
      "overlaps",
      [
        [0, 3, "a"],
        [2, 5, "b"],
      ],
      text,
    ],
    ["ends beyond the file", [[0, 99, ""]], text],
    ["changes nothing", [[0, 3, "one"]], text],
    ["would show a secret", [[0, 3, "password: hunter2"]], text],
    ["stands beside a secret", [[0, 1, "x"]], "token: abc"],
  ] as const)("that %s is not shown", (_, edits, source) => {
    expect(
      change(
        edits.map(([start, end, to]) => [start, end, to]),
        source,
      ),
    ).toBeUndefined()
  })

  it("with hidden characters is not suggested", () => {
    const suggested = (to: string) =>
      suggestions(
        of([finding({ edits: [{ path: "f", start: 0, end: 3, text: to }] })]),
        { ...options, text: () => text },
        new Map([["f", [[1, 4]]]]),
      )
    expect(suggested("1")).toMatchObject([
      { path: "f", line: 1, body: expect.stringContaining("```suggestion\n1\n```") },
    ])
    expect(suggested("1\u202e")).toEqual([])
  })
})

it("help is told step by step", () => {
  const steps = [
    { do: "Do this:", copy: yaml("a:", "  b: 1") },
    { do: "See it.", verify: "check --all" },
  ]
  expect(helpText(steps)).toBe("Do this:\n  a:\n    b: 1\nSee it.\nVerify: check --all")
  expect(helpParts(steps)).toEqual([
    { kind: "prose", text: "Do this:" },
    { kind: "copy", text: "a:\n  b: 1", language: "yaml" },
    { kind: "prose", text: "See it." },
    { kind: "prose", text: "Verify: check --all" },
  ])
})

it("a marker is read as it was written, whatever its key holds", () => {
  const marker = { key: "a b/--><script>é", sha: "abc", run: 12, attempt: 2, found: 3 }
  expect(markerText(marker)).toMatch(/^<!-- [^<>]* -->$/)
  expect(readMarker(`${markerText(marker)}\nrest`)).toEqual(marker)
})

it("the next to expire is no fixture, and not one that has expired", () => {
  const entries = [
    certificate("a", "x", "2026-11-21T23:59:59.000Z"),
    certificate("b", "x", "2026-11-23T00:00:00.000Z", { fixture: true }),
    certificate("c", "x", "2026-12-01T00:00:00.000Z"),
  ]
  expect(nextExpiry({ ...report, certificates: entries })).toMatchObject({ certificate: { subject: "CN=c" }, days: 9 })
})
