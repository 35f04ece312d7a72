import { at, type Mapping, type Node, textAt } from "../model/tree.ts"

/** An object that stands within another document, with the way to it. */
export interface NestedObject {
  readonly root: Mapping
  readonly pointer: readonly string[]
}

/**
 * The Kubernetes objects below the root of a tree, in the order of the text: whatever is a mapping with an `apiVersion`, a
 * `kind` and a mapping under `metadata`, `spec` or `data`, under any key. What stands within one of them is not looked at.
 */
export function objectsIn(root: Node): NestedObject[] {
  const search = new Search(root)
  if (!isPattern(root)) search.below(root, [])
  return search.found
}

class Search {
  readonly found: NestedObject[] = []
  readonly #root: Node
  /** Aliases make a tree a graph. */
  readonly #seen = new Set<Node>()

  constructor(root: Node) {
    this.#root = root
  }

  below(node: Node, way: string[]): void {
    if (node.kind === "scalar" || way.length > deepest || this.#seen.size > most || this.#seen.has(node)) return
    this.#seen.add(node)
    if (node.kind === "sequence")
      for (const [index, item] of node.items.entries()) this.#step(node, item, `${index}`, way)
    else for (const { key, value } of node.entries) if (!shapes.test(key.value)) this.#step(node, value, key.value, way)
  }

  #step(parent: Node, node: Node, step: string, way: string[]): void {
    if (node.kind === "scalar") return
    way.push(step)
    if (node.kind === "mapping" && isObject(node)) {
      if (!isForbidden(parent, this.#root, step)) this.found.push({ root: node, pointer: [...way] })
    } else this.below(node, way)
    way.pop()
  }
}

/** A tree in which these objects are empty mappings: they are told as documents of their own. */
export function withoutObjects(root: Node, objects: ReadonlySet<Node>): Node {
  if (objects.size === 0) return root
  const around = new Map<Node, Node>()
  return pruned(root, objects, around)
}

function pruned(node: Node, objects: ReadonlySet<Node>, known: Map<Node, Node>): Node {
  if (node.kind === "scalar") return node
  if (node.kind === "mapping" && objects.has(node)) return { ...node, entries: [] }
  const before = known.get(node)
  if (before !== undefined) return before
  known.set(node, node)
  const copy = prunedOnce(node, objects, known)
  known.set(node, copy)
  return copy
}

function prunedOnce(node: Exclude<Node, { kind: "scalar" }>, objects: ReadonlySet<Node>, known: Map<Node, Node>): Node {
  if (node.kind === "sequence") {
    const items = node.items.map((item) => pruned(item, objects, known))
    return items.every((item, index) => item === node.items[index]) ? node : { ...node, items }
  }
  const entries = node.entries.map(({ key, value }) => ({ key, value: pruned(value, objects, known) }))
  return entries.every(({ value }, index) => value === node.entries[index]!.value) ? node : { ...node, entries }
}

function isObject(node: Mapping): boolean {
  // Most mappings have neither key, and few are as long as to make a second look dear.
  if (!node.entries.some(({ key }) => key.value === "apiVersion")) return false
  const apiVersion = textAt(node, "apiVersion")
  const kind = textAt(node, "kind")
  if (apiVersion === undefined || kind === undefined) return false
  if (!/^[a-z0-9][a-z0-9./-]{0,250}$/.test(apiVersion) || !/^[A-Z][A-Za-z0-9]{0,80}$/.test(kind)) return false
  return ["metadata", "spec", "data", "stringData"].some((key) => at(node, key)?.kind === "mapping")
}

/** What describes objects and is none: definitions, policies and their tests. */
function isPattern(root: Node): boolean {
  if (root.kind !== "mapping") return false
  if (at(root, "$schema") !== undefined || at(root, "openapi") !== undefined || at(root, "swagger") !== undefined)
    return true
  const apiVersion = textAt(root, "apiVersion") ?? ""
  return (
    /^CustomResourceDefinition$|^CompositeResourceDefinition$/.test(textAt(root, "kind") ?? "") ||
    /(^|\.)(kyverno\.io|gatekeeper\.sh|kubewarden\.io|cel\.dev|nirmata\.io)\//.test(apiVersion)
  )
}

/** What is named so that it is not there. */
function isForbidden(parent: Node, root: Node, step: string): boolean {
  // Ansible's k8s module removes what it is told to.
  if (/^(absent|unpatched)$/.test(textAt(parent, "state") ?? "")) return true
  if (step !== "objectDefinition") return false
  return textAt(parent, "complianceType") === "mustnothave" || textAt(root, "spec", "remediationAction") === "inform"
}

/** Keys below which stand descriptions, or parts of the object around them. */
const shapes = /^(openAPIV3Schema|examples?|pattern|anyPattern|asserts?|error|expect(ed)?|volumeClaimTemplates)$/

const deepest = 100
const most = 200_000
