import { expect, it, vi } from "vitest"
import { entriesOf } from "../../src/chains/entries.ts"
import { inventoryOf } from "../../src/join/inventory.ts"
import { check } from "../../src/policy/check.ts"
import { rules } from "../../src/rules/index.ts"
import { mozillaAnchors } from "../../src/x509/mozilla-anchors.ts"
import { factsOf, options, today, unmark } from "../examples.ts"

const decoded: string[] = []
vi.mock(import("../../src/x509/certificate.ts"), async (original) => {
  const actual = await original()
  return {
    ...actual,
    decodeCertificate(der) {
      decoded.push(Buffer.from(der).toString("hex"))
      return actual.decodeCertificate(der)
    },
  }
})

it("decodes each certificate once, however many files hold it and rules ask for it", async () => {
  const secret = (name: string) =>
    `apiVersion: v1\nkind: Secret\nmetadata:\n  name: ${name}\ntype: kubernetes.io/tls\nstringData:\n  tls.crt: |\n    ⟦end-entity+intermediate⟧\n`
  const { files } = unmark({
    "a.yaml": secret("a"),
    "b.yaml": secret("b"),
    "chain.pem": "⟦end-entity+intermediate+root⟧",
  })
  const trust = mozillaAnchors()
  const facts = await factsOf(files)
  decoded.length = 0
  const inventory = inventoryOf(facts, new Set(Object.keys(files)))
  check(rules, inventory, { at: today, options, trust })
  expect(entriesOf(inventory)).toHaveLength(7)
  expect(decoded).toHaveLength(new Set(facts.flatMap(({ der }) => Object.keys(der))).size)
  expect(new Set(decoded).size).toBe(decoded.length)
})
