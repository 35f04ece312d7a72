import { posix } from "node:path"
import type { DocumentFact } from "../model/facts.ts"
import { folderOf } from "../model/folders.ts"
import { at, entriesAt, isTrue, itemsAt, type Node, scalarAt, textAt, walk } from "../model/tree.ts"

/** A folder that a Flux or Argo CD object has deployed, and the cluster to which, as far as the repository tells. */
export interface Delivery {
  /** The file of the object. */
  readonly path: string
  readonly cluster: string
  readonly folder: string
}

/** What the objects of Flux and Argo CD have deployed. `folders` are all that the repository has. */
export function deliveriesOf(documents: readonly DocumentFact[], folders: ReadonlySet<string>): Delivery[] {
  return documents.flatMap((document): Delivery[] => {
    const { resource, path } = document
    // Asked before the tree, which may be packed.
    if (resource === undefined || !/^(kustomize\.toolkit\.fluxcd|argoproj)\.io\//.test(resource.apiVersion)) return []
    const { kind, apiVersion } = resource
    const { root } = document
    if (kind === "Kustomization" && apiVersion.startsWith("kustomize.toolkit.fluxcd.io/")) {
      const target = textAt(root, "spec", "path") ?? "."
      const remote = textAt(root, "spec", "kubeConfig", "secretRef", "name") ?? ""
      return rooted(target, path, folders).map((folder) => ({ path, cluster: clusterOf(path, remote), folder }))
    }
    if (kind === "Application") {
      const cluster = clusterOf(path, destinationOf(at(root, "spec")) ?? "")
      return sourcesOf(at(root, "spec")).flatMap((source) =>
        rooted(source, path, folders).map((folder) => ({ path, cluster, folder })),
      )
    }
    return kind === "ApplicationSet" ? ofSet(document, folders) : []
  })
}

/** Every match of a set is an Application; they share a cluster where the template names one. */
function ofSet({ root, path }: DocumentFact, folders: ReadonlySet<string>): Delivery[] {
  const spec = at(root, "spec", "template", "spec")
  const destination = destinationOf(spec)
  const isFixed = destination !== undefined && !destination.includes("{{")
  const parameters = [...directories(at(root, "spec", "generators"), folders), ...elements(root)]
  return sourcesOf(spec).flatMap((template) =>
    parameters.flatMap((values) => {
      const target = substituted(template, values)
      if (target.includes("{{")) return []
      return rooted(target, path, folders).map((folder) => ({
        path,
        cluster: clusterOf(path, isFixed ? destination : `\0${folder}`),
        folder,
      }))
    }),
  )
}

type Parameters = Readonly<Record<string, string>>

/** The folders that git generators match (`directories: [{path: apps/*}, {path: apps/old, exclude: true}]`). */
function directories(generators: Node | undefined, folders: ReadonlySet<string>): Parameters[] {
  if (generators === undefined) return []
  const found: Parameters[] = []
  for (const { path, node } of walk(generators, 10_000)) {
    if (path.at(-1) !== "directories" || node.kind !== "sequence") continue
    const patterns = node.items.map((item) => ({
      pattern: globOf(textAt(item, "path") ?? ""),
      excluded: isTrue(at(item, "exclude")),
    }))
    for (const folder of folders) {
      const matching = patterns.filter(({ pattern }) => pattern.test(folder))
      if (matching.length === 0 || matching.some(({ excluded }) => excluded)) continue
      found.push({ path: folder, "path.path": folder, "path.basename": posix.basename(folder) })
    }
  }
  return found
}

/** The elements of list generators, as the parameters that they are. */
function elements(root: Node): Parameters[] {
  return itemsAt(root, "spec", "generators").flatMap((generator) =>
    itemsAt(generator, "list", "elements").map((element) =>
      Object.fromEntries(
        entriesAt(element).flatMap(({ key, value }) => (value.kind === "scalar" ? [[key.value, value.value]] : [])),
      ),
    ),
  )
}

function substituted(template: string, values: Parameters): string {
  return template.replaceAll(/\{\{-?\s*\.?([\w.]+)\s*-?\}\}/g, (whole, name: string) => values[name] ?? whole)
}

/** `*` is any name of one folder, `**` any folders. */
function globOf(pattern: string): RegExp {
  const source = pattern
    .replaceAll(/[.+^$()|[\]\\{}?]/g, "\\$&")
    .replaceAll(/\*+/g, (stars) => (stars.length > 1 ? ".*" : "[^/]*"))
  return new RegExp(`^${source.replace(/^\/|\/$/g, "")}$`)
}

function sourcesOf(spec: Node | undefined): string[] {
  return [at(spec, "source"), ...itemsAt(spec, "sources")].flatMap((source) => scalarAt(source, "path")?.value ?? [])
}

function destinationOf(spec: Node | undefined): string | undefined {
  return scalarAt(spec, "destination", "server")?.value ?? scalarAt(spec, "destination", "name")?.value
}

/** Flux repositories keep a folder for each cluster: `clusters/<name>/…`. */
function clusterOf(path: string, destination: string): string {
  const folder = clusterFolder(path) ?? folderOf(path)
  return destination === "" ? folder : `${folder}\0${destination}`
}

/** The folder of the cluster that a path lies in, by its name. */
export function clusterFolder(path: string): string | undefined {
  return /^(?:.*?\/)?clusters?\/[^/]+(?=\/)/.exec(path)?.[0]
}

/** A delivered path counts from the root of its repository, which may stand below the root of the scan. */
function rooted(target: string, from: string, folders: ReadonlySet<string>): string[] {
  if (target.includes("{{") || target.includes("${")) return []
  const folder = posix.normalize(target.replace(/^\.?\/+/, "").replace(/(?<!\/)\/+$/, "") || ".")
  const parts = folderOf(from).split("/")
  for (let depth = 0; depth <= parts.length; depth++) {
    const candidate = posix.join(...parts.slice(0, depth), folder)
    const clean = candidate === "." ? "" : candidate
    if (folders.has(clean)) return [clean]
  }
  return []
}
