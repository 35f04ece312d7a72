import type { Inventory } from "../join/inventory.ts"
import type { BundleFact, DocumentFact } from "../model/facts.ts"
import { at, entriesAt, type Node, textAt } from "../model/tree.ts"
import { type Reference, usageOf } from "./index.ts"

/** A Service, as an object elsewhere names it. */
export interface ServiceName {
  readonly name: string
  /** Absent where it is only known once rendered. */
  readonly namespace: string | undefined
}

/** The certificates that the pods of a Service mount; the one that they serve is among them if the repository holds it. */
export function mountedBehind(service: ServiceName, from: DocumentFact, inventory: Inventory): BundleFact[] {
  const usage = usageOf(inventory)
  return secretsBehind(service, from, inventory).flatMap((reference) => usage.bundlesFor(reference))
}

/** The Secrets that the pods of a Service mount. */
export function secretsBehind(service: ServiceName, from: DocumentFact, inventory: Inventory): Reference[] {
  const usage = usageOf(inventory)
  const { meet, names } = usage.identities
  const near = (document: DocumentFact) =>
    inventory.joined(document.path, from.path) &&
    meet(
      { path: document.path, namespace: document.resource?.namespace },
      { path: from.path, namespace: service.namespace },
    )
  const services = inventory
    .objects("Service")
    .filter((document) => near(document) && names(document.path, document.resource?.name ?? "").has(service.name))
  const selectors = services.map(({ root }) => entriesAt(root, "spec", "selector")).filter(({ length }) => length > 0)
  const workloads = kinds.flatMap((kind) =>
    inventory
      .objects(kind)
      .filter(
        (document) =>
          near(document) &&
          selectors.some((selector) =>
            selector.every(
              ({ key, value }) => value.kind === "scalar" && label(document.root, key.value) === value.value,
            ),
          ),
      ),
  )
  const users = new Set(workloads)
  return usage.references.filter(
    ({ user, purpose, kind }) => users.has(user) && purpose === "mount" && kind === "Secret",
  )
}

function label(workload: Node, key: string): string | undefined {
  const pod = at(workload, "spec", "template") ?? workload
  return textAt(pod, "metadata", "labels", key)
}

const kinds = ["Deployment", "DaemonSet", "StatefulSet", "ReplicaSet", "Pod"] as const
