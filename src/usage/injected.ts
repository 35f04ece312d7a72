import type { Inventory } from "../join/inventory.ts"
import type { BundleFact, DocumentFact } from "../model/facts.ts"
import { at, entriesAt, type Node, textAt } from "../model/tree.ts"
import { nodeAt } from "./inline.ts"
import { secretsBehind } from "./services.ts"

/** Whether something in the cluster replaces the caBundles of an object, whatever stands there. */
export function isInjected(root: Node): boolean {
  return [...entriesAt(root, "metadata", "annotations"), ...entriesAt(root, "metadata", "labels")].some(({ key }) =>
    /inject-(ca|apiserver-ca|cabundle)|inject-trusted-cabundle|ca-inject/.test(key.value),
  )
}

/**
 * Whether what stands in a caBundle is filled in later: by an injector, or by the webhook itself, which a Secret without
 * content for its serving certificate shows: a program that makes the certificate when it starts makes the CA, too.
 */
export function isReplaced({ owner, location }: BundleFact, inventory: Inventory): boolean {
  if (owner?.pointer.at(-1) !== "caBundle") return false
  const document = inventory.files.get(location.path)?.documents[owner.document]
  if (document?.resource === undefined) return false
  if (isInjected(document.root)) return true
  const service = at(nodeAt(document.root, owner.pointer.slice(0, -1)), "service")
  const name = textAt(service, "name")
  if (name === undefined) return false
  return secretsBehind({ name, namespace: textAt(service, "namespace") }, document, inventory).some((reference) =>
    isEmpty(reference.name, document, inventory),
  )
}

function isEmpty(name: string, from: DocumentFact, inventory: Inventory): boolean {
  return inventory
    .objects("Secret")
    .some(
      ({ root, resource, path }) =>
        resource?.name === name &&
        inventory.joined(path, from.path) &&
        entriesAt(root, "data").length + entriesAt(root, "stringData").length === 0,
    )
}
