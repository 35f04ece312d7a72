import { existsSync, readdirSync, readFileSync } from "node:fs"
import { join, sep } from "node:path"
import { fileURLToPath } from "node:url"
import type { Rule } from "../rules/rule.ts"

/**
 * A small repository that shows a rule: `src/rules/<family>/<id>/examples/<name>/`. In one whose name begins with `bad` the
 * rule speaks, and what it says stands in `expected.txt` beside it; in one whose name begins with `good` it is silent.
 */
export interface Example {
  readonly name: string
  /** The text of each file, by its path in the example. */
  readonly files: Readonly<Record<string, string>>
}

export interface Examples {
  readonly bad: readonly Example[]
  readonly good: readonly Example[]
}

type Named = Pick<Rule, "id" | "family">

/** The examples of a rule, in the order of their names: `bad-2` is before `bad-10`. */
export function examplesOf(rule: Named): Examples {
  const folder = examplesFolder(rule)
  const names = existsSync(folder) ? readdirSync(folder).sort(byName) : []
  const ofKind = (kind: "bad" | "good") =>
    names
      .filter((name) => name.startsWith(`${kind}-`))
      .map((name): Example => ({ name, files: filesBelow(join(folder, name)) }))
  return { bad: ofKind("bad"), good: ofKind("good") }
}

/** What the rule says about its bad examples, as `npm run examples` wrote it and a person has reviewed it. */
export function expectedOf(rule: Named): string {
  const file = join(examplesFolder(rule), expectedFile)
  return existsSync(file) ? readFileSync(file, "utf8") : ""
}

/** The part of it that is about one example, without the example's name. */
export function toldOf(name: string, expected: string): string {
  const part = expected.split(/^(?=\S)/m).find((each) => each.startsWith(`${name}\n`)) ?? ""
  return part
    .slice(name.length + 1)
    .replaceAll(/^ {2}/gm, "")
    .trimEnd()
}

export const expectedFile = "expected.txt"

export function examplesFolder({ family, id }: Named): string {
  return fileURLToPath(new URL(`../rules/${family}/${id}/examples`, import.meta.url))
}

/** A colon is no part of a file's name on Windows: it is written as `%3A` there and everywhere. */
export function pathOnDisk(path: string): string {
  return path.replaceAll(":", "%3A")
}

function filesBelow(folder: string): Record<string, string> {
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .sort()
  return Object.fromEntries(
    paths.map((path) => {
      const name = path
        .slice(folder.length + 1)
        .replaceAll(sep, "/")
        .replaceAll("%3A", ":")
      return [name, readFileSync(path, "utf8")]
    }),
  )
}

const { compare: byName } = new Intl.Collator("en", { numeric: true })
