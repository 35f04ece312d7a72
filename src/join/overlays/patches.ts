import { posix } from "node:path"
import type { DocumentFact, FileFacts } from "../../model/facts.ts"
import { folderOf } from "../../model/folders.ts"
import { at, itemsAt, type Node, type Scalar, scalarAt, textAt } from "../../model/tree.ts"

/** A patch of a kustomization, with the objects that it is for. */
export interface Patch {
  readonly document: DocumentFact
  readonly matches: (object: DocumentFact) => boolean
}

/** The patches of a kustomization, in their order: files and texts, strategic merge and JSON 6902. */
export function patchesOf({ root, path }: DocumentFact, files: ReadonlyMap<string, FileFacts>): Patch[] {
  const listed = ["patchesStrategicMerge", "patchesJson6902", "patches"].flatMap((key) =>
    itemsAt(root, key).map((item, index) => ({
      item,
      pointer: item.kind === "scalar" ? `${key}.${index}` : `${key}.${index}.patch`,
    })),
  )
  return listed.flatMap(({ item, pointer }) => {
    const named: Scalar | undefined = item.kind === "scalar" ? item : scalarAt(item, "path")
    const documents =
      named !== undefined && !named.value.includes("\n")
        ? (files.get(posix.join(folderOf(path), named.value))?.documents ?? []).filter(
            ({ inner }) => inner.length === 0,
          )
        : (files.get(path)?.documents ?? []).filter(({ inner }) => inner.at(-1) === pointer)
    const target = at(item, "target")
    return documents.map((document): Patch => ({ document, matches: matcher(document, target) }))
  })
}

/** Without a target, a patch is for the object that it names. */
function matcher({ resource: own }: DocumentFact, target: Node | undefined): Patch["matches"] {
  if (target === undefined) return ({ resource }) => own?.kind === resource?.kind && own?.name === resource?.name
  const wanted = {
    kind: textAt(target, "kind"),
    name: textAt(target, "name"),
    namespace: textAt(target, "namespace"),
  }
  const group = textAt(target, "group")
  const selectors = [
    ["labels", textAt(target, "labelSelector")],
    ["annotations", textAt(target, "annotationSelector")],
  ] as const
  return ({ resource, root }) =>
    resource !== undefined &&
    anchored(wanted.kind, resource.kind) &&
    anchored(wanted.name, resource.name) &&
    (resource.namespace === undefined || anchored(wanted.namespace, resource.namespace)) &&
    (group === undefined ||
      resource.apiVersion.startsWith(`${group}/`) ||
      (group === "" && resource.apiVersion === "v1")) &&
    selectors.every(([field, selector]) => selector === undefined || selects(selector, at(root, "metadata", field)))
}

/** `app=shop,tier!=test`; of other selectors nobody knows. */
function selects(selector: string, labels: Node | undefined): boolean {
  return selector.split(",").every((part) => {
    const [, key = "", operator, value = ""] = /^\s*([\w./-]+)\s*(==?|!=)\s*(?:([\w.-]+)\s*)?$/.exec(part) ?? []
    if (operator === undefined) return false
    return (textAt(labels, key) === value) === (operator !== "!=")
  })
}

/** Targets are anchored regular expressions; plain names and `.*` are what people write. */
function anchored(pattern: string | undefined, name: string): boolean {
  return (
    pattern === undefined ||
    pattern === name ||
    (/^[\w.*|()-]+$/.test(pattern) && pattern.split("|").some((part) => like(part, name)))
  )
}

function like(pattern: string, name: string): boolean {
  const [head = "", ...rest] = pattern.replaceAll(/[()]/g, "").split(".*")
  if (rest.length === 0) return head === name
  return (
    name.startsWith(head) && name.endsWith(rest.at(-1) ?? "") && name.length >= head.length + (rest.at(-1)?.length ?? 0)
  )
}
