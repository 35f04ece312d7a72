import { folderOf, foldersAbove } from "../model/folders.ts"
import { itemsAt, textAt } from "../model/tree.ts"
import type { Inventory } from "./inventory.ts"

const remembered = new WeakMap<Inventory, ReadonlySet<string>>()

/** Whether a file belongs to a chart that was fetched from elsewhere into `charts/` of another (`helm dependency update`). */
export function isVendored(path: string, inventory: Inventory): boolean {
  const vendored = remembered.get(inventory) ?? vendoredCharts(inventory)
  remembered.set(inventory, vendored)
  if (vendored.size === 0) return false
  for (const folder of foldersAbove(path)) if (vendored.has(folder)) return true
  return false
}

/** The dependencies that a chart names with a repository, and that stand unpacked in its folder `charts`. */
function vendoredCharts(inventory: Inventory): Set<string> {
  return new Set(
    inventory.documents("helm-chart").flatMap(({ path, root }) =>
      itemsAt(root, "dependencies").flatMap((dependency) => {
        const repository = textAt(dependency, "repository") ?? ""
        const name = textAt(dependency, "name")
        if (name === undefined || !/^(https?|oci):\/\/|^@|^alias:/.test(repository)) return []
        const folder = folderOf(path)
        return [`${folder === "" ? "" : `${folder}/`}charts/${name}`]
      }),
    ),
  )
}
