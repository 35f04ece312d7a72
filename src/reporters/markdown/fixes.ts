import { changeOf, diff } from "../change.ts"
import { clip, htmlCode, markdownBlock, markdownProse } from "../escape.ts"
import type { Group } from "../findings.ts"
import { helpParts } from "../help.ts"
import type { ReporterOptions } from "../reporter.ts"

/** What to do about the first groups, each with what there is to copy. */
export function fixes(groups: readonly Group[], options: ReporterOptions): string {
  return groups
    .slice(0, most)
    .map((group, index) => fix(group, index, options))
    .join("\n")
}

function fix({ first }: Group, index: number, options: ReporterOptions): string {
  const change = changeOf(first, options)
  const blocks = [
    ...helpParts(first.help).map(({ kind, text }) => (kind === "copy" ? copy(text) : prose(text))),
    ...(change === undefined ? [] : [markdownBlock(diff(change), "diff")]),
  ]
  const title = `<b>${index + 1} · ${htmlCode(first.rule)}</b> in ${htmlCode(first.location.path)}`
  return `<details${index < open ? " open" : ""}>\n<summary>${title}</summary>\n\n${blocks.join("\n\n")}\n\n</details>`
}

/** Sentences, each on its line. */
function prose(text: string): string {
  return clip(text, 2000).split("\n").map(markdownProse).join("<br>\n")
}

function copy(text: string): string {
  return markdownBlock(clip(text, 4000), language(text))
}

/** Enough to colour it: a mapping is YAML, a table header TOML, a lower-case word the name of a command. */
function language(copy: string): string {
  const line = copy.split("\n").find((candidate) => candidate.trim() !== "" && !candidate.trim().startsWith("#")) ?? ""
  if (/^\s*(- )?[\w."/-]+:(\s|$)/.test(line)) return "yaml"
  if (/^\s*\[.*\]\s*$|^\s*[\w.-]+ = /.test(line)) return "toml"
  return /^\s*[a-z][\w./-]*( |$)/.test(line) ? "sh" : "text"
}

/** A page of fixes is read; a book of them is not, and the JSON report has them all. */
const most = 12
const open = 3
