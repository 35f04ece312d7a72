import type { Inventory } from "../join/inventory.ts"
import { entriesAt } from "../model/tree.ts"
import type { Found } from "./contents.ts"
import { type Text, textsOf } from "./process.ts"

/** The lines of a file of settings (`formats/settings.ts`), each as its words; undefined where it is not known. */
export function settingLines(found: Found, inventory: Inventory): readonly (readonly Text[])[] | undefined {
  if (found.kind !== "content") return undefined
  const documents = found.content.documents.filter(({ language }) => language === "settings")
  if (documents.length === 0) return undefined
  return documents.flatMap((document) =>
    entriesAt(document.root).map(({ key, value }) => {
      const words =
        value.kind === "sequence" ? value.items : value.kind === "scalar" && value.type !== "null" ? [value] : []
      return textsOf([key, ...words], document, inventory)
    }),
  )
}

/** The value of a setting, the last of several. */
export function lineNamed(lines: readonly (readonly Text[])[], name: string): Text | undefined {
  return lines.findLast(([key]) => key?.value === name)?.[1]
}
