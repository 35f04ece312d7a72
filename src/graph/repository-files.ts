import { posix } from "node:path"
import type { Inventory } from "../join/inventory.ts"
import { foldersAbove } from "../model/folders.ts"
import { grouped } from "../model/grouped.ts"
import { absent, fileContent, unknown } from "./contents.ts"
import type { Layer } from "./file-system.ts"

const known = new WeakMap<
  Inventory,
  { folders: ReadonlySet<string>; children: ReadonlyMap<string, readonly string[]> }
>()

function treeOf(inventory: Inventory) {
  const before = known.get(inventory)
  if (before !== undefined) return before
  const folders = new Set<string>()
  for (const path of inventory.paths)
    for (const folder of foldersAbove(path)) {
      if (folders.has(folder)) break
      folders.add(folder)
    }
  const children = grouped(
    [...inventory.paths, ...folders].filter((path) => path !== ""),
    (path) => (path.includes("/") ? posix.dirname(path) : ""),
  )
  const tree = { folders, children }
  known.set(inventory, tree)
  return tree
}

/** Whether a path of the repository is a folder. */
export function isFolder(path: string, inventory: Inventory): boolean {
  return treeOf(inventory).folders.has(path)
}

/** The names of what stands in a folder of the repository. */
export function namesIn(folder: string, inventory: Inventory): string[] {
  return (treeOf(inventory).children.get(folder) ?? []).map((path) => posix.basename(path))
}

/** A file or a folder of the repository, somewhere in the tree of a process. */
export function folderLayer(from: string, inventory: Inventory): Omit<Layer, "path"> {
  const at = (rest: string) => {
    const joined = rest === "" ? from : posix.join(from, rest)
    return joined === "." ? "" : joined
  }
  return {
    read(rest) {
      const path = at(rest)
      if (inventory.paths.has(path)) return { kind: "content", content: fileContent(path, inventory) }
      if (isFolder(path, inventory)) return absent(`${path} is a folder`)
      // What is generated, or kept out of Git, is there when it runs.
      return unknown(`${path} is not in the repository`)
    },
    list: (rest) => (isFolder(at(rest), inventory) ? namesIn(at(rest), inventory) : undefined),
  }
}
