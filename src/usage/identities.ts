import type { Inventory } from "../join/inventory.ts"
import type { Kustomization } from "../join/kustomize.ts"
import type { DocumentFact } from "../model/facts.ts"
import { foldersAbove } from "../model/folders.ts"
import type { ResourceRef } from "../model/source.ts"

/** What objects are called in the end, where Kustomize renames and moves them. */
export interface Identities {
  /** The names that an object of a file gets, its own among them. */
  names(path: string, name: string): ReadonlySet<string>
  /** The namespaces that an object of a file gets; `""` stands for one that nothing tells. */
  namespaces(path: string, own: string | undefined): ReadonlySet<string>
  /** Whether an object of one file and one of another may be in the same namespace. */
  meet(a: Placed, b: Placed): boolean
  /** `Ingress web/shop`, with the namespace that the overlays give it where they agree. */
  label(document: Pick<DocumentFact, "path">, resource: ResourceRef): string
}

export interface Placed {
  readonly path: string
  readonly namespace?: string | undefined
}

/** One way through the overlays: what stands around a name after each step, and the namespace at the end. */
interface Way {
  readonly affixes: readonly { readonly prefix: string; readonly suffix: string }[]
  readonly namespace?: string
}

export function identitiesOf({ kustomizations }: Inventory): Identities {
  const takers = new Map<string, Kustomization[]>()
  for (const kustomization of kustomizations.values())
    for (const target of kustomization.targets) {
      const known = takers.get(target)
      if (known === undefined) takers.set(target, [kustomization])
      else known.push(kustomization)
    }
  const known = new Map<string, readonly Way[]>()

  function waysOf(path: string): readonly Way[] {
    const before = known.get(path)
    if (before !== undefined) return before
    const named = takers.get(path) ?? []
    const nearest = [...foldersAbove(path)].find((folder) => kustomizations.has(folder) || takers.has(folder))
    const around = nearest === undefined ? [] : [kustomizations.get(nearest) ?? takers.get(nearest) ?? []].flat()
    const ways: Way[] = []
    const open = (named.length > 0 ? named : around).map((step) => ({ step, way: then(none, step), depth: 0 }))
    for (let next = open.pop(); next !== undefined && ways.length < mostWays; next = open.pop()) {
      const above = takers.get(next.step.folder) ?? []
      const { way, depth } = next
      if (above.length === 0 || depth > deepest) ways.push(way)
      for (const step of above) open.push({ step, way: then(way, step), depth: depth + 1 })
    }
    known.set(path, ways)
    return ways
  }

  function names(path: string, name: string): ReadonlySet<string> {
    return new Set([
      name,
      ...waysOf(path).flatMap(({ affixes }) => affixes.map(({ prefix, suffix }) => prefix + name + suffix)),
    ])
  }

  function namespaces(path: string, own: string | undefined): ReadonlySet<string> {
    const ways = waysOf(path)
    return new Set(ways.length === 0 ? [own ?? ""] : ways.map(({ namespace }) => namespace ?? own ?? ""))
  }

  return {
    names,
    namespaces,
    meet(a, b) {
      const left = namespaces(a.path, a.namespace)
      const right = namespaces(b.path, b.namespace)
      return left.has("") || right.has("") || [...left].some((namespace) => right.has(namespace))
    },
    label({ path }, { kind, namespace, name }) {
      const [only = "", ...others] = namespaces(path, namespace)
      const shown = others.length === 0 && only !== "" ? only : namespace
      return `${kind} ${shown === undefined ? "" : `${shown}/`}${name === "" ? "(unnamed)" : name}`
    },
  }
}

function then({ affixes, namespace }: Way, step: Kustomization): Way {
  const { prefix, suffix } = affixes.at(-1) ?? { prefix: "", suffix: "" }
  const last = step.namespace ?? namespace
  return {
    affixes: [...affixes, { prefix: step.prefix + prefix, suffix: suffix + step.suffix }],
    ...(last !== undefined && { namespace: last }),
  }
}

const none: Way = { affixes: [] }
/** Overlays that take in one another would go on for ever, and diamonds multiply. */
const deepest = 16
const mostWays = 64
