import type { DocumentFact, FileFacts, VariableFact } from "../../model/facts.ts"
import type { ResourceRef } from "../../model/source.ts"
import type { Node } from "../../model/tree.ts"
import { TreeReader, TreeWriter } from "./tree.ts"
import { readVariables, writeVariables } from "./variables.ts"

/**
 * Holds the facts of many files in a tenth of the space: trees and variables are packed, and unpacked when somebody asks
 * for `root` or `variables`. To all who read them, and to whoever clones or prints them, facts are as they were; but what
 * was not asked for lately is made anew, so nodes of two askings are equal, not the same.
 */
export class PackedFacts {
  readonly #writer = new TreeWriter()
  readonly #recent: Recent

  /** `most` things are held unpacked at a time: those that a rule compares with one another. */
  constructor(most = 2) {
    this.#recent = new Recent(most)
  }

  /** The facts of a file, packed. */
  pack(facts: FileFacts): FileFacts {
    if (facts.documents.length === 0) return facts
    const writer = this.#writer
    const recent = this.#recent
    const trees = facts.documents.map(({ root }) => writer.tree(root))
    const offset = writer.begin()
    const resources = writeVariables(writer, facts.variables)
    const { bytes, texts } = writer.take()
    const documents = facts.documents.map((document, index) => {
      const at = trees[index]
      return at === undefined ? document : withRoot(document, new Packed(recent, { bytes, texts, offset: at }, treeOf))
    })
    if (facts.variables.length === 0) return { ...facts, documents }
    const variables = new Packed(recent, { bytes, texts, offset }, variablesOf(facts.path, resources))
    return withVariables({ ...facts, documents }, variables)
  }
}

/** What is unpacked, in a ring: a map that things come and go in would keep them until a full collection of garbage. */
class Recent {
  readonly #ring: { forget(): void }[] = []
  readonly #most: number
  #next = 0

  constructor(most: number) {
    this.#most = most
  }

  add(packed: { forget(): void }): void {
    this.#ring[this.#next]?.forget()
    this.#ring[this.#next] = packed
    this.#next = (this.#next + 1) % this.#most
  }
}

interface Place {
  readonly bytes: Uint8Array
  readonly texts: readonly string[]
  readonly offset: number
}

class Packed<T> {
  readonly #recent: Recent
  readonly #bytes: Uint8Array
  readonly #texts: readonly string[]
  readonly #offset: number
  readonly #read: (reader: TreeReader) => T
  #made: T | undefined

  constructor(recent: Recent, { bytes, texts, offset }: Place, read: (reader: TreeReader) => T) {
    this.#recent = recent
    this.#bytes = bytes
    this.#texts = texts
    this.#offset = offset
    this.#read = read
  }

  get(): T {
    if (this.#made !== undefined) return this.#made
    this.#recent.add(this)
    const made = this.#read(new TreeReader(this.#bytes, this.#texts, this.#offset))
    this.#made = made
    return made
  }

  forget(): void {
    this.#made = undefined
  }
}

/** Out here, where it can hold nothing else of the file in memory. */
function variablesOf(path: string, resources: readonly ResourceRef[]) {
  return (reader: TreeReader) => readVariables(reader, path, resources)
}

function treeOf(reader: TreeReader): Node {
  return reader.tree()
}

function withRoot({ root: _, ...document }: DocumentFact, packed: Packed<Node>): DocumentFact {
  addRoot(document, packed)
  return document
}

function withVariables({ variables: _, ...facts }: FileFacts, packed: Packed<readonly VariableFact[]>): FileFacts {
  addVariables(facts, packed)
  return facts
}

function addRoot(facts: Omit<DocumentFact, "root">, packed: Packed<Node>): asserts facts is DocumentFact {
  Object.defineProperty(facts, "packed", { value: packed })
  Object.defineProperty(facts, "root", getter)
}

function addVariables(
  facts: Omit<FileFacts, "variables">,
  packed: Packed<readonly VariableFact[]>,
): asserts facts is FileFacts {
  Object.defineProperty(facts, "packed", { value: packed })
  Object.defineProperty(facts, "variables", getter)
}

/** The same for all: with a getter of its own, each object would be laid out on its own. */
const getter: PropertyDescriptor & ThisType<{ readonly packed: Packed<unknown> }> = {
  enumerable: true,
  get() {
    return this.packed.get()
  },
}
