/**
 * src/rules/on-demand.ts for the bundle: the rules in groups, each a file that is loaded when a repository holds something
 * that one of its rules reads (needs.ts).
 */
import { join } from "node:path"
import type { Plugin } from "rolldown"
import { grouped } from "../src/model/grouped.ts"
import { rules } from "../src/rules/index.ts"
import type { Rule } from "../src/rules/rule.ts"
import { needsOf } from "./needs.ts"

interface Listed {
  readonly id: string
  readonly family: string
  /** Where it stands among all rules: the order in which they are asked. */
  readonly index: number
  readonly needs: readonly string[]
}

const listed: readonly Listed[] = rules.map((rule, index) => ({ ...(rule as Rule), index, needs: needsOf(rule) }))
const groups = grouped(listed, groupOf)
const prefix = "\0rules:"

/** Rules that are needed together; the fewer files the better, as long as a small repository needs few of them. */
function groupOf({ needs }: Listed): string {
  const has = (...what: readonly string[]) => what.some((one) => needs.includes(one))
  if (has("always")) return "always"
  if (needs.every((need) => need === "bundles" || need === "Certificate") && has("bundles")) return "certificates"
  if (has("kubernetes", "helm-values")) return "kubernetes"
  if (has("command", "scripts", "variables", "dockerfile")) return "commands"
  return needs.some((need) => /^[A-Z]/.test(need)) ? "objects" : "nodes"
}

export function rulesOnDemand(): Plugin {
  return {
    name: "rules-on-demand",
    resolveId: (id) => (id.startsWith("rules:") ? `\0${id}` : null),
    load(id) {
      if (id.endsWith(join("rules", "on-demand.ts"))) return { code: loader(), moduleType: "js" }
      if (id.startsWith(prefix)) return { code: groupModule(id.slice(prefix.length)), moduleType: "js" }
      return null
    },
  }
}

function loader(): string {
  const rows = [...groups].map(([name, members]) => {
    const needs = [...new Set(members.flatMap((one) => one.needs))].sort()
    return `{ needs: ${JSON.stringify(needs)}, load: () => import("rules:${name}") }`
  })
  const names = [...new Set(listed.flatMap(({ id, family }) => [id, family]))]
  return `
const groups = [${rows.join(",\n")}]
export async function rulesFor(holds) {
  const isHeld = (need) => need === "always" || holds(need)
  const wanted = groups.filter(({ needs }) => needs.some(isHeld))
  const loaded = await Promise.all(wanted.map(({ load }) => load()))
  return inOrder(loaded.flatMap(({ rows }) => rows.filter(({ needs }) => needs.some(isHeld))))
}
export async function everyRule() {
  return inOrder((await Promise.all(groups.map(({ load }) => load()))).flatMap(({ rows }) => rows))
}
function inOrder(rows) {
  return rows.sort((a, b) => a.index - b.index).map(({ rule }) => rule)
}
export const ruleNames = new Set(${JSON.stringify(names)})
`
}

function groupModule(name: string): string {
  const members = groups.get(name) ?? []
  const called = (id: string) => id.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase())
  const imports = members.map(
    ({ id, family, index }) =>
      `import { ${called(id)} as r${index} } from ${JSON.stringify(join(import.meta.dirname, "../src/rules", family, `${id}.ts`))}`,
  )
  const rows = members.map(
    ({ index, needs }) => `{ index: ${index}, needs: ${JSON.stringify(needs)}, rule: r${index} }`,
  )
  return `${imports.join("\n")}\nexport const rows = [${rows.join(",\n")}]\n`
}
