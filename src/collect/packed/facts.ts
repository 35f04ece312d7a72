import type { DocumentFact, FileFacts } from "../../model/facts.ts"
import type { Node } from "../../model/tree.ts"
import { readTree, TreeWriter } from "./tree.ts"

/**
 * Holds the trees of many files in a tenth of the space: packed, and unpacked when somebody asks for `root`. To all who
 * read them, and to whoever clones or prints them, facts are as they were; but a tree that was not asked for lately is
 * made anew, so nodes of two askings are equal, not the same.
 */
export class PackedTrees {
  readonly #writer = new TreeWriter()
  readonly #recent = new Map<PackedTree, Node>()
  #unpacked = 0

  /** The facts of a file, with its trees packed. */
  pack(facts: FileFacts): FileFacts {
    if (facts.documents.length === 0) return facts
    const places = facts.documents.map(({ root }) => {
      const offset = this.#writer.offset
      return { offset, nodes: this.#writer.write(root) }
    })
    const { bytes, texts } = this.#writer.take()
    const documents = facts.documents.map((document, index) => {
      const { offset, nodes } = places[index]!
      return nodes === undefined ? document : withTree(document, { trees: this, bytes, texts, offset, nodes })
    })
    return { ...facts, documents }
  }

  /** The tree, unpacked. */
  rootOf(tree: PackedTree): Node {
    const known = this.#recent.get(tree)
    if (known !== undefined) return known
    const root = readTree(tree.bytes, tree.texts, tree.offset)
    this.#recent.set(tree, root)
    this.#unpacked += tree.nodes
    for (const [oldest] of this.#recent) {
      if (this.#unpacked <= mostNodes || oldest === tree) break
      this.#recent.delete(oldest)
      this.#unpacked -= oldest.nodes
    }
    return root
  }
}

interface PackedTree {
  readonly trees: PackedTrees
  readonly bytes: Uint8Array
  readonly texts: readonly string[]
  readonly offset: number
  readonly nodes: number
}

function withTree({ root: _, ...document }: DocumentFact, tree: PackedTree): DocumentFact {
  addRoot(document, tree)
  return document
}

/** The same getter for all: with one of its own, each document would be laid out on its own. */
function addRoot(document: Omit<DocumentFact, "root">, tree: PackedTree): asserts document is DocumentFact {
  Object.defineProperty(document, "tree", { value: tree })
  Object.defineProperty(document, "root", root)
}

const root: PropertyDescriptor & ThisType<{ readonly tree: PackedTree }> = {
  enumerable: true,
  get() {
    return this.tree.trees.rootOf(this.tree)
  },
}

/** What is held unpacked, some 5 MB: the documents that a rule compares with one another. */
const mostNodes = 50_000
