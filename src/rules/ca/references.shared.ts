import type { Inventory } from "../../join/inventory.ts"
import type { DocumentFact } from "../../model/facts.ts"
import type { Location } from "../../model/place.ts"
import type { Scalar } from "../../model/tree.ts"
import { effectiveContainers, isAppliedPatch } from "../../workloads/effective.ts"
import type { Container } from "../../workloads/workloads.ts"
import { trustFlags, trustVariables } from "./trust-variables.shared.ts"

/** A path from which a container is told to read trust anchors or a client certificate. */
export interface TrustReference {
  readonly container: Container
  /** The same container in each overlay that has the reference. */
  readonly variants: readonly Container[]
  /** `SSL_CERT_FILE`, `--tls-ca`. */
  readonly name: string
  readonly path: string
  readonly kind: "file" | "directory"
  /** The value, which may stand in a patch. */
  readonly at: Location
}

/** The references of a document with a literal, absolute path, each once. Those of patches are told by what they patch. */
export function trustReferences(document: DocumentFact, inventory: Inventory): TrustReference[] {
  if (isAppliedPatch(document, inventory)) return []
  const found = new Map<string, TrustReference>()
  for (const container of effectiveContainers(document, inventory).flat()) {
    for (const { name, path, kind, node } of [...fromVariables(container), ...fromFlags(container)]) {
      const at = inventory.locate(document.path, node, document.inner)
      const key = `${at.path}:${at.start}:${path}`
      const known = found.get(key)
      found.set(
        key,
        known === undefined
          ? { container, variants: [container], name, path, kind, at }
          : { ...known, variants: [...known.variants, container] },
      )
    }
  }
  return [...found.values()]
}

interface Reference extends Pick<TrustReference, "name" | "path" | "kind"> {
  readonly node: Scalar
}

function fromVariables({ environment }: Container): Reference[] {
  return environment.flatMap(({ name, value }): Reference[] => {
    const variable = trustVariables.get(name)
    if (variable === undefined || value === undefined || value.type === "template") return []
    const paths = variable.kind === "directory" ? value.value.split(":") : [value.value]
    return paths.filter(isPath).map((path) => ({ name, path, kind: variable.kind, node: value }))
  })
}

function fromFlags({ arguments: list }: Container): Reference[] {
  return list.flatMap(({ flag, value, node }): Reference[] =>
    trustFlags.has(flag) && value !== undefined && isPath(value)
      ? [{ name: flag, path: value, kind: "file", node }]
      : [],
  )
}

function isPath(text: string): boolean {
  return /^\/[^\s{}$<>*]+$/.test(text)
}
