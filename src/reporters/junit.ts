import type { Finding, Level, Report } from "../model/report.ts"
import { clip, htmlLines, visible, xml } from "./escape.ts"
import { ranked, resourceName } from "./findings.ts"
import type { ReporterOptions } from "./reporter.ts"
import { levels } from "./words.ts"

/**
 * A JUnit report in the form of Ant's schema, which all readers take: a suite for each family, a failed case for each
 * finding that blocks, the others in the output of the suite. A report without a case counts as broken in many CIs, so
 * a run that passes has one case that says so.
 */
export function junit(report: Report, options: ReporterOptions): string {
  const findings = ranked(report.findings)
  const time = ((options.durationMs ?? 0) / 1000).toFixed(3)
  const blocking = (finding: Finding) => blocks(finding.level, report.failOn)
  const families = [...new Set(findings.map(({ family }) => family))].sort()
  const suites = families.map((family, index) => {
    const own = findings.filter((finding) => finding.family === family)
    return suite(
      `tlsgate.${family}`,
      index + 1,
      report,
      own.filter(blocking).map(failure),
      own.filter((finding) => !blocking(finding)),
      "0",
    )
  })
  const passed = findings.some(blocking)
    ? []
    : [`    <testcase name="no finding blocks" classname="tlsgate" time="${time}"/>`]
  const gate = suite("tlsgate", 0, report, passed, [], time)
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n${[gate, ...suites].join("\n")}\n</testsuites>\n`
}

function suite(
  name: string,
  id: number,
  report: Report,
  cases: readonly string[],
  others: readonly Finding[],
  time: string,
): string {
  const failures = name === "tlsgate" ? 0 : cases.length
  const said = others.map((finding) => `${finding.level}[${finding.rule}] ${place(finding)}: ${finding.message}`)
  const attributes = {
    name,
    package: "tlsgate",
    id: `${id}`,
    timestamp: report.evaluatedAt.slice(0, 19),
    hostname: "localhost",
    tests: `${cases.length}`,
    failures: `${failures}`,
    errors: "0",
    time,
  }
  return [
    `  <testsuite ${Object.entries(attributes)
      .map(([key, value]) => `${key}="${xml(value)}"`)
      .join(" ")}>`,
    "    <properties>",
    `      <property name="version" value="${xml(report.version)}"/>`,
    `      <property name="verdict" value="${report.verdict}"/>`,
    "    </properties>",
    ...cases,
    `    <system-out>${said.map(xml).join("\n")}</system-out>`,
    "    <system-err/>",
    "  </testsuite>",
  ].join("\n")
}

function failure(finding: Finding): string {
  const name = xml(clip(`${finding.rule} ${place(finding)}`, 500))
  const body = htmlLines([visible(place(finding)), visible(finding.message), finding.help].join("\n"))
  const message = xml(finding.message)
  return [
    `    <testcase name="${name}" classname="tlsgate.${xml(finding.family)}" time="0">`,
    `      <failure message="${message}" type="${finding.level}">${body}</failure>`,
    "    </testcase>",
  ].join("\n")
}

function place(finding: Finding): string {
  const object = resourceName(finding)
  return `${finding.location.path}:${finding.location.line}${object === undefined ? "" : ` (${object})`}`
}

function blocks(level: Level, failOn: Level | "never"): boolean {
  return failOn !== "never" && levels.indexOf(level) <= levels.indexOf(failOn)
}
