import type { Link, Picture } from "./chains.ts"
import { columns, padded } from "./columns.ts"
import { visible } from "./escape.ts"
import type { Row } from "./timeline.ts"

/** Expiries as bars of text, which show everywhere: in e-mail, on a terminal, in old servers. */
export function bars(rows: readonly Row[]): string {
  const label = Math.min(28, Math.max(...rows.map((row) => columns(visible(row.label)))))
  const axis = label + before
  const ticks = ["today", "30 d", "60 d", "90 d"]
  const head = ticks.reduce((line, tick, index) => {
    const from = axis + index * month - Math.floor(tick.length / 2)
    return `${line.padEnd(from)}${tick}`
  }, "")
  const axes = " ".repeat(label) + cellsOf().join("").trimEnd()
  return [head, axes, ...rows.map((row) => padded(visible(row.label), label) + barOf(row))].join("\n")
}

function barOf(row: Row): string {
  const cells = cellsOf()
  const put = (from: number, text: string) => {
    for (const [index, character] of [...text].entries()) cells[from + index] = character
  }
  if (row.kind === "expired") put(before - 5, `✖────┤ ${row.value}`)
  else {
    const length = Math.min(3 * month, Math.max(1, Math.round((row.days * month) / 30)))
    put(before + 1, `${"█".repeat(length)}${row.days > 90 ? "▶" : ""} ${row.value}`)
  }
  return cells.join("").trimEnd()
}

/** The empty row: today, and each thirty days after it. */
function cellsOf(): string[] {
  const cells = Array.from({ length: before + 1 + 3 * month + 1 }, () => " ")
  cells[before] = "│"
  for (let tick = 1; tick <= 3; tick++) cells[before + tick * month] = "┊"
  return cells
}

/** A chain as a tree, from the root down. */
export function tree({ links }: Pick<Picture, "links">): string {
  const heads = links.map((link, depth) => {
    const branch = depth === 0 ? "" : `${"   ".repeat(depth - 1)}└─ `
    return `  ${branch}${marks[link.state]} ${visible(link.name)}`
  })
  const width = Math.min(56, Math.max(...heads.map(columns)))
  return links
    .map((link, index) =>
      `${padded(heads[index]!, width)}   ${link.validity.padEnd(22)} ${visible(link.place)}`.trimEnd(),
    )
    .join("\n")
}

const marks: Readonly<Record<Link["state"], string>> = {
  good: "✔",
  soon: "!",
  expired: "✖",
  elsewhere: "+",
  missing: "?",
}

/** Columns of thirty days, and of what stands before today. */
const month = 21
const before = 6
