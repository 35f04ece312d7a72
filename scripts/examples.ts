/**
 * Writes what the examples of rules say to expected.txt beside them, for a person to review in the diff:
 * `npm run examples`, or `npm run examples -- RULE…`. Before that it lists the rules of each family in its index.ts, and
 * puts certificates of test/pki where ⟦name⟧ stands for them. `--check` only compares.
 */
import { globSync, readFileSync, writeFileSync } from "node:fs"
import { basename, join } from "node:path"
import { examplesFolder, examplesOf, expectedFile, expectedOf } from "../src/commands/examples.ts"
import { expanded, said } from "../test/examples.ts"

const check = process.argv.includes("--check")
const wanted = process.argv.slice(2).filter((word) => word !== "--check")
const stale: string[] = []

for (const index of globSync("src/rules/*/index.ts").sort()) keep(index, familyIndex(basename(join(index, ".."))))
// Imported once the lists are complete.
const { rules } = await import("../src/rules/index.ts")
for (const rule of rules.filter(({ id }) => wanted.length === 0 || wanted.includes(id))) {
  const folder = examplesFolder(rule)
  for (const file of globSync("**/*", { cwd: folder, withFileTypes: true })) {
    const path = join(file.parentPath, file.name)
    if (file.isFile() && file.name !== expectedFile) keep(path, expanded(readFileSync(path, "utf8")))
  }
  const { bad } = examplesOf(rule)
  const text = (await Promise.all(bad.map((example) => said(rule, example)))).join("\n")
  if (text !== expectedOf(rule)) keep(join(folder, expectedFile), text)
}
if (check && stale.length > 0) {
  console.error(`stale: ${stale.join(", ")}\nRun \`npm run examples\`, read the difference, and commit it.`)
  process.exitCode = 1
}

/** What a family's index.ts says: its rules in the order of their ids. */
function familyIndex(family: string): string {
  const files = globSync(`src/rules/${family}/*.ts`)
    .map((path) => basename(path, ".ts"))
    .filter((name) => name !== "index" && !/\.(?:shared|table|data)$/.test(name))
    .sort()
  const names = files.map((file) => {
    const name = /export const (\w+) = rule\(/.exec(readFileSync(`src/rules/${family}/${file}.ts`, "utf8"))?.[1]
    if (name === undefined) throw new Error(`${family}/${file}.ts has no \`export const … = rule({\``)
    return name
  })
  const list = `export const ${family}: readonly Rule[] = [${names.join(", ")}]`
  return [
    "// Written by `npm run examples`.",
    'import type { Rule } from "../rule.ts"',
    ...files.map((file, index) => `import { ${names[index]} } from "./${file}.ts"`),
    "",
    // As the formatter has it.
    ...(list.length <= 120
      ? [list]
      : [`export const ${family}: readonly Rule[] = [`, ...names.map((name) => `  ${name},`), "]"]),
    "",
  ].join("\n")
}

function keep(path: string, text: string): void {
  let old: string | undefined
  try {
    old = readFileSync(path, "utf8")
  } catch {
    // It is new.
  }
  if (old === text) return
  stale.push(path)
  if (!check) writeFileSync(path, text)
}
