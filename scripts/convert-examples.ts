/**
 * Moves examples that a rule holds as strings (`examples: { bad: [{ path: text }], good: […] }`, with «marks» around what a
 * finding points at) to files beside it: `node scripts/convert-examples.ts`, then `npm run examples`. For rules that were
 * written before examples were files; what has none is left alone.
 */
import { globSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { parseAst } from "rolldown/parseAst"
import { examplesFolder, pathOnDisk } from "../src/commands/examples.ts"
import type { Rule } from "../src/rules/rule.ts"
import { findings, mark, standIn, unmark } from "../test/examples.ts"

type Texts = Readonly<Record<string, string>>
type OldRule = Rule & { readonly examples?: { readonly bad: readonly Texts[]; readonly good: readonly Texts[] } }

for (const file of globSync("src/rules/*/*.ts").sort()) {
  if (/index\.ts$|\.shared\.ts$/.test(file)) continue
  const code = readFileSync(file, "utf8")
  const span = examplesIn(code)
  if (span === undefined) continue
  const exported: Record<string, unknown> = await import(`../${file}`)
  for (const rule of Object.values(exported) as OldRule[])
    if (rule.examples !== undefined) await convert(rule, rule.examples)
  for (const comment of code.slice(...span).match(/^\s*\/\/.*/gm) ?? []) console.log(`${file}: lost ${comment.trim()}`)
  writeFileSync(file, withoutUnused(code.slice(0, span[0]) + code.slice(span[1])))
}

async function convert(rule: OldRule, { bad, good }: NonNullable<OldRule["examples"]>): Promise<void> {
  const folder = examplesFolder(rule)
  mkdirSync(folder, { recursive: true })
  for (const name of readdirSync(folder))
    if (/^(bad|good)-\d+$/.test(name)) rmSync(join(folder, name), { recursive: true })
  for (const [kind, list] of [
    ["bad", bad],
    ["good", good],
  ] as const)
    for (const [index, example] of list.entries()) {
      const name = `${kind}-${index + 1}`
      const { files, marks } = unmark(example)
      for (const [path, text] of Object.entries(files)) {
        const target = join(folder, name, pathOnDisk(path))
        mkdirSync(dirname(target), { recursive: true })
        writeFileSync(target, standIn(text))
      }
      const places = [...new Set((await findings(rule, files)).map(mark))].sort()
      if (places.join() !== marks.join()) console.log(`${rule.id} ${name}: marked ${marks}, but it points at ${places}`)
    }
}

/** Where the property `examples` of `export const x = rule({…})` stands, with the comma and the empty line behind it. */
function examplesIn(code: string): [number, number] | undefined {
  for (const statement of parseAst(code, { lang: "ts" }).body) {
    if (statement.type !== "ExportNamedDeclaration" || statement.declaration?.type !== "VariableDeclaration") continue
    for (const { init } of statement.declaration.declarations) {
      const [definition] = init?.type === "CallExpression" ? init.arguments : []
      if (definition?.type !== "ObjectExpression") continue
      const index = definition.properties.findIndex(
        (one) => one.type === "Property" && one.key.type === "Identifier" && one.key.name === "examples",
      )
      const property = definition.properties[index]
      const next = definition.properties[index + 1]
      if (property !== undefined && next !== undefined) return [property.start, code.indexOf(",", property.end) + 1]
    }
  }
  return undefined
}

/** Without what only examples used: imports, constants and functions that nothing names any more. */
function withoutUnused(code: string): string {
  const program = parseAst(code, { lang: "ts" })
  const used = new Map<string, number>()
  count(program, used)
  const isUnused = (name: string) => (used.get(name) ?? 0) < 2
  for (const statement of program.body.toReversed()) {
    const before = code.slice(0, statement.start)
    const after = code.slice(statement.end)
    const names = namesIn(statement)
    const kept = names.filter((name) => !isUnused(name))
    if (names.length === kept.length) continue
    if (statement.type === "ImportDeclaration" && kept.length > 0) {
      const text = code.slice(statement.start, statement.end)
      const list = text.slice(text.indexOf("{") + 1, text.indexOf("}")).split(",")
      const left = list.filter((one) => kept.includes(one.trim().split(" ").at(-1) ?? ""))
      return withoutUnused(`${before}${text.replace(/\{[^}]*\}/, `{${left.join(",")}}`)}${after}`)
    }
    if (kept.length > 0) continue
    const comment = /(?:\/\*\*(?:(?!\*\/)[\s\S])*\*\/\n|(?:(?<=\n)\/\/.*\n)+)$/.exec(before)?.[0] ?? ""
    const gap = statement.type === "ImportDeclaration" ? "\n" : "\n\n"
    return withoutUnused(before.slice(0, before.length - comment.length).trimEnd() + gap + after.trimStart())
  }
  return code.trimStart()
}

/** How often each identifier is named, as a declaration or a reference. */
function count(node: unknown, used: Map<string, number>): void {
  if (Array.isArray(node)) for (const one of node) count(one, used)
  if (typeof node !== "object" || node === null || !("type" in node)) return
  const { type, name, computed, shorthand } = node as {
    type: unknown
    name?: string
    computed?: boolean
    shorthand?: boolean
  }
  if (type === "Identifier" && name !== undefined) used.set(name, (used.get(name) ?? 0) + 1)
  for (const [key, value] of Object.entries(node)) {
    if (key === "property" && type === "MemberExpression" && computed !== true) continue
    if (key === "key" && type === "Property" && computed !== true) continue
    if (key === "imported" && type === "ImportSpecifier") continue
    if (key === "value" && shorthand === true) count([value], used)
    else count(value, used)
  }
}

/** What a statement at the top of a module declares for that module alone. */
function namesIn(statement: ReturnType<typeof parseAst>["body"][number]): string[] {
  if (statement.type === "ImportDeclaration") return statement.specifiers.map(({ local }) => local.name)
  if (statement.type === "FunctionDeclaration") return statement.id === null ? [] : [statement.id.name]
  if (statement.type !== "VariableDeclaration") return []
  return statement.declarations.flatMap(({ id }) => (id.type === "Identifier" ? [id.name] : []))
}
