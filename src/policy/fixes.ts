import type { Edit, Finding } from "../model/report.ts"

/** Which findings are mended together, and how. */
export interface Fixes {
  readonly fixed: readonly Finding[]
  /** Could be mended, but stands in the way of one that is: the next run mends it. */
  readonly later: readonly Finding[]
  /** Can be mended, but stands among tests and examples, where things may be wrong on purpose. */
  readonly spared: readonly Finding[]
  /** By path, in the order of the text, apart from each other. */
  readonly edits: ReadonlyMap<string, readonly Edit[]>
}

/** Takes all the edits of a finding or none, the first of those that are in each other's way. Nothing that is silenced. */
export function fixesOf(findings: readonly Finding[]): Fixes {
  const fixed: Finding[] = []
  const later: Finding[] = []
  const edits = new Map<string, Edit[]>()
  const open = findings.filter((finding) => finding.edits.length > 0 && finding.suppressed === undefined)
  const spared = open.filter(({ fixture }) => fixture)
  for (const finding of open) {
    if (finding.fixture) continue
    const added = finding.edits.filter((edit, index) => finding.edits.findIndex((one) => isSame(one, edit)) === index)
    const fresh = added.filter((edit) => !edits.get(edit.path)?.some((one) => isSame(one, edit)))
    const isFree = fresh.every(
      (edit) =>
        !edits.get(edit.path)?.some((one) => isInTheWay(one, edit)) &&
        !fresh.some((other) => other !== edit && other.path === edit.path && isInTheWay(other, edit)),
    )
    if (!isFree) {
      later.push(finding)
      continue
    }
    fixed.push(finding)
    for (const edit of fresh) edits.set(edit.path, [...(edits.get(edit.path) ?? []), edit])
  }
  for (const list of edits.values()) list.sort((a, b) => a.start - b.start)
  return { fixed, later, spared, edits }
}

/** What an edit writes in a file: its line breaks are those of the file. */
export function textOf({ text, start }: Edit, whole: string): string {
  if (!text.includes("\n") || text.includes("\r")) return text
  const before = /\r\n|\n|\r/.exec(whole.slice(whole.lastIndexOf("\n", Math.max(0, start - 2)) + 1))
  return before === null || before[0] === "\n" ? text : text.replaceAll("\n", before[0])
}

function isSame(a: Edit, b: Edit): boolean {
  return a.path === b.path && a.start === b.start && a.end === b.end && a.text === b.text
}

/** Two insertions at one place are, too: their order would be by chance. */
function isInTheWay(a: Edit, b: Edit): boolean {
  return a.start <= b.end && b.start <= a.end
}
