import type { Finding, Report } from "../../model/report.ts"
import { baseNotes } from "../base.ts"
import type { Picture } from "../chains.ts"
import { brokenChains } from "../chains.ts"
import { tree } from "../chart.ts"
import { clip, htmlCode, log, markdown, markdownBlock, markdownCode, markdownProse, visible } from "../escape.ts"
import type { Group } from "../findings.ts"
import { folded, grouped, ranked } from "../findings.ts"
import { replay } from "../links.ts"
import type { ReporterOptions } from "../reporter.ts"
import { nextExpiry } from "../timeline.ts"
import { count, counts, daysLeft, expiry, seconds, summarize, verdictWord } from "../words.ts"
import { expirySection } from "./expiry.ts"
import { fixes } from "./fixes.ts"
import { foldRow, problemHead, problemRow, table } from "./problems.ts"

/** The report as GitHub shows it in a job summary: all of it, or what the limit in bytes leaves room for. */
export function summary(report: Report, options: ReporterOptions, limit = largest): string {
  const content = contentOf(report, options)
  const dropped = new Set<Droppable>()
  for (const part of dropOrder) {
    const text = page(content, dropped, content.rows.length, options)
    if (bytes(text) <= limit) return text
    dropped.add(part)
  }
  // What is left is the table: as many rows as fit, the worst first.
  let room = limit - bytes(page(content, dropped, 0, options)) - 100
  const most = content.rows.findIndex(({ text }) => {
    room -= bytes(text) + 1
    return room < 0
  })
  return page(content, dropped, most === -1 ? content.rows.length : most, options)
}

/** What goes first when a page gets too large: the least that a reader has to act on. */
const dropOrder = ["files", "ignored", "notices", "fixes", "chains"] as const
type Droppable = (typeof dropOrder)[number]

interface Content {
  readonly head: string
  readonly rows: readonly { readonly text: string; readonly notice: boolean }[]
  readonly total: number
  readonly fixes: string
  readonly expiry: string
  readonly chains: string
  readonly ignored: string
  readonly files: string
  readonly foot: string
}

function contentOf(report: Report, options: ReporterOptions): Content {
  const { shown, folds } = folded(ranked(report.findings, options))
  const groups = grouped(shown)
  return {
    head: [headline(report, options), alert(report, groups), ...remarks(report)].join("\n\n"),
    rows: [
      ...groups.slice(0, mostRows).map((group) => ({
        text: problemRow(group, options),
        notice: group.first.level === "notice",
      })),
      ...folds.slice(0, mostRows).map((fold) => ({ text: foldRow(fold, options), notice: true })),
    ],
    total: groups.length + folds.length,
    fixes: fixSection(groups, options),
    expiry: expirySection(report),
    chains: chainSection(brokenChains(report)),
    ignored: ignoredSection(report),
    files: filesSection(report),
    foot: `---\n\n${footer(report, options)}`,
  }
}

function page(content: Content, dropped: ReadonlySet<Droppable>, most: number, options: ReporterOptions): string {
  const rows = content.rows.filter(({ notice }) => !notice || !dropped.has("notices")).slice(0, most)
  const left = content.total - rows.length
  const sections = [
    content.head,
    rows.length > 0 ? [...problemHead(options), ...rows.map(({ text }) => text)].join("\n") : "",
    left > 0 ? `… and ${count(left, "more row")} in the JSON report.` : "",
    dropped.has("fixes") ? "" : content.fixes,
    content.expiry,
    dropped.has("chains") ? "" : content.chains,
    dropped.has("ignored") ? "" : content.ignored,
    dropped.has("files") ? "" : content.files,
    content.foot,
  ]
  return log(`${sections.filter((section) => section !== "").join("\n\n")}\n`)
}

function headline(report: Report, options: ReporterOptions): string {
  const found = summarize(report.findings)
  const next = nextExpiry(report)
  const fresh =
    options.isNew && report.findings.filter((finding) => !finding.suppressed && options.isNew?.(finding)).length
  const parts = [
    `**${counts(found)}**`,
    `${count(report.stats.files.read, "file")}, ${count(report.stats.certificates, "certificate")}`,
    ...(fresh === undefined ? [] : [`**${fresh} new** in this change`]),
    ...(next === undefined
      ? []
      : [
          `next to expire **${expiry(next.days).replace("expires ", "")}** (${next.certificate.notAfter.slice(0, 10)})`,
        ]),
  ]
  return `# ${symbol(report)} Pre-deploy gate: ${verdictWord(report)}\n\n${parts.join(" · ")}`
}

/** The mark of the verdict, for headings. */
export function symbol(report: Report): string {
  return { blocked: "🛑", passed: "⚠️", clear: "✅" }[verdictWord(report)]
}

function alert(report: Report, groups: readonly Group[]): string {
  const [worst, ...rest] = groups
  const { certificates } = report.stats
  if (worst === undefined) {
    const checked = certificates > 0 ? ` ${count(certificates, "certificate")} and what uses them were checked.` : ""
    return `> [!TIP]\n> Nothing stands in the way of a deploy.${checked}`
  }
  const kind = report.verdict === "fail" ? "CAUTION" : "WARNING"
  const others = rest.filter(({ first }) => first.level === worst.first.level)
  const more = others.length > 0 ? ` And ${count(others.length, `more ${worst.first.level}`)}: ${rulesOf(others)}.` : ""
  return `> [!${kind}]\n> **${markdownProse(sentence(clip(worst.first.message, 500)))}**${more}`
}

/** What the base decided, as a list beside the verdict. */
export function remarks(report: Report): string[] {
  const notes = baseNotes(report).map((note) => `> - ${markdownProse(clip(note, 3_000))}`)
  return notes.length === 0 ? [] : [`> [!NOTE]\n${notes.join("\n")}`]
}

function rulesOf(groups: readonly Group[]): string {
  const rules = [...new Set(groups.map(({ first }) => first.rule))]
  const shown = rules.slice(0, 4).map(markdownCode).join(", ")
  return rules.length > 4 ? `${shown} and others` : shown
}

function sentence(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`
}

function fixSection(groups: readonly Group[], options: ReporterOptions): string {
  const worth = groups.filter(({ first }) => first.level !== "notice" && !first.fixture)
  return worth.length > 0 ? `## Fix it\n\n${fixes(worth, options)}` : ""
}

function chainSection(pictures: readonly Picture[]): string {
  if (pictures.length === 0) return ""
  const drawn = pictures.slice(0, 20).map((picture) => {
    const { path, line } = picture.finding.location
    const place = `${path}:${line}`
    return `${visible(picture.title === path ? place : `${picture.title}   ${place}`)}\n${tree(picture)}`
  })
  const left = pictures.length - drawn.length
  const more = left > 0 ? `\n\n… and ${count(left, "more chain")}` : ""
  return `## Chains with a problem\n\n${markdownBlock(`${drawn.join("\n\n")}${more}`, "text")}`
}

function ignoredSection(report: Report): string {
  const ignored = report.findings.filter((finding) => finding.suppressed !== undefined)
  if (ignored.length === 0) return ""
  const soon = ignored.filter((finding) => endsSoon(finding, report.evaluatedAt)).length
  const rows = ignored.slice(0, 200).map((finding) => {
    const { by, reason, until } = finding.suppressed ?? { by: "config" }
    const day = until === undefined ? "–" : markdown(until)
    return [
      markdownCode(finding.rule),
      markdownCode(`${finding.location.path}:${finding.location.line}`),
      endsSoon(finding, report.evaluatedAt) ? `⏳ ${day}` : day,
      reason === undefined ? "–" : markdown(clip(reason, 300)),
      by,
    ]
  })
  const title = `${ignored.length} ignored on purpose${soon > 0 ? ` · ${soon} of them for 14 days at most` : ""}`
  const more = ignored.length > rows.length ? `\n\n… and ${ignored.length - rows.length} more in the JSON report.` : ""
  return `<details>\n<summary>${title}</summary>\n\n${table(["Rule", "Where", "Until", "Why", "By"], rows)}${more}\n\n</details>`
}

function endsSoon({ suppressed }: Finding, evaluatedAt: string): boolean {
  return suppressed?.until !== undefined && daysLeft(evaluatedAt, suppressed.until) <= 14
}

function filesSection({ stats }: Report): string {
  const { files } = stats
  const rows = [
    ["Files found", `${files.discovered}`],
    ["Files read", `${files.read}`],
    ["Files skipped", `${files.skipped}`],
    ["Documents", `${stats.documents}`],
    ["Templates, read as far as they can be", `${stats.templates}`],
    ["Certificates", `${stats.certificates} (${stats.uniqueCertificates} distinct)`],
  ]
  const title = `${count(files.read, "file")} checked · ${files.skipped} skipped`
  return `<details>\n<summary>${title}</summary>\n\n${table(["What", "How many"], rows)}\n\n</details>`
}

function footer(report: Report, options: ReporterOptions): string {
  const parts = [
    `tlsgate ${markdown(report.version)}`,
    `evaluated at ${report.evaluatedAt}`,
    report.failOn === "never"
      ? "never fails"
      : `fails on **${report.failOn}**${report.failOn === "error" ? "" : " or worse"}`,
    report.config === undefined ? "no config" : `config ${htmlCode(report.config)}`,
    ...(options.durationMs === undefined ? [] : [seconds(options.durationMs)]),
    "no network used",
    `run it again: ${htmlCode(replay(report, options))}`,
  ]
  return `<sub>${parts.join(" · ")}</sub>`
}

function bytes(text: string): number {
  return new TextEncoder().encode(text).length
}

/** A row has 200 bytes and more: no page has room for as many. */
const mostRows = 5_000

/** A step summary of more than 1 MiB is dropped whole (`FileCommandManager.cs`, `AttachmentSizeLimit`). */
const largest = 1_000_000
