import { changeOf, diff } from "../change.ts"
import { clip, htmlCode, markdownBlock, markdownProse } from "../escape.ts"
import type { Group } from "../findings.ts"
import { type HelpPart, helpParts } from "../help.ts"
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
    ...helpParts(first.steps).map((part) => (part.kind === "copy" ? copy(part) : prose(part.text))),
    ...(change === undefined ? [] : [markdownBlock(diff(change), "diff")]),
  ]
  const title = `<b>${index + 1} · ${htmlCode(first.rule)}</b> in ${htmlCode(first.location.path)}`
  return `<details${index < open ? " open" : ""}>\n<summary>${title}</summary>\n\n${blocks.join("\n\n")}\n\n</details>`
}

/** Sentences, each on its line. */
function prose(text: string): string {
  return clip(text, 2000).split("\n").map(markdownProse).join("<br>\n")
}

function copy({ text, language }: Extract<HelpPart, { kind: "copy" }>): string {
  return markdownBlock(clip(text, 4000), language)
}

/** A page of fixes is read; a book of them is not, and the JSON report has them all. */
const most = 12
const open = 3
