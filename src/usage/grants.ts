import type { Inventory } from "../join/inventory.ts"
import { itemsAt, textAt } from "../model/tree.ts"
import type { Reference } from "./reference.ts"

/** Whether the Gateway API lets an object name one in another namespace: a ReferenceGrant there must say so. */
export function isGranted(reference: Reference, inventory: Inventory): boolean {
  const { user, namespace, kind, name } = reference
  const own = user.resource?.namespace
  const group = user.resource?.apiVersion.split("/")[0] ?? ""
  if (group !== "gateway.networking.k8s.io" || namespace === undefined || own === undefined || own === namespace)
    return true
  return inventory
    .objects("ReferenceGrant")
    .some(
      ({ root, resource, path }) =>
        resource?.namespace === namespace &&
        inventory.joined(path, user.path) &&
        itemsAt(root, "spec", "from").some(
          (from) =>
            textAt(from, "group") === group &&
            textAt(from, "kind") === user.resource?.kind &&
            textAt(from, "namespace") === own,
        ) &&
        itemsAt(root, "spec", "to").some((to) => textAt(to, "kind") === kind && (textAt(to, "name") ?? name) === name),
    )
}
