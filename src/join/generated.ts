import { posix } from "node:path"
import type { BundleFact, FileFacts } from "../model/facts.ts"
import { foldersAbove } from "../model/folders.ts"
import type { Carrier, ResourceRef } from "../model/source.ts"
import { entriesAt, type Node, scalarAt } from "../model/tree.ts"
import type { Kustomization } from "./kustomize.ts"

/** A file that becomes a key of a Secret or a ConfigMap. */
interface Generated {
  readonly path: string
  readonly carrier: Carrier
}

/**
 * The facts of files with what Kustomize's generators and charts make of them: the file that `secretGenerator` names is
 * the content of the Secret, so that its role and its users are those of the Secret. `others` are further objects that
 * one and the same file becomes.
 */
export function withGenerated(
  files: readonly FileFacts[],
  kustomizations: ReadonlyMap<string, Kustomization>,
): { files: FileFacts[]; others: ReadonlyMap<BundleFact, readonly Carrier[]> } {
  const carriers = new Map<string, Carrier[]>()
  const paths = files.map(({ path }) => path)
  for (const { path, carrier } of [...fromGenerators(kustomizations), ...fromCharts(files, paths)]) {
    const list = carriers.get(path)
    if (list === undefined) carriers.set(path, [carrier])
    else list.push(carrier)
  }
  const others = new Map<BundleFact, readonly Carrier[]>()
  if (carriers.size === 0) return { files: [...files], others }
  const adopted = files.map((file) => {
    const list = carriers.get(file.path)
    if (list === undefined) return file
    // A Secret says more of the use of a file than a ConfigMap does.
    const [first, ...rest] = [...list].sort((a, b) => rank(a) - rank(b))
    const bundles = file.bundles.map((bundle) => {
      if (bundle.owner !== undefined || bundle.carrier !== undefined) return bundle
      const changed = { ...bundle, name: first!.key ?? bundle.name, carrier: first! }
      if (rest.length > 0) others.set(changed, rest)
      return changed
    })
    return { ...file, bundles }
  })
  return { files: adopted, others }
}

function rank({ kind }: Carrier): number {
  return kind === "secret" ? 0 : 1
}

function* fromGenerators(kustomizations: ReadonlyMap<string, Kustomization>): Generator<Generated> {
  for (const { generators, namespace } of kustomizations.values())
    for (const { kind, name, namespace: own = namespace, files } of generators)
      for (const { key, path } of files)
        yield {
          path,
          carrier: carrier({ apiVersion: "v1", kind, name, ...(own !== undefined && { namespace: own }) }, key),
        }
}

/** `{{ .Files.Get "files/tls.crt" | b64enc }}` in a template of a chart: the file is the value of the key. */
function* fromCharts(files: readonly FileFacts[], paths: readonly string[]): Generator<Generated> {
  const charts = new Set(paths.filter((path) => /(^|\/)Chart\.ya?ml$/.test(path)).map((path) => posix.dirname(path)))
  if (charts.size === 0) return
  for (const { documents } of files)
    for (const { resource, path, root } of documents) {
      if (resource === undefined || !/^(Secret|ConfigMap)$/.test(resource.kind)) continue
      const chart = [...foldersAbove(path)].find((folder) => charts.has(folder === "" ? "." : folder))
      if (chart === undefined) continue
      for (const { key, name } of filesIn(root)) {
        const target = posix.join(chart, name)
        if (!name.includes("*")) yield { path: target, carrier: carrier(resource, key) }
        else
          for (const file of matching(target, paths))
            yield { path: file, carrier: carrier(resource, posix.basename(file)) }
      }
    }
}

function carrier(resource: ResourceRef, key: string): Carrier {
  return { kind: resource.kind === "Secret" ? "secret" : "config-map", resource, key }
}

function filesIn(root: Node): { key: string; name: string }[] {
  return ["data", "stringData", "binaryData"].flatMap((section) => {
    const whole = scalarAt(root, section)?.value ?? ""
    const globs = [...whole.matchAll(/\.Files\.Glob\s+["`]([^"`]{1,200})["`]\s*\)\.As(?:Secrets|Config)/g)]
    return [
      ...globs.map(([, name = ""]) => ({ key: "", name })),
      ...entriesAt(root, section).flatMap(({ key, value }) => {
        const [, name] =
          value.kind === "scalar" ? (/\.Files\.Get\s+["`]([^"`]{1,200})["`]/.exec(value.value) ?? []) : []
        return name === undefined ? [] : [{ key: key.value, name }]
      }),
    ]
  })
}

/** The files that a glob without folders in its wildcard names. */
function matching(glob: string, paths: readonly string[]): string[] {
  const pattern = new RegExp(
    `^${glob.replaceAll(/[.+^$()|[\]\\{}?]/g, "\\$&").replaceAll(/\*+/g, (stars) => (stars.length > 1 ? ".*" : "[^/]*"))}$`,
  )
  return paths.filter((path) => pattern.test(path))
}
