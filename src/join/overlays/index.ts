import type { DocumentFact, FileFacts } from "../../model/facts.ts"
import { grouped } from "../../model/grouped.ts"
import { itemsAt, textAt } from "../../model/tree.ts"
import { type Borrowed, moved } from "../borrowed.ts"
import { type Budget, sizeOf } from "../budget.ts"
import { closureOf, type Kustomization } from "../kustomize.ts"
import { withImages } from "./images.ts"
import { operated } from "./json-patch.ts"
import { type Patch, patchesOf } from "./patches.ts"
import { merged } from "./strategic-merge.ts"

/** What the overlays of Kustomize make of the objects of a repository. */
export interface Overlays {
  /** An object that overlays change, and each of what they make of it, by any of these. */
  readonly variants: ReadonlyMap<DocumentFact, readonly DocumentFact[]>
  /** The patches that have their object in the repository, so that the object itself shows what they do. */
  readonly applied: ReadonlySet<DocumentFact>
  /** What stands in the place of a document: what its only overlay makes of it, or nothing for a patch of such. */
  readonly instead: ReadonlyMap<DocumentFact, DocumentFact | undefined>
}

/** An outermost kustomization. */
interface Overlay {
  /** The files that it takes in. */
  readonly files: ReadonlySet<string>
  /** What changes objects, the innermost kustomization first. */
  readonly changes: readonly Change[]
}

interface Change {
  readonly kustomization: DocumentFact
  readonly patches: readonly Patch[]
  /** The files that it changes. */
  readonly reach: ReadonlySet<string>
}

const none: Overlays = { variants: new Map(), applied: new Set(), instead: new Map() }

/** The overlays of a repository, applied. */
export function overlaysOf(
  list: readonly FileFacts[],
  kustomizations: ReadonlyMap<string, Kustomization>,
  borrowed: Borrowed,
): Overlays {
  if (![...kustomizations.values()].some(({ document }) => changesObjects(document))) return none
  const files = new Map(list.map((file) => [file.path, file]))
  const overlays = overlaysIn(files, kustomizations, borrowed.budget)
  const patches = new Set(
    overlays.flatMap(({ changes }) => changes.flatMap((change) => change.patches)).map((one) => one.document),
  )
  const takers = grouped(
    overlays.flatMap((overlay) => [...overlay.files].map((file) => ({ file, overlay }))),
    ({ file }) => file,
  )
  const applied = new Map<DocumentFact, DocumentFact[]>()
  const variants = new Map<DocumentFact, readonly DocumentFact[]>()
  const instead = new Map<DocumentFact, DocumentFact | undefined>()
  for (const [file, found] of takers)
    for (const document of files.get(file)?.documents ?? []) {
      if (!isObject(document) || patches.has(document)) continue
      if (found.length > most) borrowed.budget.cut.set(file, overlaysByObjects)
      const made = [
        ...new Set(found.slice(0, most).map(({ overlay }) => overlaid(document, overlay, borrowed, applied))),
      ]
      const [only] = made
      if (made.length === 1 && only !== document) instead.set(document, only)
      else if (made.length > 1) for (const one of [document, ...made]) variants.set(one, made)
    }
  for (const [patch, objects] of applied)
    if (patch.kind === "kubernetes" && objects.every((object) => instead.has(object))) instead.set(patch, undefined)
  return { variants, applied: new Set(applied.keys()), instead }
}

function isObject({ kind, resource, inner }: DocumentFact): boolean {
  return kind === "kubernetes" && resource !== undefined && inner.length === 0
}

function changesObjects({ root }: DocumentFact): boolean {
  return ["patches", "patchesJson6902", "patchesStrategicMerge", "images"].some((key) => itemsAt(root, key).length > 0)
}

function overlaysIn(
  files: ReadonlyMap<string, FileFacts>,
  kustomizations: ReadonlyMap<string, Kustomization>,
  budget: Budget,
): Overlay[] {
  const used = new Set([...kustomizations.values()].flatMap(({ targets }) => targets))
  const changes = new Map<string, Pick<Change, "kustomization" | "patches">>()
  const filesOf = (folder: string): Set<string> =>
    new Set([...closureOf(folder, kustomizations)].flatMap((part) => kustomizations.get(part)?.targets ?? []))
  for (const [folder, { document }] of kustomizations)
    if (changesObjects(document)) changes.set(folder, { kustomization: document, patches: patchesOf(document, files) })
  return [...kustomizations.keys()]
    .filter((folder) => !used.has(folder))
    .flatMap((folder): Overlay[] => {
      const reached = [...closureOf(folder, kustomizations)]
      const all = filesOf(folder)
      const own = reached.reverse().flatMap((part): Change[] => {
        const change = changes.get(part)
        if (change === undefined) return []
        if (!budget.take(all.size, change.kustomization.path, overlaysByObjects)) return []
        // A component changes what those who use it take in, too.
        const isComponent = textAt(change.kustomization.root, "kind") === "Component"
        return [{ ...change, reach: isComponent ? all : filesOf(part) }]
      })
      return [{ files: all, changes: own }]
    })
}

/** An object as an overlay makes it; itself where the overlay does nothing to it. */
function overlaid(
  document: DocumentFact,
  { changes }: Overlay,
  borrowed: Borrowed,
  applied: Map<DocumentFact, DocumentFact[]>,
): DocumentFact {
  let { root } = document
  const { budget } = borrowed
  const isBuiltIn = !/\.(?!k8s\.io\/).*\//.test(document.resource!.apiVersion.slice(0, 300))
  for (const { kustomization, patches, reach } of changes) {
    if (!reach.has(document.path)) continue
    for (const { document: patch, matches } of patches) {
      if (!budget.take(1, kustomization.path, overlaysByObjects)) return document
      if (patch === document || !matches(document)) continue
      if (!budget.take(20 + sizeOf(patch.root), kustomization.path, overlaysByObjects)) return document
      const objects = applied.get(patch)
      if (objects === undefined) applied.set(patch, [document])
      else objects.push(document)
      const own = moved(patch.root, borrowed.stretchOf(patch))
      const mayCopy = (length: number) => budget.take(length >> 4, kustomization.path, overlaysByObjects)
      root = own.kind === "sequence" ? operated(root, own, mayCopy) : merged(root, own, isBuiltIn)
    }
    root = withImages(root, kustomization, borrowed)
  }
  return root === document.root ? document : { ...document, root }
}

const overlaysByObjects = "overlays × objects"

/** Overlays of one file that are looked at: more than any repository has clusters. */
const most = 200
