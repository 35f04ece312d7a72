import type { Location } from "../model/place.ts"
import type { Finding, Level, Report } from "../model/report.ts"
import { clip, json, urlPath, visible, visibleLines } from "./escape.ts"
import { ranked } from "./findings.ts"
import type { ReporterOptions } from "./reporter.ts"
import { levels } from "./words.ts"

/** SARIF 2.1.0 as GitHub code scanning reads it. What is suppressed is left out: GitHub would raise it again. */
export function sarif(report: Report, options: ReporterOptions): string {
  const all = ranked(report.findings)
  const findings = all.slice(0, mostResults)
  const ids = [...new Set(findings.map(({ rule }) => rule))].sort()
  const hash = counter()
  return `${json({
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "tlsgate",
            version: report.version,
            semanticVersion: report.version,
            rules: ids.map((id) => ruleOf(id, findings, options)),
          },
        },
        automationDetails: { id: "tlsgate/" },
        columnKind: "utf16CodeUnits",
        originalUriBaseIds: { "%SRCROOT%": { description: { text: "The root of the repository." } } },
        invocations: [{ executionSuccessful: true, ...leftOut(all.length - findings.length) }],
        results: findings.map((finding) => resultOf(finding, ids.indexOf(finding.rule), hash(finding.fingerprint))),
        properties: { evaluatedAt: report.evaluatedAt, verdict: report.verdict },
      },
    ],
  })}\n`
}

function ruleOf(id: string, findings: readonly Finding[], options: ReporterOptions): object {
  const own = findings.filter(({ rule }) => rule === id)
  const level = levels.find((candidate) => own.some((finding) => finding.level === candidate)) ?? "notice"
  const text = options.rule?.(id)
  const help = text === undefined ? (own[0]?.help ?? "") : `${text.why}\n\n${text.fix}`
  return {
    id,
    name: clip(id, 255),
    shortDescription: { text: clip(text?.summary ?? id, 1024) },
    fullDescription: { text: clip(text?.why ?? id, 1024) },
    help: { text: visibleLines(help), markdown: visibleLines(help) },
    ...(text?.url !== undefined && { helpUri: text.url }),
    defaultConfiguration: { level: sarifLevels[level] },
    properties: {
      tags: ["security", own[0]?.family ?? "input"],
      precision: "high",
      "problem.severity": problemSeverities[level],
      "security-severity": securitySeverities[level],
    },
  }
}

function resultOf(finding: Finding, ruleIndex: number, hash: string): object {
  const fix = fixOf(finding)
  return {
    ruleId: finding.rule,
    ruleIndex,
    level: sarifLevels[finding.level],
    message: { text: message(`${finding.message}\n${finding.help}`) },
    locations: [{ physicalLocation: physical(finding.location), ...logical(finding) }],
    ...(finding.related.length > 0 && {
      relatedLocations: finding.related.slice(0, 100).map((related, index) => ({
        id: index + 1,
        physicalLocation: physical(related.location),
        message: { text: message(related.message) },
      })),
    }),
    partialFingerprints: { primaryLocationLineHash: hash, "tlsgate/v1": finding.fingerprint },
    ...(fix && { fixes: [fix] }),
  }
}

/** In SARIF `[text](target)` is a link, even in plain text. */
function message(text: string): string {
  return visibleLines(text).replaceAll("](", "] (")
}

function physical(location: Location): object {
  const { path, line, column, endLine, endColumn, start, end } = location
  // A binary file has no lines: it is meant as a whole.
  const region =
    start === end && line === endLine && column === endColumn
      ? { startLine: line }
      : { startLine: line, startColumn: column, endLine, endColumn }
  return { artifactLocation: { uri: urlPath(path), uriBaseId: "%SRCROOT%" }, region }
}

function logical({ resource }: Finding): object | undefined {
  if (resource === undefined) return undefined
  const name = [resource.kind, resource.namespace, resource.name].filter(Boolean).map((part) => visible(`${part}`))
  const path = resource.path === undefined ? [] : [visible(resource.path)]
  return { logicalLocations: [{ fullyQualifiedName: [...name, ...path].join("/"), kind: "object" }] }
}

function fixOf(finding: Finding): object | undefined {
  const { edits, sensitive } = finding
  if (edits.length === 0 || sensitive) return undefined
  const paths = [...new Set(edits.map(({ path }) => path))]
  return {
    description: { text: message(finding.help) },
    artifactChanges: paths.map((path) => ({
      artifactLocation: { uri: urlPath(path), uriBaseId: "%SRCROOT%" },
      replacements: edits
        .filter((edit) => edit.path === path)
        .map(({ start, end, text }) => ({
          deletedRegion: { charOffset: start, charLength: end - start },
          insertedContent: { text },
        })),
    })),
  }
}

function leftOut(number: number): object | undefined {
  if (number === 0) return undefined
  const text = `${number} more findings are in the JSON report: code scanning keeps ${mostResults} results of a run.`
  return { toolExecutionNotifications: [{ level: "warning", message: { text } }] }
}

/** Code scanning wants `hash:occurrence`, and takes two results of one hash for one alert. */
function counter(): (fingerprint: string) => string {
  const seen = new Map<string, number>()
  return (fingerprint) => {
    const occurrence = (seen.get(fingerprint) ?? 0) + 1
    seen.set(fingerprint, occurrence)
    return `${fingerprint.slice(0, 16)}:${occurrence}`
  }
}

const sarifLevels: Readonly<Record<Level, string>> = { error: "error", warning: "warning", notice: "note" }
const problemSeverities: Readonly<Record<Level, string>> = {
  error: "error",
  warning: "warning",
  notice: "recommendation",
}
/** GitHub shows 7.0–8.9 as high, 4.0–6.9 as medium, 0.1–3.9 as low. */
const securitySeverities: Readonly<Record<Level, string>> = { error: "8.0", warning: "5.5", notice: "2.0" }

/** GitHub keeps the first 5,000 results of a run and refuses a file of more than 25,000. */
const mostResults = 5_000
