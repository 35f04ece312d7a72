import type { DocumentFact } from "../model/facts.ts"
import { type Entry, entriesAt, type Scalar, scalarAt, textAt, walk } from "../model/tree.ts"

export { objectText } from "../chains/words.ts"

/** Whether a document is an object of an API group (`""` for the core) and one of its kinds. */
export function isObject({ resource }: DocumentFact, group: string, ...kinds: readonly string[]): boolean {
  if (resource === undefined || !kinds.includes(resource.kind)) return false
  const slash = resource.apiVersion.indexOf("/")
  return (slash === -1 ? "" : resource.apiVersion.slice(0, slash)) === group
}

/** The annotations of an object and of its pods, and those in the values of a chart. */
export function annotationsOf(document: DocumentFact): readonly Annotations[] {
  const known = annotated.get(document) ?? [...annotationsIn(document)]
  annotated.set(document, known)
  return known
}

const annotated = new WeakMap<DocumentFact, readonly Annotations[]>()

function* annotationsIn({ kind, root }: DocumentFact): Generator<Annotations> {
  if (kind === "kubernetes") {
    for (const way of [[], ["spec", "template"], ["spec", "jobTemplate", "spec", "template"]]) {
      const entries = entriesAt(root, ...way, "metadata", "annotations")
      if (entries.length > 0) yield new Annotations(entries)
    }
    return
  }
  for (const { node, step } of walk(root, 50_000))
    if (node.kind === "mapping" && /annotations$/i.test(step)) yield new Annotations(node.entries)
}

/** Annotations, looked up by name. Kubernetes has only strings here; what is none is rejected before anybody reads it. */
export class Annotations {
  readonly entries: readonly Entry[]

  constructor(entries: readonly Entry[]) {
    this.entries = entries
  }

  at(name: string): Scalar | undefined {
    const value = this.entries.findLast(({ key }) => key.value === name)?.value
    return value?.kind === "scalar" && value.type !== "null" ? value : undefined
  }

  /** The literal text of an annotation. */
  text(name: string): string | undefined {
    const value = this.at(name)
    return value === undefined || value.type === "template" ? undefined : value.value
  }

  /** Whether an annotation is there whose value is only known once rendered. */
  isTemplate(name: string): boolean {
    return this.at(name)?.type === "template"
  }
}

/** The first Service that the rules of an Ingress send to. */
export function firstBackend({ root }: DocumentFact): string | undefined {
  for (const { node, path } of walk(root, 5_000)) {
    if (node.kind !== "mapping" || path.at(-1) !== "backend") continue
    const name = scalarAt(node, "service", "name") ?? scalarAt(node, "serviceName")
    if (name?.type === "string") return name.value
  }
  return textAt(root, "spec", "defaultBackend", "service", "name")
}
