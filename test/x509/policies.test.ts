/** RFC 5280 §6.1 with the graph of RFC 9618, by example; NIST's PKITS has the rest. */
import { describe, expect, it } from "vitest"
import type { PolicyInputs } from "../../src/x509/index.ts"
import { bare, ca, root, verdict } from "./kinds.ts"
import * as pki from "./pki.ts"

const [one, two, any] = ["1.2.3.1", "1.2.3.2", "2.5.29.32.0"]
const policies = (...oids: readonly string[]) =>
  pki.extension("certificatePolicies", pki.sequence(...oids.map((oid) => pki.sequence(pki.oid(oid)))))
const mapping = (from: string, to: string) =>
  pki.extension("policyMappings", pki.sequence(pki.sequence(pki.oid(from), pki.oid(to))), true)
const demands = (requireExplicit: number) =>
  pki.extension("policyConstraints", pki.sequence(pki.tlv(0x80, requireExplicit)), true)
const noMapping = (after: number) => pki.extension("policyConstraints", pki.sequence(pki.tlv(0x81, after)), true)
const noAny = (after: number) => pki.extension("inhibitAnyPolicy", pki.integer(after), true)

/** What is said of a target with these extensions below a CA with those. */
function says(
  middle: readonly Uint8Array[],
  target: readonly Uint8Array[],
  inputs: PolicyInputs = {},
  subject = "end",
) {
  const issuer = ca(root, "middle", { extensions: middle })
  const end = bare(issuer, { subject: pki.name(subject), extensions: target })
  const options = { policies: inputs, name: undefined as never }
  return verdict({ target: end, trusted: [root], others: [issuer], options }, "validation")
}

describe("policies", () => {
  const explicit: PolicyInputs = { requireExplicit: true }

  it.each<[string, string, readonly Uint8Array[], readonly Uint8Array[], PolicyInputs]>([
    ["one policy all the way", "valid", [policies(one)], [policies(one)], explicit],
    ["a policy that the CA lacks", "policy-required", [policies(two)], [policies(one)], explicit],
    ["no policies in the CA", "policy-required", [], [policies(one)], explicit],
    ["no policies in the end entity", "policy-required", [policies(one)], [], explicit],
    ["no policies where none are asked for", "valid", [], [], {}],
    [
      "another policy than is wanted",
      "policy-required",
      [policies(one)],
      [policies(one)],
      { ...explicit, initial: [two] },
    ],
    ["the policy that is wanted", "valid", [policies(one)], [policies(one)], { ...explicit, initial: [one] }],
    ["anyPolicy of a CA", "valid", [policies(any)], [policies(one)], { ...explicit, initial: [one] }],
    [
      "anyPolicy that is inhibited",
      "policy-required",
      [policies(any)],
      [policies(one)],
      { ...explicit, inhibitAny: true },
    ],
    ["anyPolicy that the CA inhibits below", "policy-required", [policies(one), noAny(0)], [policies(any)], explicit],
    ["anyPolicy that the CA inhibits later", "valid", [policies(one), noAny(1)], [policies(any)], explicit],
    ["a mapping", "valid", [policies(one), mapping(one, two)], [policies(two)], { ...explicit, initial: [one] }],
    [
      "a mapping, and the policy from before it",
      "policy-required",
      [policies(one), mapping(one, two)],
      [policies(one)],
      explicit,
    ],
    [
      "a mapping that is inhibited",
      "policy-required",
      [policies(one), mapping(one, two)],
      [policies(two)],
      { ...explicit, inhibitMapping: true },
    ],
    ["a mapping of anyPolicy", "policy-mapping-of-any", [policies(any), mapping(any, two)], [policies(two)], {}],
    ["a mapping to anyPolicy", "policy-mapping-of-any", [policies(one), mapping(one, any)], [policies(one)], {}],
    ["a CA that demands a policy at once", "policy-required", [demands(0)], [], {}],
    ["a CA that demands a policy one below", "policy-required", [demands(1)], [], {}],
    ["a CA that demands a policy two below", "valid", [demands(2)], [], {}],
    ["an end entity that demands a policy", "policy-required", [], [demands(0)], {}],
    ["an end entity that demands one of those below it", "valid", [], [demands(1)], {}],
  ])("%s: %s", (_, expected, middle, target, inputs) => {
    expect(says(middle, target, inputs)).toBe(expected)
  })

  it("do not count a self-issued end entity", () => {
    expect(says([demands(1)], [], {}, "middle")).toBe("valid")
    expect(says([demands(0)], [], {}, "middle")).toBe("policy-required")
  })

  it("let a mapping be inhibited by a CA above", () => {
    const upper = ca(root, "upper", { extensions: [policies(one), noMapping(0)] })
    const lower = ca(upper, "lower", { extensions: [policies(one), mapping(one, two)] })
    const target = bare(lower, { extensions: [policies(two)] })
    const options = { policies: explicit, name: undefined as never }
    expect(verdict({ target, trusted: [root], others: [upper, lower], options }, "validation")).toBe("policy-required")
  })
})
