import type { Certificate } from "./certificate.ts"
import { isSelfIssued } from "./certificate.ts"
import type { Reason } from "./reason.ts"

/** RFC 5280 §6.1.1 (c), (e), (f), (g). */
export interface PolicyInputs {
  /** The initial policy set; any policy unless given. */
  readonly initial?: readonly string[]
  readonly requireExplicit?: boolean
  readonly inhibitMapping?: boolean
  readonly inhibitAny?: boolean
}

export type PolicyResult =
  | { readonly kind: "accepted"; readonly policies: readonly string[] | "any" }
  | { readonly kind: "rejected"; readonly certificate: Certificate; readonly reason: Reason }

const anyPolicy = "2.5.29.32.0"

/** RFC 9618 §5.1: a node of the policy graph. Nodes share children, so the graph grows linearly where a tree would not. */
interface Node {
  readonly policy: string
  expected: ReadonlySet<string>
  readonly parents: readonly Node[]
}

/** One depth of the graph; a policy has at most one node at each. */
type Level = Map<string, Node>

/** Processes policies as RFC 5280 §6.1 does with the graph of RFC 9618. `path` goes from the first certificate after the anchor to the target. */
export function processPolicies(path: readonly Certificate[], inputs: PolicyInputs): PolicyResult {
  const length = path.length
  let explicit = inputs.requireExplicit ? 0 : length + 1
  let mapping = inputs.inhibitMapping ? 0 : length + 1
  let inhibitAny = inputs.inhibitAny ? 0 : length + 1
  const root: Node = { policy: anyPolicy, expected: new Set([anyPolicy]), parents: [] }
  let levels: Level[] | undefined = [new Map([[anyPolicy, root]])]

  for (const [i, certificate] of path.entries()) {
    const last = i === length - 1
    const selfIssued = isSelfIssued(certificate)
    const policies = certificate.certificatePolicies
    if (policies === undefined) levels = undefined
    else if (levels !== undefined) {
      levels = grow(levels, policies, inhibitAny > 0 || (!last && selfIssued))
    }
    if (levels === undefined && explicit === 0)
      return { kind: "rejected", certificate, reason: { kind: "policy-required" } }
    if (last) break

    const mappings = certificate.policyMappings ?? []
    if (mappings.some((pair) => pair.issuerDomainPolicy === anyPolicy || pair.subjectDomainPolicy === anyPolicy)) {
      return { kind: "rejected", certificate, reason: { kind: "policy-mapping-of-any" } }
    }
    if (levels !== undefined && mappings.length > 0) {
      const targets = new Map<string, Set<string>>()
      for (const { issuerDomainPolicy, subjectDomainPolicy } of mappings) {
        targets.set(issuerDomainPolicy, (targets.get(issuerDomainPolicy) ?? new Set()).add(subjectDomainPolicy))
      }
      levels = mapping > 0 ? map(levels, targets) : unmap(levels, targets)
    }
    if (!selfIssued) {
      explicit = Math.max(0, explicit - 1)
      mapping = Math.max(0, mapping - 1)
      inhibitAny = Math.max(0, inhibitAny - 1)
    }
    const constraints = certificate.policyConstraints
    explicit = Math.min(explicit, constraints?.requireExplicitPolicy ?? explicit)
    mapping = Math.min(mapping, constraints?.inhibitPolicyMapping ?? mapping)
    inhibitAny = Math.min(inhibitAny, certificate.inhibitAnyPolicy ?? inhibitAny)
  }

  const target = path[length - 1]
  if (target === undefined) return { kind: "accepted", policies: "any" }
  // §6.1.5 (a), (b)
  if (explicit > 0 && !isSelfIssued(target)) explicit--
  if (target.policyConstraints?.requireExplicitPolicy === 0) explicit = 0
  const policies = levels === undefined ? [] : constrained(levels, inputs.initial)
  if (explicit === 0 && policies.length === 0) {
    return { kind: "rejected", certificate: target, reason: { kind: "policy-required" } }
  }
  return { kind: "accepted", policies: policies === "any" ? "any" : policies }
}

/** RFC 5280 §6.1.3 (d). */
function grow(levels: Level[], policies: readonly string[], anyAllowed: boolean): Level[] | undefined {
  const above = levels[levels.length - 1] as Level
  const anyAbove = above.get(anyPolicy)
  const level: Level = new Map()
  const wanted = new Map<string, Node[]>()
  for (const node of above.values()) {
    for (const policy of node.expected) wanted.set(policy, [...(wanted.get(policy) ?? []), node])
  }
  for (const policy of policies) {
    if (policy === anyPolicy) continue
    const parents = wanted.get(policy) ?? (anyAbove === undefined ? undefined : [anyAbove])
    if (parents !== undefined) level.set(policy, { policy, expected: new Set([policy]), parents })
  }
  if (anyAllowed && policies.includes(anyPolicy)) {
    for (const [policy, parents] of wanted) {
      if (!level.has(policy)) level.set(policy, { policy, expected: new Set([policy]), parents })
    }
  }
  return prune([...levels, level])
}

/** RFC 5280 §6.1.4 (b) (1). */
function map(levels: Level[], targets: ReadonlyMap<string, ReadonlySet<string>>): Level[] | undefined {
  const level = levels[levels.length - 1] as Level
  const any = level.get(anyPolicy)
  for (const [policy, expected] of targets) {
    const node = level.get(policy)
    if (node !== undefined) node.expected = expected
    else if (any !== undefined) level.set(policy, { policy, expected, parents: any.parents })
  }
  return levels
}

/** RFC 5280 §6.1.4 (b) (2). */
function unmap(levels: Level[], targets: ReadonlyMap<string, ReadonlySet<string>>): Level[] | undefined {
  const level = levels[levels.length - 1] as Level
  for (const policy of targets.keys()) level.delete(policy)
  return prune(levels)
}

/** Removes nodes without children; a graph without leaves is NULL. */
function prune(levels: Level[]): Level[] | undefined {
  for (let depth = levels.length - 1; depth > 0; depth--) {
    const alive = new Set<Node>()
    for (const { parents } of (levels[depth] as Level).values()) for (const parent of parents) alive.add(parent)
    const above = levels[depth - 1] as Level
    for (const [policy, node] of above) if (!alive.has(node)) above.delete(policy)
  }
  return (levels[levels.length - 1] as Level).size === 0 ? undefined : levels
}

/** RFC 9618 §5.6, RFC 5280 §6.1.5 (g): the policies that both the path and the user accept. */
function constrained(levels: Level[], initial: readonly string[] | undefined): readonly string[] | "any" {
  const last = levels[levels.length - 1] as Level
  const authorities = new Set<string>()
  for (const level of levels.slice(1)) {
    for (const { policy, parents } of level.values()) {
      if (policy !== anyPolicy && parents.some((parent) => parent.policy === anyPolicy)) authorities.add(policy)
    }
  }
  if (last.has(anyPolicy)) return initial ?? "any"
  if (initial === undefined || initial.includes(anyPolicy)) return [...authorities]
  return initial.filter((policy) => authorities.has(policy))
}
