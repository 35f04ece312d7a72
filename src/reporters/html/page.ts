import { createHash } from "node:crypto"
import type { Report } from "../../model/report.ts"
import { html } from "../escape.ts"
import { folded, ranked } from "../findings.ts"
import { replay, runUrl } from "../links.ts"
import type { ReporterOptions } from "../reporter.ts"
import { nextExpiry } from "../timeline.ts"
import { commonName, count, counts, expiry, seconds, summarize, verdictWord } from "../words.ts"
import { chainSection, timeline } from "./charts.ts"
import { findingSection, htmlPlace } from "./findings.ts"
import { script } from "./script.ts"
import { style } from "./style.ts"

/** The report as one page that needs nothing else: no network, no script but the one whose hash it states. */
export function page(report: Report, options: ReporterOptions): string {
  const { shown, folds } = folded(ranked(report.findings, options))
  const title = `tlsgate: ${verdictWord(report)}, ${counts(summarize(report.findings))}`
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src '${hash(style)}'; script-src '${hash(script)}'; base-uri 'none'; form-action 'none'">
<title>${html(title)}</title>
<style>${style}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the report</a>
${header(report, options)}
<main id="main">
${[findingSection(shown, folds, options), timeline(report), chainSection(report, options), certificates(report, options), ignored(report, options)].filter((part) => part !== "").join("\n")}
</main>
${footer(report, options)}
<script>${script}</script>
</body>
</html>
`
}

function header(report: Report, options: ReporterOptions): string {
  const word = verdictWord(report)
  const found = summarize(report.findings)
  const next = nextExpiry(report)
  const url = options.repository && runUrl(options.repository)
  const facts = [
    `<b>${counts(found)}</b>`,
    ...(found.suppressed > 0 ? [`${found.suppressed} ignored on purpose`] : []),
    `${count(report.stats.files.read, "file")}, ${count(report.stats.certificates, "certificate")}`,
    ...(next === undefined
      ? []
      : [`<span>next: <b>${html(commonName(next.certificate))}</b> ${expiry(next.days)}</span>`]),
    ...(url === undefined ? [] : [`<a href="${html(url)}">workflow run</a>`]),
  ]
  const repository =
    options.repository &&
    ` · ${html(options.repository.repository)} at <code>${html(options.repository.sha.slice(0, 7))}</code>`
  return `<header class="verdict ${word}"><div>
<h1>${signs[word]} Pre-deploy gate: ${word}</h1>
<ul class="facts">${facts.map((fact) => `<li>${fact}</li>`).join("")}</ul>
<p class="soft">Evaluated at <time>${html(report.evaluatedAt)}</time>, fails on ${report.failOn}${repository ?? ""}</p>
</div></header>`
}

function certificates(report: Report, options: ReporterOptions): string {
  if (report.certificates.length === 0) return ""
  const rows = report.certificates.map((entry) => [
    html(commonName(entry)),
    entry.role,
    html(commonName({ subject: entry.issuer })),
    html(entry.notAfter.slice(0, 10)),
    htmlPlace(entry.location, options),
    `<code>${html(entry.sha256.slice(0, 16))}</code>`,
  ])
  const head = ["Name", "Role", "Issuer", "Until", "Where", "SHA-256"]
  return folding(`${count(rows.length, "certificate")}`, "Certificates", head, rows)
}

function ignored(report: Report, options: ReporterOptions): string {
  const found = report.findings.filter((finding) => finding.suppressed !== undefined)
  if (found.length === 0) return ""
  const rows = found.map(({ rule, location, suppressed }) => [
    `<code>${html(rule)}</code>`,
    htmlPlace(location, options),
    html(suppressed?.until ?? "–"),
    html(suppressed?.reason ?? "–"),
    html(suppressed?.by ?? ""),
  ])
  return folding(`${rows.length} ignored on purpose`, "Ignored", ["Rule", "Where", "Until", "Why", "By"], rows)
}

function folding(title: string, label: string, head: readonly string[], rows: readonly (readonly string[])[]): string {
  const body = rows.map(
    ([first = "", ...cells]) =>
      `<tr><th scope="row">${first}</th>${cells.map((cell) => `<td>${cell}</td>`).join("")}</tr>`,
  )
  return `<details><summary>${title}</summary><div class="scroll" tabindex="0" role="region" aria-label="${label}"><table>
<thead><tr>${head.map((cell) => `<th scope="col">${cell}</th>`).join("")}</tr></thead>
<tbody>
${body.join("\n")}
</tbody></table></div></details>`
}

function footer(report: Report, options: ReporterOptions): string {
  const { files, documents, templates } = report.stats
  const parts = [
    `tlsgate ${html(report.version)}`,
    `${files.discovered} files found, ${files.read} read, ${files.skipped} skipped`,
    `${count(documents, "document")}, ${count(templates, "template")}`,
    ...(options.durationMs === undefined ? [] : [seconds(options.durationMs)]),
    report.config === undefined ? "no config" : `config <code>${html(report.config)}</code>`,
    `run it again: <code>${html(replay(report, options))}</code>`,
  ]
  return `<footer class="soft">${parts.join(" · ")}</footer>`
}

function hash(text: string): string {
  return `sha256-${createHash("sha256").update(text).digest("base64")}`
}

const signs = { blocked: "✖", passed: "▲", clear: "✔" } as const
