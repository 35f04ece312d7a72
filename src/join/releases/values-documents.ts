import type { DocumentFact } from "../../model/facts.ts"
import type { ResourceRef } from "../../model/source.ts"
import type { Lender } from "../borrowed.ts"
import type { Inventory } from "../inventory.ts"
import { releasesOf } from "./index.ts"
import { mergedLayers } from "./merged.ts"
import type { Layer, Release } from "./release.ts"

/**
 * The values of charts as they reach them: one document for each release, of all that gives it values, and the documents
 * that no release takes in. A release that takes in one document is that document, with the name of its chart.
 */
export function valuesDocuments(inventory: Inventory): readonly DocumentFact[] {
  const before = remembered.get(inventory)
  if (before !== undefined) return before
  const plain = inventory.documents("helm-values")
  const releases = releasesOf(inventory).filter(({ layers }) => layers.length > 0)
  const taken = new Set<unknown>(
    releases.flatMap((release) => release.layers.filter(isWhole).map(({ lender }) => lender)),
  )
  const known = new Set<unknown>(plain)
  const documents =
    releases.length === 0
      ? plain
      : [
          ...plain.filter((document) => !taken.has(document)),
          ...releases.flatMap((release) => documentOf(release, known, inventory)),
        ]
  remembered.set(inventory, documents)
  return documents
}

/** Whether a layer is a document of its own, and no part of one. */
function isWhole({ root, lender }: Layer): boolean {
  return "root" in lender && lender.root === root
}

function documentOf(release: Release, plain: ReadonlySet<unknown>, inventory: Inventory): DocumentFact[] {
  const { layers, chart, open, path } = release
  const [first] = layers
  const own =
    first !== undefined && plain.has(first.lender) && isWhole(first) ? (first.lender as DocumentFact) : undefined
  if (own !== undefined && layers.length === 1) return [{ ...own, chart, template: own.template || open }]
  const root = mergedLayers(layers, inventory.borrowed)
  if (root === undefined) return []
  const user = userOf(layers.at(-1)!.lender)
  return [
    {
      kind: "helm-values",
      language: "yaml",
      path,
      name: "values.yaml",
      inner: [],
      carrier: { kind: "values", ...(user && { resource: user }) },
      index: 0,
      span: { start: root.start, end: root.end },
      root,
      defects: [],
      template: open,
      chart,
    },
  ]
}

/** The object that a tree of values stands in. */
function userOf(lender: Lender & Partial<Pick<DocumentFact, "carrier" | "resource">>): ResourceRef | undefined {
  return lender.resource ?? lender.carrier?.resource
}

const remembered = new WeakMap<Inventory, readonly DocumentFact[]>()
