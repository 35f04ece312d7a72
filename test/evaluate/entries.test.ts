import { expect, it } from "vitest"
import { entriesOf } from "../../src/chains/entries.ts"
import { inventoryOf } from "../../src/join/inventory.ts"
import { factsOf, unmark } from "../examples.ts"

async function entries(text: string): Promise<string[]> {
  const { files } = unmark({ "a.yaml": text })
  const inventory = inventoryOf(await factsOf(files), new Set(Object.keys(files)))
  return entriesOf(inventory).map(
    ({ location, subject }) => `${location.line}:${location.column} ${subject.split(",")[0]}`,
  )
}

it("lists a certificate once that aliases repeat", async () => {
  expect(await entries("a: &ca |\n  ⟦root⟧\nb: *ca\n")).toEqual(["2:3 O=Corp"])
})

it("lists a certificate as often as it stands in a text", async () => {
  expect(await entries("a: |\n  ⟦root⟧\nb: |\n  ⟦root⟧\n")).toHaveLength(2)
})
