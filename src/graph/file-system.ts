import type { Found } from "./contents.ts"

/** The files that a process sees. */
export interface FileSystem {
  read(path: string): Found
  /** The names in a directory; undefined where the repository does not tell them all. */
  list(path: string): readonly string[] | undefined
}

/** Something that stands in the tree of a process: a volume, a file of an image. */
export interface Layer {
  /** Where it begins, without a slash at its end. */
  readonly path: string
  /** What stands at a path below it, empty for itself. */
  read(rest: string): Found
  list(rest: string): readonly string[] | undefined
}

/** Layers over what an image has: the longest path that holds what is asked for rules. */
export function fileSystem(layers: readonly Layer[], image: FileSystem): FileSystem {
  const sorted = [...layers].sort((a, b) => b.path.length - a.path.length)
  const layerOf = (path: string) => sorted.find((layer) => path === layer.path || path.startsWith(`${layer.path}/`))
  return {
    read(given) {
      const path = normal(given)
      const layer = layerOf(path)
      return layer === undefined ? image.read(path) : layer.read(path.slice(layer.path.length + 1))
    },
    list(given) {
      const path = normal(given)
      const inside = sorted.filter((layer) => layer.path.startsWith(`${path}/`))
      const names = inside.map((layer) => layer.path.slice(path.length + 1).split("/")[0]!)
      const layer = layerOf(path)
      const below = layer === undefined ? image.list(path) : layer.list(path.slice(layer.path.length + 1))
      return below === undefined
        ? names.length > 0 && layer === undefined
          ? names
          : undefined
        : [...new Set([...below, ...names])]
    },
  }
}

/** A path without empty steps, `.` and `..`, and without a slash at its end. */
export function normal(path: string): string {
  const steps: string[] = []
  for (const step of path.split("/")) {
    if (step === "..") steps.pop()
    else if (step !== "" && step !== ".") steps.push(step)
  }
  return `/${steps.join("/")}`
}

/** Why layers make the store of the distribution one that is not known; undefined where they leave it alone. */
export function storeChange(layers: readonly Layer[]): string | undefined {
  for (const layer of layers) {
    if (/^\/(usr\/local\/share\/ca-certificates|etc\/pki\/ca-trust)(\/|$)/.test(layer.path))
      return "a volume is mounted into what the store is made of"
    const holdsStore = /^\/etc\/(ssl|pki)(\/|$)/.test(layer.path)
    if (holdsStore && layer.list("") === undefined && layer.read("").kind === "unknown")
      return `what is mounted at ${layer.path} is not in the repository`
  }
  return undefined
}
