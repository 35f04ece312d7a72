import { type Entry, type Mapping, type Node, type Sequence, textAt } from "../../model/tree.ts"

/**
 * A tree with a strategic merge patch over it: mappings key by key, the lists of pods by what their items are called,
 * other lists as a whole (Kubernetes, API conventions). Custom resources have no such lists.
 */
export function merged(base: Node, patch: Node, isBuiltIn: boolean): Node {
  if (patch.kind !== "mapping" || base.kind !== "mapping") return withoutDirectives(patch)
  if (textAt(patch, "$patch") === "replace") return withoutDirectives(patch)
  const entries = new Map<string, Entry>(base.entries.map((entry) => [entry.key.value, entry]))
  for (const { key, value } of patch.entries) {
    const name = key.value
    if (name.startsWith("$")) continue
    const before = entries.get(name)
    if ((value.kind === "scalar" && value.type === "null") || textAt(value, "$patch") === "delete") entries.delete(name)
    else if (before === undefined) entries.set(name, { key, value: withoutDirectives(value) })
    else entries.set(name, { key: before.key, value: mergedValue(before.value, value, name, isBuiltIn) })
  }
  return { ...base, entries: [...entries.values()] }
}

function mergedValue(base: Node, patch: Node, name: string, isBuiltIn: boolean): Node {
  if (base.kind !== "sequence" || patch.kind !== "sequence") return merged(base, patch, isBuiltIn)
  const key = isBuiltIn ? mergeKeys.get(name) : undefined
  return key === undefined ? withoutDirectives(patch) : mergedItems(base, patch, key)
}

/** Items by their key: those that are there are merged, new ones come first, as the API server puts them. */
function mergedItems(base: Sequence, patch: Sequence, key: string): Sequence {
  const named = (node: Node) => textAt(node, key)
  const added = patch.items.filter(
    (item) => textAt(item, "$patch") === undefined && !base.items.some((other) => isSame(named(other), named(item))),
  )
  const kept = base.items.flatMap((item): Node[] => {
    const change = patch.items.find((other) => isSame(named(other), named(item)))
    if (change === undefined) return [item]
    return textAt(change, "$patch") === "delete" ? [] : [merged(item, change, true)]
  })
  const replaces = patch.items.some((item) => textAt(item, "$patch") === "replace")
  return { ...base, items: [...(replaces ? [] : kept), ...added.map(withoutDirectives)] }
}

function isSame(a: string | undefined, b: string | undefined): boolean {
  return a !== undefined && a === b
}

/** What a patch brings along is clean of what only steers it. */
function withoutDirectives(node: Node): Node {
  if (node.kind === "sequence") return { ...node, items: node.items.map(withoutDirectives) }
  return node.kind === "mapping" ? cleaned(node) : node
}

function cleaned(node: Mapping): Mapping {
  const entries = node.entries.filter(({ key }) => !/^\$(patch|retainKeys|setElementOrder|deleteFrom)/.test(key.value))
  return { ...node, entries: entries.map(({ key, value }) => ({ key, value: withoutDirectives(value) })) }
}

/** The lists of built-in objects whose items are merged, and by what (patchMergeKey in the API's types). */
const mergeKeys: ReadonlyMap<string, string> = new Map([
  ["containers", "name"],
  ["initContainers", "name"],
  ["ephemeralContainers", "name"],
  ["env", "name"],
  ["volumes", "name"],
  ["volumeMounts", "mountPath"],
  ["volumeDevices", "devicePath"],
  ["imagePullSecrets", "name"],
  ["hostAliases", "ip"],
])
