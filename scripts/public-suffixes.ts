/**
 * Writes src/x509/public-suffixes.data.ts from a copy of the Public Suffix List:
 *
 *     node scripts/public-suffixes.ts public_suffix_list.dat
 *
 * Debian and Ubuntu have a copy in /usr/share/publicsuffix, the newest is at https://publicsuffix.org/list/.
 */
import { readFileSync, writeFileSync } from "node:fs"
import { domainToASCII } from "node:url"

const [file] = process.argv.slice(2)
if (file === undefined) throw new Error("usage: public-suffixes PUBLIC_SUFFIX_LIST")

const text = readFileSync(file, "utf8")
const [icann = "", rest = ""] = text.split("// ===END ICANN DOMAINS===")

/** The rules of a section, as A-labels, grouped by their last label: `uk ac co gov`. Whoever owns a single label is known. */
function grouped(section: string): string {
  const groups = new Map<string, string[]>()
  for (const line of section.split("\n")) {
    const suffix = line.trim().split(/\s/)[0] ?? ""
    if (suffix === "" || suffix.startsWith("//") || !suffix.includes(".")) continue
    const mark = /^[*!]?\.?/.exec(suffix)?.[0] ?? ""
    const name = mark + domainToASCII(suffix.slice(mark.length))
    const dot = name.lastIndexOf(".")
    const top = name.slice(dot + 1)
    groups.set(top, [...(groups.get(top) ?? []), name.slice(0, dot)])
  }
  return [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([top, names]) => [top, ...names.sort()].join(" "))
    .join(";")
}

const date = /^\/\/ VERSION: (\d{4}-\d\d-\d\d)/m.exec(text)?.[1] ?? new Date().toISOString().slice(0, 10)

writeFileSync(
  new URL("../src/x509/public-suffixes.data.ts", import.meta.url),
  `/**
 * The suffixes of more than one label of the Public Suffix List (https://publicsuffix.org), whose terms are those of
 * the Mozilla Public License, 2.0 (https://mozilla.org/MPL/2.0/). Written by scripts/public-suffixes.ts: do not edit.
 */
export const publicSuffixes = {
  date: "${date}",
  /** By the last label: of registries, and of companies that give out names below their own. */
  registries:
    "${grouped(icann)}",
  companies:
    "${grouped(rest)}",
} as const
`,
)
