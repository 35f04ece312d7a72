import type { Level } from "../../model/report.ts"
import { clip, htmlCode, markdown, markdownCode, markdownProse } from "../escape.ts"
import type { Fold, Group } from "../findings.ts"
import { foldedRules, otherLines, resourceName } from "../findings.ts"
import { markdownPlace, markdownRule } from "../links.ts"
import type { ReporterOptions } from "../reporter.ts"
import { count } from "../words.ts"

/** The table of findings, a row for each rule and file, with the first place of each. */
export function problems(groups: readonly Group[], options: ReporterOptions): string {
  return [...problemHead(options), ...groups.map((group) => problemRow(group, options, true))].join("\n")
}

/** The first lines of the table of findings. */
export function problemHead(options: ReporterOptions): string[] {
  const head = ["", "Problem", "Where", ...(options.isNew ? ["Since"] : [])]
  return [line(head), line(head.map(() => ":--"))]
}

export function problemRow(group: Group, options: ReporterOptions, brief = false): string {
  const since = options.isNew && (options.isNew(group.first) ? "🆕 this change" : "here before")
  const cells = [
    mark(group.first.level),
    problem(group, options),
    brief ? markdownPlace(group.first.location, options.repository) : where(group, options),
  ]
  return line(since === undefined ? cells : [...cells, since])
}

export function foldRow(fold: Fold, options: ReporterOptions): string {
  const rules = markdown(clip(foldedRules(fold), 300))
  const cells = [
    mark("notice"),
    `${count(fold.total, "finding")} in fixtures<br><sub>${rules}</sub>`,
    markdownCode(`${fold.directory}/`),
  ]
  return line(options.isNew === undefined ? cells : [...cells, ""])
}

/** A table of cells that are Markdown already. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [line(head), line(head.map(() => ":--")), ...rows.map(line)].join("\n")
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`
}

/** A colour and a word: never a colour alone. */
function mark(level: Level): string {
  return `${squares[level]}&nbsp;${level}`
}

function problem(group: Group, options: ReporterOptions): string {
  return `${markdownProse(clip(group.first.message, 600))}<br><sub>${markdownRule(group.first.rule, options)}</sub>`
}

function where(group: Group, options: ReporterOptions): string {
  const { first } = group
  const object = resourceName(first)
  return [
    markdownPlace(first.location, options.repository),
    ...(group.others.length > 0 ? [`<sub>also ${otherLines(group)}</sub>`] : []),
    ...(object === undefined ? [] : [`<sub>${htmlCode(clip(object, 200))}</sub>`]),
    ...(first.related.length > 0 ? [`<sub>${relatedPlaces(group, options)}</sub>`] : []),
  ].join("<br>")
}

function relatedPlaces({ first: { related } }: Group, options: ReporterOptions): string {
  const shown = related.slice(0, 2).map(({ location, message }) => {
    return `${markdown(clip(message, 120))}: ${markdownPlace(location, options.repository)}`
  })
  return [...shown, ...(related.length > 2 ? [`and ${related.length - 2} more`] : [])].join("; ")
}

const squares: Readonly<Record<Level, string>> = { error: "🟥", warning: "🟨", notice: "🟦" }
