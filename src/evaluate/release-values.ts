import { posix } from "node:path"
import type { CommandFact, DocumentFact } from "../model/facts.ts"
import { at, itemsAt, type Mapping, type Node, type Scalar, scalarAt, textAt } from "../model/tree.ts"
import { folderOf } from "./folders.ts"
import type { Inventory } from "./inventory.ts"

/** The values in a file that an installation names, relative to its own file or to the root; none where it is not here. */
export function valuesOfFile(name: string, from: string, inventory: Inventory): Node[] {
  // Argo CD's `$ref/path` begins at the root of a repository, and so do Terraform's paths of a module at its folder.
  const plain = name.replace(/^\$\w+\/|^\$\{path\.(module|root|cwd)\}\//, "")
  if (/[${}*]/.test(plain) || plain === "") return []
  for (const path of [posix.join(folderOf(from), plain), posix.normalize(plain)]) {
    const roots = (inventory.files.get(path)?.documents ?? [])
      .filter(({ inner }) => inner.length === 0)
      .map(({ root }) => root)
    if (roots.length > 0) return roots
  }
  return []
}

/** The files of a list of names. */
export function valuesOfFiles(names: readonly (Node | undefined)[], from: string, inventory: Inventory): Node[] {
  return names.flatMap((name) => (name?.kind === "scalar" ? valuesOfFile(name.value, from, inventory) : []))
}

/** What a Flux HelmRelease takes from ConfigMaps: the values under a key, as far as they stand in the repository. */
export function valuesFromMaps({ root, resource, path }: DocumentFact, inventory: Inventory): Node[] {
  return itemsAt(root, "spec", "valuesFrom").flatMap((item) => {
    const name = textAt(item, "name")
    const key = textAt(item, "valuesKey") ?? "values.yaml"
    if (textAt(item, "kind") !== "ConfigMap" || name === undefined) return []
    const written = [...inventory.documents("helm-values"), ...inventory.documents("plain")]
      .filter(
        ({ carrier, path: other }) =>
          carrier?.kind === "config-map" &&
          carrier.key === key &&
          carrier.resource?.name === name &&
          (carrier.resource.namespace ?? resource?.namespace) === resource?.namespace &&
          inventory.joined(other, path),
      )
      .map((document) => document.root)
    return [...written, ...generatedValues(name, key, path, inventory)]
  })
}

/** The files that a `configMapGenerator` puts under a key. */
function generatedValues(name: string, key: string, from: string, inventory: Inventory): Node[] {
  return [...inventory.kustomizations.values()].flatMap(({ document }) => {
    if (!inventory.joined(document.path, from)) return []
    return itemsAt(document.root, "configMapGenerator")
      .filter((generator) => textAt(generator, "name") === name)
      .flatMap((generator) => itemsAt(generator, "files"))
      .flatMap((file) => {
        const [left = "", right] = file.kind === "scalar" ? file.value.split("=") : []
        const target = right ?? left
        return (right === undefined ? posix.basename(left) : left) === key
          ? valuesOfFile(target, document.path, inventory)
          : []
      })
  })
}

/** `-f FILE`, `--values=FILE`, `--set key=value` of Helm's command line. */
export function valuesOfCommand({ words }: CommandFact, path: string, inventory: Inventory): Node[] {
  return words.flatMap(({ value: word }, index) => {
    const [, flag, inline] = /^(-f|--values|--set(?:-string)?)(?:=(.*))?$/.exec(word) ?? []
    const after = words[index + 1]
    const text = inline ?? after?.value
    if (flag === undefined || text === undefined) return []
    const span = { start: after?.start ?? 0, end: after?.end ?? 0 }
    return flag.startsWith("--set")
      ? text.split(/(?<!\\),/).flatMap((pair) => setValue(pair, span) ?? [])
      : text.split(",").flatMap((file) => valuesOfFile(file, path, inventory))
  })
}

function setValue(pair: string, span: { readonly start: number; readonly end: number }): Node | undefined {
  const equals = pair.indexOf("=")
  if (equals < 1) return undefined
  const value = pair.slice(equals + 1)
  return nested(pair.slice(0, equals), { kind: "scalar", value, type: typeOf(value), style: "plain", ...span })
}

/** The values of a `helm_release` of Terraform: files, heredocs, `yamlencode`, and `set` in both of its forms. */
export function valuesOfTerraform(block: Node, label: string, document: DocumentFact, inventory: Inventory): Node[] {
  const listed = itemsAt(block, "values").flatMap((item) => {
    const encoded = at(item, "yamlencode()")
    if (encoded !== undefined) return encoded.kind === "sequence" ? encoded.items : [encoded]
    const called = scalarAt(item, "templatefile()", 0) ?? (item.kind === "scalar" ? item : undefined)
    const name = /^file\("([^"\n]+)"\)$/.exec(called?.value ?? "")?.[1] ?? called?.value
    return name === undefined || name.includes("\n") ? [] : valuesOfFile(name, document.path, inventory)
  })
  const carried = inventory
    .documents("helm-values")
    .filter(
      ({ path, inner }) =>
        path === document.path && inner.at(-1)?.includes(`helm_release.${label.replaceAll(".", "\\.")}.values`),
    )
    .map(({ root }) => root)
  const set = at(block, "set")
  const sets = set?.kind === "sequence" ? set.items : set === undefined ? [] : [set]
  const single = sets.flatMap((item) => {
    const value = scalarAt(item, "value")
    const name = textAt(item, "name")
    return value === undefined || name === undefined ? [] : [nested(name, { ...value, type: typeOf(value.value) })]
  })
  return [...listed, ...carried, ...single]
}

/** `a.b[0].c` and a value as the tree that Helm makes of them; `\.` is a dot of a key. */
function nested(name: string, value: Scalar): Node {
  const steps = name
    .replace(/\[(\d+)\]/g, ".$1")
    .split(/(?<!\\)\./)
    .map((step) => step.replaceAll("\\.", "."))
  return steps.reduceRight<Node>((below, step): Mapping => {
    const span = { start: value.start, end: value.end }
    const key: Scalar = { kind: "scalar", value: step, type: "string", style: "plain", ...span }
    return { kind: "mapping", entries: [{ key, value: below }], ...span }
  }, value)
}

function typeOf(value: string): Scalar["type"] {
  if (/^(true|false)$/.test(value)) return "boolean"
  return /^\d+$/.test(value) ? "number" : "string"
}
