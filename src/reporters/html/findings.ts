import type { Finding } from "../../model/report.ts"
import { changeOf } from "../change.ts"
import { html, htmlLines, htmlProse } from "../escape.ts"
import { excerpt } from "../excerpt.ts"
import type { Fold } from "../findings.ts"
import { foldedRules, resourceName } from "../findings.ts"
import { helpParts } from "../help.ts"
import { hiddenInLine } from "../hidden.ts"
import { permalink } from "../links.ts"
import type { ReporterOptions } from "../reporter.ts"
import { count, levels } from "../words.ts"

/** The list of findings, with the form that filters it. */
export function findingSection(shown: readonly Finding[], folds: readonly Fold[], options: ReporterOptions): string {
  if (shown.length + folds.length === 0) return ""
  const items = [...shown.map((finding) => item(finding, options)), ...folds.map(foldItem)]
  return `<section aria-labelledby="findings"><h2 id="findings">Findings</h2>
${filter(shown, folds)}
<ol class="findings">
${items.join("\n")}
</ol></section>`
}

/** `path:line`, linked where the repository is known. */
export function htmlPlace(location: Finding["location"], options: ReporterOptions): string {
  const code = `<code>${html(`${location.path}:${location.line}`)}</code>`
  return options.repository === undefined
    ? code
    : `<a href="${html(permalink(options.repository, location))}">${code}</a>`
}

function filter(shown: readonly Finding[], folds: readonly Fold[]): string {
  const families = [...new Set(shown.map(({ family }) => family))].sort()
  const boxes = levels.map((level) => {
    const number = shown.filter((finding) => finding.level === level).length + (level === "notice" ? folds.length : 0)
    return `<label><input type="checkbox" value="${level}" checked> ${level} (${number})</label>`
  })
  return `<form id="filter" hidden role="search" aria-label="Findings">
<label>Search <input type="search" name="search" autocomplete="off" placeholder="rule, path, host …"></label>
<label>Family <select name="family"><option value="">all</option>${families.map((family) => `<option>${html(family)}</option>`).join("")}</select></label>
<fieldset><legend>Level</legend>${boxes.join("")}</fieldset>
<output id="shown"></output>
</form>`
}

function item(finding: Finding, options: ReporterOptions): string {
  const { rule, level, family, message, location, related } = finding
  const object = resourceName(finding)
  const where = [htmlPlace(location, options), ...(object === undefined ? [] : [html(object)]), ruleName(rule, options)]
  const parts = [
    `<h3><span class="level">${marks[level]} ${level}</span>${htmlProse(message)}</h3>`,
    `<p class="where">${where.join(" · ")}</p>`,
    source(finding, options),
    help(finding, options),
    related.length > 0
      ? `<ul class="related">${related
          .slice(0, 20)
          .map((place) => `<li>${htmlPlace(place.location, options)} ${html(place.message)}</li>`)
          .join("")}${related.length > 20 ? `<li>and ${related.length - 20} more</li>` : ""}</ul>`
      : "",
  ]
  return `<li class="${level}" data-level="${level}" data-family="${html(family)}">${parts.join("")}</li>`
}

function foldItem(fold: Fold): string {
  const text = `${count(fold.total, "finding")} in fixtures: <code>${html(`${fold.directory}/`)}</code>`
  return `<li class="notice" data-level="notice" data-family=""><h3><span class="level">${marks.notice} notice</span>${text}</h3><p class="where">${html(foldedRules(fold))}</p></li>`
}

function ruleName(rule: string, options: ReporterOptions): string {
  const url = options.rule?.(rule)?.url
  const code = `<code>${html(rule)}</code>`
  return url !== undefined && /^https:\/\//.test(url) ? `<a href="${html(url)}">${code}</a>` : code
}

function source(finding: Finding, options: ReporterOptions): string {
  const { path, line, column, endLine, endColumn } = finding.location
  const found = finding.sensitive ? undefined : options.line(path, line)
  if (found === undefined || found.trim() === "") return ""
  const end = endLine === line ? endColumn : undefined
  const secrets = hiddenInLine(path, { text: found, number: line }, options)
  const { text, mark } = excerpt(found, { start: column, end, width: 160 }, secrets)
  const marked = `${html(text.slice(0, mark.start))}<mark>${html(text.slice(mark.start, mark.end))}</mark>${html(text.slice(mark.end))}`
  return `<pre>${marked}</pre>`
}

function help(finding: Finding, options: ReporterOptions): string {
  const change = changeOf(finding, options)
  const diff = change && [
    ...change.removed.map((line) => `<del>- ${html(line)}</del>`),
    ...change.added.map((line) => `<ins>+ ${html(line)}</ins>`),
  ]
  return [
    ...helpParts(finding.steps).map(({ kind, text }, index) => {
      if (kind === "copy") return `<pre>${htmlLines(text)}</pre>`
      const label = index === 0 ? "<b>Fix:</b> " : ""
      return `<p class="help">${label}${text.split("\n").map(htmlProse).join("<br>")}</p>`
    }),
    diff === undefined ? "" : `<pre>${diff.join("")}</pre>`,
  ].join("")
}

const marks = { error: "✖", warning: "▲", notice: "●" } as const
