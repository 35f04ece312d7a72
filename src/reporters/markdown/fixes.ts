import { changeOf, diff } from "../change.ts"
import { clip, htmlCode, markdownBlock, markdownProse, visibleLines } from "../escape.ts"
import type { Group } from "../findings.ts"
import { masked } from "../mask.ts"
import type { ReporterOptions } from "../reporter.ts"

/** What to do about the first groups, each with what there is to copy. */
export function fixes(groups: readonly Group[], options: ReporterOptions): string {
  return groups
    .slice(0, most)
    .map((group, index) => fix(group, index, options))
    .join("\n")
}

/** The help of a finding: the first line says what to do, the others are to be copied as they are. */
export function helpParts(help: string): { readonly prose: string; readonly copy?: string } {
  const [prose = "", ...rest] = visibleLines(masked(help)).split("\n")
  const copy = dedented(
    rest
      .join("\n")
      .replace(/^(?:[ \t]*\n)+/, "")
      .trimEnd(),
  )
  return copy === "" ? { prose } : { prose, copy }
}

function fix({ first }: Group, index: number, options: ReporterOptions): string {
  const { prose, copy } = helpParts(first.help)
  const change = changeOf(first, options)
  const blocks = [
    markdownProse(clip(prose, 2000)),
    ...(copy === undefined ? [] : [markdownBlock(clip(copy, 4000), language(copy))]),
    ...(change === undefined ? [] : [markdownBlock(diff(change), "diff")]),
  ]
  const title = `<b>${index + 1} · ${htmlCode(first.rule)}</b> in ${htmlCode(first.location.path)}`
  return `<details${index < open ? " open" : ""}>\n<summary>${title}</summary>\n\n${blocks.join("\n\n")}\n\n</details>`
}

function dedented(text: string): string {
  const lines = text.split("\n")
  const indent = Math.min(...lines.filter((line) => line.trim() !== "").map((line) => line.search(/\S/)))
  return Number.isFinite(indent) ? lines.map((line) => line.slice(indent)).join("\n") : text
}

/** Enough to colour it: a mapping is YAML, a table header TOML, anything else a command. */
function language(copy: string): string {
  const line = copy.split("\n").find((candidate) => candidate.trim() !== "" && !candidate.trim().startsWith("#")) ?? ""
  if (/^\s*(- )?[\w."/-]+:(\s|$)/.test(line)) return "yaml"
  if (/^\s*\[.*\]\s*$|^\s*[\w.-]+ = /.test(line)) return "toml"
  return "sh"
}

/** A page of fixes is read; a book of them is not, and the JSON report has them all. */
const most = 12
const open = 3
