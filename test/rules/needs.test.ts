import { describe, expect, it } from "vitest"
import { needsOf } from "../../scripts/needs.ts"
import { examplesOf } from "../../src/commands/examples.ts"
import { inventoryOf } from "../../src/join/inventory.ts"
import { check } from "../../src/policy/check.ts"
import { rules } from "../../src/rules/index.ts"
import { rule } from "../../src/rules/rule.ts"
import { mozillaAnchors } from "../../src/x509/mozilla-anchors.ts"
import { factsOf, options, readable, today } from "../examples.ts"
import { someRule } from "../policy/inputs.ts"

const needs = new Map(rules.map((one) => [one, needsOf(one)]))

describe("what rules need", () => {
  it("is in every repository that one of them says something about", async () => {
    for (const { bad } of rules.map(examplesOf))
      for (const example of bad) {
        const files = readable(example)
        const inventory = inventoryOf(await factsOf(files), new Set(Object.keys(files)))
        const missed = rules.filter(
          (one) => !needs.get(one)!.some((what) => what === "always" || inventory.holds(what)),
        )
        const found = check(missed, inventory, { at: today, options, trust: mozillaAnchors() })
        expect(found.map((problem) => `${problem.rule.id} ${problem.at.path}`)).toEqual([])
      }
  }, 120_000)

  it.each([
    { needed: ["haproxy"], rule: someRule("of-documents", "acme", "error"), on: "haproxy" as const },
    { needed: ["Ingress", "bundles"], rule: someRule("of-two", "acme", "error"), on: "repository" as const },
  ])("is found out by asking: $needed", ({ needed, rule: base, on }) => {
    const asked = rule({
      ...base,
      on,
      *check(subject: unknown) {
        if (on !== "repository") return
        const { objects, bundles } = subject as ReturnType<typeof inventoryOf>
        if (objects("Ingress").length > 0 || bundles.length > 0) yield { message: "", at: { start: 0, end: 0 } }
      },
    })
    expect(needsOf(asked)).toEqual(needed)
  })

  it("is the kinds of object that a rule looks into", () => {
    const base = someRule("of-objects", "acme", "error")
    const looking = rule({
      ...base,
      on: "kubernetes",
      *check({ resource, root }) {
        if (resource?.kind === "Route" && root.kind === "mapping") yield { message: "", at: root }
      },
    })
    expect(needsOf(looking)).toEqual(["Route"])
    const anything = rule({
      ...base,
      on: "kubernetes",
      *check({ root }) {
        if (root.kind === "mapping") yield { message: "", at: root }
      },
    })
    expect(needsOf(anything)).toEqual(["kubernetes"])
  })

  it("leaves most rules out of a small repository", async () => {
    const inventory = inventoryOf(await factsOf({ "hosts.toml": 'server = "https://a.example"\n' }), new Set())
    const asked = rules.filter((one) => needs.get(one)!.some((what) => inventory.holds(what)))
    expect(asked.length).toBeLessThan(rules.length / 4)
  })
})
