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
  /** The trees that are unpacked, in a ring. */
  readonly #recent: PackedTree[] = []
  #next = 0
  readonly #most: number

  /** `most` trees are held unpacked at a time: those that a rule compares with one another. */
  constructor(most = 4) {
    this.#most = most
  }

  /** The facts of a file, with its trees packed. */
  pack(facts: FileFacts): FileFacts {
    if (facts.documents.length === 0) return facts
    const places = facts.documents.map(({ root }) => {
      const { offset } = this.#writer
      return this.#writer.write(root) ? offset : undefined
    })
    const { bytes, texts } = this.#writer.take()
    const documents = facts.documents.map((document, index) => {
      const offset = places[index]
      return offset === undefined
        ? document
        : withTree(document, { trees: this, bytes, texts, offset, root: undefined })
    })
    return { ...facts, documents }
  }

  /** The tree, unpacked. */
  rootOf(tree: PackedTree): Node {
    if (tree.root !== undefined) return tree.root
    const oldest = this.#recent[this.#next]
    if (oldest !== undefined) oldest.root = undefined
    this.#recent[this.#next] = tree
    this.#next = (this.#next + 1) % this.#most
    tree.root = readTree(tree.bytes, tree.texts, tree.offset)
    return tree.root
  }
}

interface PackedTree {
  readonly trees: PackedTrees
  readonly bytes: Uint8Array
  readonly texts: readonly string[]
  readonly offset: number
  root: Node | undefined
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
