import type { BundleFact, DocumentFact } from "../model/facts.ts"
import { itemsAt, textAt, walk } from "../model/tree.ts"
import type { Inventory } from "./inventory.ts"

const users = new WeakMap<Inventory, Map<string, DocumentFact[]>>()

/** The objects that use the Secret or ConfigMap that a bundle stands in: `Ingress web/shop`. */
export function usersOf(bundle: BundleFact, inventory: Inventory): string[] {
  const resource = bundle.carrier?.resource
  if (resource === undefined || resource.name === "") return []
  const index = users.get(inventory) ?? references(inventory)
  users.set(inventory, index)
  const using = (index.get(`${resource.kind} ${resource.name}`) ?? []).filter(
    (document) =>
      sameNamespace(document.resource?.namespace, resource.namespace) &&
      inventory.joined(document.path, bundle.location.path),
  )
  return [
    ...new Set(
      using.map(
        ({ resource: user }) =>
          `${user?.kind} ${user?.namespace === undefined ? "" : `${user.namespace}/`}${user?.name}`,
      ),
    ),
  ].sort()
}

function sameNamespace(a: string | undefined, b: string | undefined): boolean {
  return a === undefined || b === undefined || a === b
}

/** From `Secret name` and `ConfigMap name` to the objects that name them. */
function references(inventory: Inventory): Map<string, DocumentFact[]> {
  const index = new Map<string, DocumentFact[]>()
  for (const document of inventory.documents("kubernetes")) {
    if (document.resource === undefined || /^(Secret|ConfigMap)$/.test(document.resource.kind)) continue
    const named = new Set<string>()
    for (const { node, path } of walk(document.root)) {
      const key = path.at(-1)
      if (node.kind === "scalar" && (key === "secretName" || key === "credentialName"))
        named.add(`Secret ${node.value}`)
      if (node.kind !== "mapping") continue
      const name = textAt(node, "name")
      if (name === undefined) continue
      if (key === "secret" || key === "secretRef" || key === "secretKeyRef" || textAt(node, "kind") === "Secret")
        named.add(`Secret ${name}`)
      if (
        key === "configMap" ||
        key === "configMapRef" ||
        key === "configMapKeyRef" ||
        textAt(node, "kind") === "ConfigMap"
      )
        named.add(`ConfigMap ${name}`)
    }
    for (const item of itemsAt(document.root, "spec", "tls")) named.add(`Secret ${textAt(item, "secretName") ?? ""}`)
    for (const name of named) index.set(name, [...(index.get(name) ?? []), document])
  }
  return index
}
