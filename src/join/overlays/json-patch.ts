import { at, itemsAt, type Node, type Scalar, scalarAt, textAt } from "../../model/tree.ts"

/** A tree after the operations of a JSON patch (RFC 6902); one that does not fit is left out. */
export function operated(root: Node, patch: Node, mayCopy: (length: number) => boolean = () => true): Node {
  return itemsAt(patch).reduce<Node>((tree, operation) => {
    const path = scalarAt(operation, "path")
    const op = textAt(operation, "op")
    const value = at(operation, "value")
    if (path === undefined || !path.value.startsWith("/")) return tree
    const steps = path.value.slice(1).split("/").map(unescaped)
    if (op === "remove") return changed(tree, steps, { op: "remove", at: path, mayCopy }) ?? tree
    if ((op !== "add" && op !== "replace") || value === undefined) return tree
    return changed(tree, steps, { op, value, at: path, mayCopy }) ?? tree
  }, root)
}

interface Change {
  readonly op: "add" | "replace" | "remove"
  readonly value?: Node
  readonly at: Scalar
  /** Whether a list of a length may be copied: each change copies those on its way. */
  readonly mayCopy: (length: number) => boolean
}

/** The tree with a change at the end of the way; undefined where the way leads nowhere. */
function changed(node: Node, [step = "", ...rest]: readonly string[], change: Change): Node | undefined {
  if (node.kind !== "scalar" && !change.mayCopy((node.kind === "mapping" ? node.entries : node.items).length))
    return undefined
  if (node.kind === "mapping") {
    const index = node.entries.findLastIndex(({ key }) => key.value === step)
    const before = node.entries[index]
    const value = rest.length === 0 ? change.value : before && changed(before.value, rest, change)
    if (rest.length > 0 && value === undefined) return undefined
    if (before === undefined && change.op !== "add") return undefined
    const key: Scalar = before?.key ?? { ...change.at, value: step, type: "string" }
    const others = node.entries.filter((_, at) => at !== index)
    if (value === undefined) return { ...node, entries: others }
    return before === undefined
      ? { ...node, entries: [...others, { key, value }] }
      : { ...node, entries: node.entries.with(index, { key, value }) }
  }
  if (node.kind !== "sequence" || !/^(-|\d{1,6})$/.test(step)) return undefined
  const index = step === "-" ? node.items.length : Number(step)
  if (index > node.items.length) return undefined
  const before = node.items[index]
  if (rest.length > 0) {
    const value = before && changed(before, rest, change)
    return value && { ...node, items: node.items.with(index, value) }
  }
  const added = change.value === undefined ? [] : [change.value]
  if (change.op !== "add" && before === undefined) return undefined
  const after = change.op === "add" ? index : index + 1
  return { ...node, items: [...node.items.slice(0, index), ...added, ...node.items.slice(after)] }
}

/** RFC 6901, section 4. */
function unescaped(step: string): string {
  return step.replaceAll("~1", "/").replaceAll("~0", "~")
}
