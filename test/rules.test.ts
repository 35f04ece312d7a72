import { globSync, readdirSync } from "node:fs"
import { basename } from "node:path"
import { describe, expect, it } from "vitest"
import { examplesOf, expectedOf } from "../src/commands/examples.ts"
import { rules } from "../src/rules/index.ts"
import { findings, readable, said } from "./examples.ts"

for (const rule of rules) {
  describe(rule.id, () => {
    const { bad, good } = examplesOf(rule)
    it("has bad and good examples, and nothing else", () => {
      expect(bad.length, "bad examples").toBeGreaterThan(0)
      expect(good.length, "good examples").toBeGreaterThan(0)
      const others = globSync(`src/rules/${rule.family}/${rule.id}/**`, { withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map(({ parentPath, name }) => `${parentPath}/${name}`.replaceAll("\\", "/").split(`/${rule.id}/examples/`)[1])
      expect(
        others.filter((path) => path === undefined || !/^((bad|good)-[a-z0-9-]+\/.|expected\.txt$)/.test(path)),
      ).toEqual([])
    })
    it("says of its bad examples what expected.txt says", async () => {
      const told = await Promise.all(bad.map((example) => said(rule, example)))
      expect(told.join("\n")).toBe(expectedOf(rule))
    })
    it("speaks of its bad examples, in sentences", async () => {
      for (const example of bad) {
        const found = await findings(rule, readable(example))
        expect(found.length, `${example.name} is bad`).toBeGreaterThan(0)
        for (const { message } of found) expect(message, "a message is a sentence").toMatch(/^\S.*\.$/s)
      }
    })
    it.each(good.map((example) => [example.name, example] as const))("is silent on %s", async (_, example) => {
      const found = await findings(rule, readable(example))
      expect(found.map(({ at, message }) => `${at.path}:${at.line}:${at.column} ${message}`)).toEqual([])
    })
  })
}

const folder = new URL("../src/rules/", import.meta.url)
const families = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .sort((a, b) => (a.name < b.name ? -1 : 1))

it("lists every rule file once, in the order of family and name", () => {
  const files = families
    .flatMap((family) =>
      readdirSync(new URL(`${family.name}/`, folder))
        .filter((file) => file.endsWith(".ts"))
        .map((file) => `${family.name}/${basename(file, ".ts")}`)
        .sort(),
    )
    .filter((file) => !/\/index$|\.(shared|table|data)$/.test(file))
  expect(rules.map((rule) => `${rule.family}/${rule.id}`)).toEqual(files)
})

it("leaves nothing in a rule unsaid", () => {
  for (const rule of rules) {
    for (const text of [rule.summary, rule.why, rule.fix, ...rule.citations.map(({ says }) => says)])
      expect(text.trim().length, `${rule.id}: ${text}`).toBeGreaterThan(8)
    expect(rule.id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/)
    expect(rule.summary, rule.id).not.toMatch(/\.$|TODO|FIXME/)
  }
})
