import { expect, it } from "vitest"
import { inventoryOf } from "../../src/evaluate/inventory.ts"
import { factsOf } from "../examples.ts"

const object = (name: string) => `apiVersion: v1\nkind: Secret\nmetadata:\n  name: ${name}\n`

it.each([
  [true, "a/one.yaml", "a/two.yaml", {}],
  [true, "a/one.yaml", "b/two.yaml", {}],
  [false, "clusters/a/one.yaml", "clusters/b/two.yaml", {}],
  [true, "clusters/a/one.yaml", "clusters/base/two.yaml", {}],
  [
    true,
    "clusters/a/one.yaml",
    "clusters/b/two.yaml",
    { "clusters/a/kustomization.yaml": "resources: [../b, one.yaml]\n" },
  ],
  [false, "a/one.yaml", "b/two.yaml", { "a/same.yaml": object("same"), "b/same.yaml": object("same") }],
  [false, "a/one.yaml", "b/two.yaml", { "b/Chart.yaml": "name: b\n" }],
  [false, "a/one.yaml", "b/two.yaml", { "a/kustomization.yaml": "resources: [one.yaml]\n" }],
])("says %s that %s and %s are deployed together", async (expected, a, b, others) => {
  const files = { [a]: object("one"), [b]: object("two"), ...others }
  const inventory = inventoryOf(await factsOf(files), new Set(Object.keys(files)))
  expect(inventory.joined(a, b)).toBe(expected)
})
