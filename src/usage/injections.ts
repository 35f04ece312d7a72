import type { Inventory } from "../join/inventory.ts"
import { scalarAt } from "../model/tree.ts"
import type { Identities } from "./identities.ts"
import type { Reference } from "./reference.ts"
import { isLiteral } from "./ways.ts"

/** Objects whose caBundle cert-manager fills from a Certificate: they use the Secret that it is written to. */
export function injections(inventory: Inventory, identities: Identities): Reference[] {
  const certificates = inventory.objects("Certificate")
  if (certificates.length === 0) return []
  return injected.flatMap((kind) =>
    inventory.objects(kind).flatMap((user): Reference[] => {
      const at = scalarAt(user.root, "metadata", "annotations", "cert-manager.io/inject-ca-from")
      if (at === undefined || !isLiteral(at)) return []
      const [namespace = "", name = ""] = at.value.split("/")
      const certificate = certificates.find(
        ({ path, resource }) =>
          inventory.joined(path, user.path) &&
          identities.names(path, resource?.name ?? "").has(name) &&
          meets(identities.namespaces(path, resource?.namespace), namespace),
      )
      const secret = scalarAt(certificate?.root, "spec", "secretName")
      if (secret === undefined || !isLiteral(secret)) return []
      const from = certificate?.resource?.namespace ?? namespace
      const purpose = "trust"
      return [
        {
          user,
          at,
          kind: "Secret",
          name: secret.value,
          namespace: from,
          anywhere: true,
          purpose,
          keys: ["ca.crt"],
          hosts: [],
        },
      ]
    }),
  )
}

function meets(namespaces: ReadonlySet<string>, namespace: string): boolean {
  return namespaces.has("") || namespaces.has(namespace)
}

const injected = [
  "ValidatingWebhookConfiguration",
  "MutatingWebhookConfiguration",
  "APIService",
  "CustomResourceDefinition",
]
