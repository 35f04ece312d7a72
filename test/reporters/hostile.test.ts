import { readFileSync } from "node:fs"
import { Ajv } from "ajv"
import addFormats from "ajv-formats"
import fc from "fast-check"
import MarkdownIt from "markdown-it"
import { parse, parseFragment } from "parse5"
import { SaxesParser } from "saxes"
import { expect, it } from "vitest"
import type { Finding, Report } from "../../src/model/report.ts"
import { folded, grouped, ranked } from "../../src/reporters/findings.ts"
import { comment } from "../../src/reporters/markdown/comment.ts"
import { issue } from "../../src/reporters/markdown/issue.ts"
import { readMarker } from "../../src/reporters/marker.ts"
import type { ReporterOptions } from "../../src/reporters/reporter.ts"
import { reporters } from "./all.ts"
import { hostile } from "./hostile.ts"
import { at, certificate, finding, options, report } from "./report.ts"
import { commandOf } from "./runner.ts"
import { all, attribute, named, tags } from "./tree.ts"

/* Whole reports in which every text is a stranger's: each format still has the shape that it has for a friend's. */

const path = fc.tuple(hostile, fc.constantFrom("a.pem", "b/c.yaml")).map(([odd, name]) => `${odd}/${name}`)
const place = fc.tuple(path, fc.integer({ min: 1, max: 9 })).map(([where, line]) => at(where, line))

const certificates = fc
  .record({
    subject: hostile,
    issuer: hostile,
    where: place,
    until: fc.constantFrom("2026-11-20T00:00:00.000Z", "2026-12-24T00:00:00.000Z", "2031-01-01T00:00:00.000Z"),
  })
  .map(({ subject, issuer, where, until }) => certificate(subject, issuer, until, { location: where }))

const findings: fc.Arbitrary<Finding> = fc
  .record({
    message: hostile,
    help: hostile,
    copy: hostile,
    where: place,
    related: hostile,
    name: hostile,
    field: hostile,
    level: fc.constantFrom("error", "warning", "notice"),
    fixture: fc.boolean(),
    reason: fc.option(hostile),
    bound: certificates,
  })
  .map(({ message, help, copy, where, related, name, field, level, fixture, reason, bound }) =>
    finding({
      message,
      help: `${help}\n${copy}`,
      level,
      fixture,
      location: where,
      family: "chain",
      related: [{ location: { ...where, line: 2 }, message: related }],
      resource: { apiVersion: "v1", kind: name, namespace: name, name, path: field },
      certificate: bound,
      ...(reason !== null && { suppressed: { by: "inline" as const, reason, until: reason } }),
    }),
  )

const reports: fc.Arbitrary<Report> = fc
  .tuple(fc.array(findings, { maxLength: 8 }), fc.array(certificates, { maxLength: 4 }), hostile)
  .map(([list, entries, config]) => ({
    ...report,
    config,
    findings: list,
    certificates: [
      ...entries,
      ...list.flatMap((one) =>
        one.certificate
          ? [
              certificate(one.certificate.subject, one.certificate.issuer, one.certificate.notAfter, {
                location: one.location,
              }),
            ]
          : [],
      ),
    ],
  }))

const given: ReporterOptions = { ...options, line: (where) => where, arguments: [] }
const runs = { numRuns: 1_000, seed: 20261122 }
const markdown = new MarkdownIt({ html: true, linkify: true })

const draft7 = new Ajv({ strict: false })
addFormats.default(draft7)
const isSarif = draft7.compile(JSON.parse(readFileSync("test/fixtures/schemas/sarif-2.1.0.json", "utf8")))

const markdownTags = new Set(
  "h1 h2 h3 p blockquote strong em b br hr sub a code pre table thead tbody tr th td details summary".split(" "),
)
const htmlTags = new Set(
  "html head meta title style body a header div h1 h2 h3 ul ol li b span p code pre mark ins del time main section form label input select option fieldset legend output table caption thead tbody tr th td svg g rect line path text figure figcaption br details summary footer script".split(
    " ",
  ),
)
const known = /^https:\/\/(github\.com\/acme\/shop|tlsgate\.dev\/rules)\//

function shape(found: Report): { rows: number } {
  const { shown, folds } = folded(ranked(found.findings))
  return { rows: grouped(shown).length + folds.length }
}

function expectTame(text: string): void {
  const page = parseFragment(markdown.render(text))
  expect(tags(page).filter((tag) => !markdownTags.has(tag))).toEqual([])
  for (const link of named(page, "a")) expect(attribute(link, "href")).toMatch(known)
  expect(named(page, "summary").length).toBe(named(page, "details").length)
  for (const element of all(page))
    if ("attrs" in element)
      expect(element.attrs.filter(({ name }) => !["href", "open", "class", "style"].includes(name))).toEqual([])
  for (const line of text.split(/\r\n|\n|\r/)) expect(commandOf(line)).toBeUndefined()
}

it("the summary, the comment and the issue", () => {
  fc.assert(
    fc.property(reports, (found) => {
      const text = reporters.markdown(found, given)
      expectTame(text)
      const page = parseFragment(markdown.render(text))
      const { rows } = shape(found)
      if (rows > 0) expect(named(named(page, "table")[0] ?? page, "tr")).toHaveLength(rows + 1)
      const marker = { key: found.config ?? "", sha: options.repository?.sha ?? "", run: 1, attempt: 1, found: 0 }
      const body = comment(found, given, marker)
      expectTame(body.replace(/^<!--.*?-->/, ""))
      expect(readMarker(body)?.run).toBe(1)
      expectTame(issue(found, given, marker).body.replace(/^<!--.*?-->/, ""))
    }),
    runs,
  )
})

it("HTML", () => {
  fc.assert(
    fc.property(reports, (found) => {
      const page = parse(reporters.html(found, given))
      expect(tags(page).filter((tag) => !htmlTags.has(tag))).toEqual([])
      expect(named(page, "script")).toHaveLength(1)
      const items = named(page, "ol").flatMap((list) => list.childNodes.filter(({ nodeName }) => nodeName === "li"))
      const { shown, folds } = folded(ranked(found.findings))
      expect(items).toHaveLength(shown.length + folds.length)
      for (const element of all(page)) {
        if (!("attrs" in element)) continue
        expect(element.attrs.filter(({ name }) => /^(on|style|src)/.test(name))).toEqual([])
        const href = attribute(element, "href")
        if (href !== undefined && href !== "#main") expect(href).toMatch(known)
      }
    }),
    runs,
  )
})

it("SARIF, JUnit, Code Quality and JSON", () => {
  fc.assert(
    fc.property(reports, (found) => {
      const active = found.findings.filter(({ suppressed }) => !suppressed)
      const parsed = JSON.parse(reporters.sarif(found, given))
      isSarif(parsed)
      expect(isSarif.errors).toBeNull()
      expect(parsed.runs[0].results).toHaveLength(active.length)
      expect(JSON.parse(reporters.gitlab(found))).toHaveLength(active.length)
      expect(JSON.parse(reporters.json(found, given)).findings.map(({ message }: Finding) => message)).toEqual(
        found.findings.map(({ message }) => message),
      )
      const names: string[] = []
      const reader = new SaxesParser()
      reader.on("opentag", ({ name }) => names.push(name))
      reader.write(reporters.junit(found, given)).close()
      expect(names.filter((name) => name === "failure")).toHaveLength(
        active.filter(({ level }) => level === "error").length,
      )
    }),
    runs,
  )
})

it("workflow commands, ten of each level at most, none too long", () => {
  fc.assert(
    fc.property(reports, (found) => {
      const lines = reporters
        .github({ ...found, verdict: "fail" }, given)
        .split("\n")
        .slice(0, -1)
      const commands = lines.map(commandOf)
      for (const level of ["error", "warning", "notice"])
        expect(commands.filter((one) => one?.name === level).length).toBeLessThanOrEqual(10)
      for (const one of commands) {
        expect(["error", "warning", "notice"]).toContain(one?.name)
        expect(one?.message.length).toBeLessThan(4096)
      }
    }),
    runs,
  )
})

it("the terminal", () => {
  fc.assert(
    fc.property(reports, (found) => {
      const text = reporters.text(found, given)
      expect(text.replaceAll("\n", "").replaceAll("\t", "")).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u)
      for (const line of text.split(/\r\n|\n|\r/)) expect(commandOf(line)).toBeUndefined()
    }),
    runs,
  )
})
