import { readdirSync } from "node:fs"
import { basename } from "node:path"
import { describe, expect, it } from "vitest"
import { rules } from "../src/rules/index.ts"
import { findings, mark, unmark } from "./examples.ts"

for (const rule of rules) {
  describe(rule.id, () => {
    for (const [index, example] of rule.examples.bad.entries()) {
      it(`points at what is wrong in bad example ${index + 1}`, async () => {
        const { files, marks } = unmark(example)
        const found = await findings(rule, files)
        const places = [...new Set(found.map(mark))].sort()
        expect(marks, "a bad example marks «what is wrong»").not.toEqual([])
        expect(places).toEqual(marks)
        for (const { message } of found) expect(message, "a message is a sentence").toMatch(/^\S.*\.$/s)
      })
    }
    for (const [index, example] of rule.examples.good.entries()) {
      it(`is silent on good example ${index + 1}`, async () => {
        const found = await findings(rule, unmark(example).files)
        expect(found.map((problem) => `${mark(problem)} ${problem.message}`)).toEqual([])
      })
    }
  })
}

const folder = new URL("../src/rules/", import.meta.url)
const families = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory())

it("lists every rule file once, in the order of family and name", () => {
  const files = families
    .flatMap((family) =>
      readdirSync(new URL(`${family.name}/`, folder)).map((file) => `${family.name}/${basename(file, ".ts")}`),
    )
    .filter((file) => !file.endsWith("/index") && !file.endsWith(".shared"))
  const listed = rules.map((rule) => `${rule.family}/${rule.id}`)
  expect([...listed].sort()).toEqual(files.sort())
  expect(new Set(listed).size).toBe(listed.length)
})

it("leaves nothing in a rule unsaid", () => {
  for (const rule of rules) {
    for (const text of [rule.summary, rule.why, rule.fix, ...rule.citations.map(({ says }) => says)])
      expect(text.trim().length, `${rule.id}: ${text}`).toBeGreaterThan(8)
    expect(rule.id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/)
    expect(rule.summary, rule.id).not.toMatch(/\.$|TODO|FIXME/)
  }
})
