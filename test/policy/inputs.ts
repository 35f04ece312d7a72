import type { Location } from "../../src/model/place.ts"
import type { Family, Level } from "../../src/model/report.ts"
import { emptyConfig } from "../../src/policy/config.ts"
import { isFixture, isTestMaterial } from "../../src/policy/fixtures.ts"
import type { PolicyInputs } from "../../src/policy/judge.ts"
import type { Located } from "../../src/policy/judged.ts"
import { ignore } from "../../src/rules/ignore/index.ts"
import { type Problem, type Rule, rule } from "../../src/rules/rule.ts"

/** Noon of the day on which every test takes place. */
export const noon = Date.UTC(2026, 10, 22, 12)

export function someRule(id: string, family: Family, level: Level): Rule {
  const about = { summary: id, why: "", fix: "mend it" } as const
  return rule({
    id,
    family,
    level,
    ...about,
    citations: [{ document: "", says: "" }],
    on: "repository",
    check: () => [],
  })
}

export const skipVerify = someRule("skip-verify", "containerd", "error")
export const expired = someRule("expired", "certificate", "error")
export const rules: readonly Rule[] = [skipVerify, expired, someRule("too-short", "chain", "warning"), ...ignore]

export function place(path: string, line: number, column = 1): Location {
  const start = line * 100 + column
  return { path, line, column, endLine: line, endColumn: column + 5, start, end: start + 5 }
}

export function problem(of: Rule, path: string, line: number, rest: Partial<Problem> = {}): Located {
  const location = place(path, line)
  return { rule: of, location, problem: { message: `${of.id} at ${path}`, at: location, ...rest } }
}

export function inputs(rest: Partial<PolicyInputs> = {}): PolicyInputs {
  return {
    config: emptyConfig,
    at: noon,
    rules,
    names: new Set((rest.rules ?? rules).flatMap(({ id, family }) => [id, family])),
    comments: [],
    spanOf: () => undefined,
    documentsOf: () => [],
    toConfig: (path) => path,
    isFixture,
    isTestMaterial,
    certificate: () => undefined,
    baseline: new Set(),
    complete: true,
    ...rest,
  }
}
