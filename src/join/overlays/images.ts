import type { DocumentFact } from "../../model/facts.ts"
import { itemsAt, type Node, type Scalar, scalarAt, textAt } from "../../model/tree.ts"
import type { Borrowed } from "../borrowed.ts"

/** A tree with the images of its containers as a kustomization names them (`images: [{name, newName, newTag}]`). */
export function withImages(root: Node, kustomization: DocumentFact, borrowed: Borrowed): Node {
  const changes = remembered.get(kustomization) ?? changesOf(kustomization, borrowed)
  remembered.set(kustomization, changes)
  return changes.size === 0 ? root : changed(root, changes, "", 0)
}

const remembered = new WeakMap<DocumentFact, Changes>()

function changesOf(kustomization: DocumentFact, borrowed: Borrowed): Changes {
  const changes = new Map<string, Change>()
  for (const item of itemsAt(kustomization.root, "images")) {
    const name = textAt(item, "name")
    const to = ["digest", "newTag", "newName"].map((key) => scalarAt(item, key)).find((one) => one !== undefined)
    if (name === undefined || to === undefined || changes.has(name)) continue
    const by = borrowed.stretchOf(kustomization)
    changes.set(name, { item, place: { ...to, start: to.start + by, end: to.end + by } })
  }
  return changes
}

/** By the name of the image. */
type Changes = ReadonlyMap<string, Change>

interface Change {
  readonly item: Node
  readonly place: Scalar
}

function changed(node: Node, changes: Changes, key: string, depth: number): Node {
  if (depth > 50) return node
  if (node.kind === "scalar") return key === "image" ? renamed(node, changes) : node
  if (node.kind === "sequence") {
    const items = node.items.map((item) => changed(item, changes, "", depth + 1))
    return items.every((item, index) => item === node.items[index]) ? node : { ...node, items }
  }
  const entries = node.entries.map((entry) => {
    const value = changed(entry.value, changes, entry.key.value, depth + 1)
    return value === entry.value ? entry : { key: entry.key, value }
  })
  return entries.every((entry, index) => entry === node.entries[index]) ? node : { ...node, entries }
}

function renamed(image: Scalar, changes: Changes): Scalar {
  const [, name = "", rest = ""] = /^(.*?)((?:@[\w:]+|:[\w.-]+)?)$/.exec(image.value) ?? []
  const change = changes.get(name)
  if (change === undefined) return image
  const { item, place } = change
  const [digest, tag] = [textAt(item, "digest"), textAt(item, "newTag")]
  const version = digest === undefined ? (tag === undefined ? rest : `:${tag}`) : `@${digest}`
  return { ...place, type: "string", value: `${textAt(item, "newName") ?? name}${version}` }
}
