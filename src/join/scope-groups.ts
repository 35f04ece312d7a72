import { folderOf, foldersAbove } from "../model/folders.ts"
import { closureOf, type Kustomization } from "./kustomize.ts"

/** What belongs together, as sets of files, of folders with a kustomization, and of folders with all below them. */
export class Groups {
  readonly #graph: ReadonlyMap<string, Kustomization>
  readonly #files = new Map<string, Set<number>>()
  readonly #units = new Map<string, Set<number>>()
  readonly #trees = new Map<string, Set<number>>()
  readonly #folders = new Map<string, Set<number>>()
  readonly #known = new Map<string, ReadonlySet<number>>()
  #count = 0

  constructor(graph: ReadonlyMap<string, Kustomization>) {
    this.#graph = graph
  }

  next(): number {
    return this.#count++
  }

  /** A kustomization with its bases, and the files that they name; returns all folders of it. */
  addUnits(group: number, folder: string): string[] {
    const folders = [...closureOf(folder, this.#graph)]
    for (const unit of folders) {
      add(this.#units, unit, group)
      for (const target of this.#graph.get(unit)?.targets ?? []) {
        add(this.#files, target, group)
        if (!this.#graph.has(target)) add(this.#trees, target, group)
      }
    }
    return folders
  }

  /** A folder with all below it. */
  addTree(group: number, folder: string): void {
    add(this.#trees, folder, group)
  }

  /** A folder without those below it. */
  addFolder(group: number, folder: string): void {
    add(this.#folders, folder, group)
  }

  /** What Flux and Argo CD make of a folder: its kustomization, else all below it; returns the folders taken in. */
  deliver(group: number, folder: string, tree: ReadonlyMap<string, readonly string[]>): string[] {
    if (this.#graph.has(folder)) return this.addUnits(group, folder)
    this.addTree(group, folder)
    const taken = new Set([folder])
    for (const current of taken) {
      for (const below of tree.get(current) ?? []) taken.add(below)
      if (this.#graph.has(current)) for (const unit of this.addUnits(group, current)) taken.add(unit)
    }
    return [...taken]
  }

  of(path: string): ReadonlySet<number> {
    const known = this.#known.get(path)
    if (known !== undefined) return known
    const found = new Set(this.#files.get(path))
    for (const group of this.#units.get(this.#unitOf(path) ?? "\0") ?? []) found.add(group)
    for (const group of this.#folders.get(folderOf(path)) ?? []) found.add(group)
    for (const folder of foldersAbove(path)) for (const group of this.#trees.get(folder) ?? []) found.add(group)
    this.#known.set(path, found)
    return found
  }

  /** The nearest kustomization above. Manifests in folders below it are its own only where it names them. */
  #unitOf(path: string): string | undefined {
    for (const folder of foldersAbove(path))
      if (this.#graph.has(folder)) return folder === folderOf(path) || !/\.ya?ml$/.test(path) ? folder : undefined
    return undefined
  }
}

function add(map: Map<string, Set<number>>, key: string, group: number): void {
  const known = map.get(key)
  if (known === undefined) map.set(key, new Set([group]))
  else known.add(group)
}
