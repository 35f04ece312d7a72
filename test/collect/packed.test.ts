import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { collect } from "../../src/collect/collect.ts"
import { PackedFacts } from "../../src/collect/packed/facts.ts"
import { TreeReader, TreeWriter } from "../../src/collect/packed/tree.ts"
import { examplesOf } from "../../src/commands/examples.ts"
import { inventoryOf } from "../../src/join/inventory.ts"
import type { FileFacts } from "../../src/model/facts.ts"
import type { Node, Scalar } from "../../src/model/tree.ts"
import { check } from "../../src/policy/check.ts"
import { rules } from "../../src/rules/index.ts"
import { mozillaAnchors } from "../../src/x509/mozilla-anchors.ts"
import { factsOf, options, readable, today } from "../examples.ts"

const offset = fc.nat(2 ** 29)
const scalar: fc.Arbitrary<Scalar> = fc
  .record({
    value: fc.oneof(fc.string(), fc.string({ unit: "binary" }), fc.constantFrom("name", "value")),
    type: fc.constantFrom("string", "boolean", "number", "null", "template"),
    style: fc.constantFrom("plain", "quoted", "literal", "folded"),
    start: offset,
    end: offset,
    secret: fc.option(fc.constantFrom("literal", "placeholder", "template", "encrypted", "empty"), { nil: undefined }),
  })
  .map(({ secret, ...rest }) => ({ kind: "scalar", ...rest, ...(secret !== undefined && { secret }) }))

const { node } = fc.letrec<{ node: Node }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 5 },
    scalar,
    fc.record({ kind: fc.constant("sequence"), items: fc.array(tie("node")), start: offset, end: offset }),
    fc.record({
      kind: fc.constant("mapping"),
      entries: fc.array(fc.record({ key: scalar, value: tie("node") })),
      start: offset,
      end: offset,
    }),
  ),
}))

describe("a packed tree", () => {
  it("is the tree again once unpacked, wherever its nodes stand", () => {
    fc.assert(
      fc.property(fc.array(node, { minLength: 1, maxLength: 4 }), (trees) => {
        const writer = new TreeWriter()
        const offsets = trees.map((tree) => writer.tree(tree) ?? -1)
        const { bytes, texts } = writer.take()
        expect(offsets.map((at) => new TreeReader(bytes, texts, at).tree())).toEqual(trees)
      }),
    )
  })

  it("takes a few bytes for a node", async () => {
    const facts = await read("values.yaml", "registry: {mirror: https://a.example}\n".repeat(1_000))
    const writer = new TreeWriter()
    for (const { root } of facts.documents) writer.tree(root)
    expect(writer.take().bytes.length).toBeLessThan(4_000 * 6)
  })
})

describe("packed facts", () => {
  it("are, to whoever clones or prints them, the same plain data", async () => {
    const facts = await everyExample()
    const packed = pack(facts)
    expect(structuredClone(packed)).toEqual(facts)
    expect(JSON.stringify(sorted(packed))).toBe(JSON.stringify(sorted(facts)))
  })

  it("are left as they are where an alias repeats a node", async () => {
    const facts = await read("values.yaml", "a: &a {registry: https://a.example}\nb: *a\nc: {<<: *a}\n")
    expect(pack([facts])[0]?.documents[0]?.root).toBe(facts.documents[0]?.root)
  })

  it("hold as many trees unpacked as they were told to", async () => {
    const facts = await read("values.yaml", "registry: https://a.example\n---\nregistry: https://b.example\n")
    const [first, second] = new PackedFacts(1).pack(facts).documents
    const root = first?.root
    expect(first?.root).toBe(root)
    expect(second?.root).toEqual(facts.documents[1]?.root)
    expect(first?.root).not.toBe(root)
    expect(first?.root).toEqual(root)
  })

  it.each(rules.map((rule) => [rule.id, rule] as const))("say the same to %s", async (_, rule) => {
    const { bad, good } = examplesOf(rule)
    for (const example of [...bad, ...good]) {
      const files = readable(example)
      const facts = await factsOf(files)
      const found = (all: readonly FileFacts[]) =>
        check([rule], inventoryOf(all, new Set(Object.keys(files))), { at: today, options, trust: mozillaAnchors() })
      expect(found(pack(facts))).toEqual(found(facts))
    }
  })
})

/** Held so tightly that a second look at a tree is at another one. */
function pack(facts: readonly FileFacts[]): FileFacts[] {
  const trees = new PackedFacts(1)
  return facts.map((file) => trees.pack(file))
}

async function read(path: string, text: string): Promise<FileFacts> {
  const facts = await collect({ path, bytes: Buffer.from(text), passwords: [] })
  if (facts === undefined) throw new Error(`${path} says nothing`)
  return facts
}

async function everyExample(): Promise<FileFacts[]> {
  const all = rules.map(examplesOf).flatMap(({ bad, good }) => [...bad, ...good])
  return (await Promise.all(all.map((example) => factsOf(readable(example))))).flat()
}

/** With their properties in one order. */
function sorted(facts: unknown): unknown {
  if (Array.isArray(facts)) return facts.map(sorted)
  if (typeof facts !== "object" || facts === null) return facts
  return Object.fromEntries(
    Object.entries(facts)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, value]) => [key, sorted(value)]),
  )
}
