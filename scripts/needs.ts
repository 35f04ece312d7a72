/**
 * What each rule reads before it can say anything, found out by asking it: over an empty inventory that writes down what is
 * asked for. A rule is a function of what it reads; where all that it reads first is as empty in a repository, it goes the
 * same way there and says as little. For rules about Kubernetes objects: the kinds of which it looks at more than the kind.
 */
import { globSync, readFileSync } from "node:fs"
import { inventoryOf } from "../src/join/inventory.ts"
import type { Context, Rule, Subject } from "../src/rules/rule.ts"

/** What (of `Inventory.holds`) has to be there before a rule can say anything, any of it; `always` where that cannot be told. */
export function needsOf(rule: Rule): readonly string[] {
  const needs = [rule.on].flat().flatMap((subject) => [...needsFor(rule, subject)])
  return [...new Set(rule.family === "ignore" ? ["always"] : needs)].sort()
}

function needsFor(rule: Rule, subject: Subject): Iterable<string> {
  if (subject === "repository") return readsOf(rule)
  return subject === "kubernetes" ? kindsOf(rule) : [lists[subject] ?? subject]
}

/** What `Inventory.holds` calls the smaller facts that rules are about. */
const lists: Readonly<Partial<Record<Subject, string>>> = {
  bundle: "bundles",
  script: "scripts",
  variable: "variables",
  image: "images",
}

function readsOf(rule: Rule): Iterable<string> {
  const reads = new Set<string>()
  // What the options say must not lead past what a rule reads without them.
  for (const options of [context.options, { ...context.options, controllers: { "192.0.2.7": ["nginx", "traefik"] } }])
    for (const read of readsWith(rule, { ...context, options })) reads.add(read)
  return reads
}

function readsWith(rule: Rule, context: Omit<Context, "inventory">): Iterable<string> {
  const reads = new Set<string>()
  const empty = inventoryOf([], new Set())
  const inventory = new Proxy(empty, {
    get(target, name: keyof typeof empty) {
      if (name === "documents" || name === "objects" || name === "named" || name === "filesWith")
        return (what: never, more: never) => {
          reads.add(what)
          return (target[name] as (what: never, more: never) => unknown)(what, more)
        }
      reads.add(facts[name] ?? "always")
      return target[name]
    },
  })
  const said = [...rule.check(inventory, { ...context, inventory })]
  return said.length > 0 ? ["always"] : reads
}

/** What the parts of an inventory are made of, where they are as empty as that. */
const facts: Readonly<Record<string, string>> = { bundles: "bundles", kustomizations: "kustomization" }

/** Thrown where a rule looks at more of an object than its kind. */
class Interest extends Error {}

function kindsOf(rule: Rule): Iterable<string> {
  const kinds = [unknownKind, ...capitalised()].filter((kind) => isInterested(rule, kind))
  return kinds.includes(unknownKind) ? ["kubernetes"] : kinds
}

const unknownKind = "KindOfNoApi"

function isInterested(rule: Rule, kind: string): boolean {
  const closed = new Proxy({}, { get: interested })
  const resource = new Proxy({}, { get: (_, name) => (name === "kind" ? kind : interested()) })
  const known: Readonly<Record<string, unknown>> = { kind: "kubernetes", resource, root: closed }
  const document = new Proxy({}, { get: (_, name) => known[`${String(name)}`] ?? interested() })
  const inventory = closed as Context["inventory"]
  try {
    return [...rule.check(document as never, { ...context, inventory })].length > 0
  } catch (error) {
    if (error instanceof Interest) return true
    throw error
  }
}

function interested(): never {
  throw new Interest()
}

/** Every word of the source that could be the kind of an object. */
function capitalised(): ReadonlySet<string> {
  words ??= new Set(
    globSync("src/{rules,join,distribution,workloads,usage,chains,controllers,policy}/**/*.ts").flatMap((file) =>
      readFileSync(file, "utf8").match(/\b[A-Z][A-Za-z0-9]+\b/g),
    ),
  ) as Set<string>
  return words
}

let words: Set<string> | undefined

const context: Omit<Context, "inventory"> = {
  at: 0,
  options: { expiry: { error: 14, warning: 30 }, chain: "auto", chains: [], controllers: {} },
  trust: { description: "", find: () => [], has: () => false },
}
