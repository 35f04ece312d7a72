import { posix } from "node:path"
import type { DocumentFact } from "../model/facts.ts"
import { folderOf } from "../model/folders.ts"
import { at, isTrue, itemsAt, type Node, type Scalar, textAt } from "../model/tree.ts"

/** What a kustomization takes in, makes, and does to the names of all that. */
export interface Kustomization {
  readonly document: DocumentFact
  readonly folder: string
  /** The files and folders of the repository that it takes in. */
  readonly targets: readonly string[]
  /** Whether it takes in what the repository does not hold: a remote base, a Helm chart, a generator of its own. */
  readonly open: boolean
  readonly namespace?: string
  readonly prefix: string
  readonly suffix: string
  readonly generators: readonly Generator[]
}

/** An entry of `secretGenerator` or `configMapGenerator`. */
export interface Generator {
  readonly kind: "Secret" | "ConfigMap"
  readonly name: string
  readonly namespace?: string
  readonly files: readonly GeneratedFile[]
  readonly node: Node
}

/** `tls.crt=certs/shop.pem`: the content of a file, under a key. */
export interface GeneratedFile {
  readonly key: string
  readonly path: string
  readonly at: Scalar
}

/** The kustomizations of a repository, by their folders. */
export function kustomizationsOf(documents: readonly DocumentFact[]): ReadonlyMap<string, Kustomization> {
  const found = new Map<string, Kustomization>()
  for (const document of documents) {
    if (document.kind !== "kustomization" || document.inner.length > 0) continue
    const folder = folderOf(document.path)
    if (!found.has(folder)) found.set(folder, kustomization(document, folder))
  }
  return found
}

/** The folders that a kustomization is made of: itself, its bases and components, through any nesting. */
export function closureOf(folder: string, graph: ReadonlyMap<string, Kustomization>): Set<string> {
  const reached = new Set([folder])
  for (const current of reached)
    for (const target of graph.get(current)?.targets ?? []) if (graph.has(target)) reached.add(target)
  return reached
}

function kustomization(document: DocumentFact, folder: string): Kustomization {
  const { root } = document
  const entries = [
    ...["resources", "bases", "components", "crds", "configurations", "patchesStrategicMerge"].flatMap((key) =>
      itemsAt(root, key),
    ),
    ...["patches", "patchesJson6902", "replacements"].flatMap((key) =>
      itemsAt(root, key).map((item) => at(item, "path")),
    ),
  ].flatMap((item) => (item?.kind === "scalar" && !item.value.includes("\n") ? [item.value] : []))
  const generators = [...generatorsOf(root, folder, "Secret"), ...generatorsOf(root, folder, "ConfigMap")]
  const namespace = textAt(root, "namespace")
  return {
    document,
    folder,
    targets: [
      ...entries.filter((entry) => !isRemote(entry)).map((entry) => joined(folder, entry)),
      ...generators.flatMap(({ files }) => files.map(({ path }) => path)),
    ],
    open:
      entries.some(isRemote) ||
      ["helmCharts", "helmChartInflationGenerator", "generators", "transformers"].some(
        (key) => itemsAt(root, key).length > 0,
      ),
    ...(namespace !== undefined && namespace !== "" && { namespace }),
    prefix: textAt(root, "namePrefix") ?? "",
    suffix: textAt(root, "nameSuffix") ?? "",
    generators,
  }
}

function generatorsOf(root: Node, folder: string, kind: Generator["kind"]): Generator[] {
  const key = kind === "Secret" ? "secretGenerator" : "configMapGenerator"
  const options = at(root, "generatorOptions")
  return itemsAt(root, key).flatMap((node): Generator[] => {
    const name = textAt(node, "name")
    if (name === undefined || isTrue(at(options, "disabled"))) return []
    const namespace = textAt(node, "namespace")
    const files = itemsAt(node, "files").flatMap((item): GeneratedFile[] => {
      if (item.kind !== "scalar" || item.type === "template") return []
      const equals = item.value.indexOf("=")
      const path = joined(folder, item.value.slice(equals + 1))
      return [{ key: equals > 0 ? item.value.slice(0, equals) : posix.basename(path), path, at: item }]
    })
    return [{ kind, name, ...(namespace !== undefined && { namespace }), files, node }]
  })
}

/** `github.com/org/repo//path?ref=v1`, with or without its scheme. */
function isRemote(entry: string): boolean {
  return /:\/\/|\?(?:ref|version|timeout|submodules)=|^git@|^(?:github|gitlab|bitbucket)\.[a-z]+[/:]|[^:]\/\//.test(
    entry,
  )
}

function joined(folder: string, entry: string): string {
  const path = posix.join(folder, entry).replace(/\/$/, "")
  return path === "." ? "" : path
}
