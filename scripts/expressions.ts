/**
 * Looks for regular expressions in src/ that take more than linear time on some text:
 *
 *     node scripts/expressions.ts
 *
 * Each is analysed by recheck for a second at most; what it cannot tell in that time passes. Fails on one that is not in
 * `bounded`, and on an entry of it that is no longer needed.
 */
import { globSync, readFileSync } from "node:fs"
import { checkSync } from "recheck"
import { parseAst } from "rolldown/parseAst"
import { bounded } from "./expressions.data.ts"

// Its other backends are programs of their own.
process.env["RECHECK_BACKEND"] = "pure"

const expressions = new Map<string, string>()
for (const file of globSync("src/**/*.ts").sort()) if (!file.endsWith(".data.ts")) collect(file)

let faults = 0
const needed = new Set<string>()
for (const [expression, file] of expressions) {
  const end = expression.lastIndexOf("/")
  const options = { checker: "automaton", timeout: 1000 } as const
  const result = checkSync(expression.slice(1, end), expression.slice(end + 1), options)
  if (result.status !== "vulnerable") continue
  if (bounded.has(expression)) needed.add(expression)
  else fault(`${file}: ${expression} is ${result.complexity.type}, on ${result.attack.pattern}`)
}
for (const expression of bounded.keys()) if (!needed.has(expression)) fault(`not needed any more: ${expression}`)
process.stdout.write(`${expressions.size} expressions, ${faults} faults\n`)
process.exitCode = faults > 0 ? 1 : 0

function fault(text: string): void {
  faults++
  process.stdout.write(`${text}\n`)
}

function collect(file: string): void {
  const open: unknown[] = [parseAst(readFileSync(file, "utf8"), { lang: "ts" })]
  while (open.length > 0) {
    const node = open.pop()
    if (typeof node !== "object" || node === null) continue
    if ("regex" in node) {
      const { pattern, flags } = node.regex as { pattern: string; flags: string }
      if (!expressions.has(`/${pattern}/${flags}`)) expressions.set(`/${pattern}/${flags}`, file)
    } else open.push(...Object.values(node))
  }
}
