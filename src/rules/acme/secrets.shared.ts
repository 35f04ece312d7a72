import type { Inventory } from "../../join/inventory.ts"
import type { DocumentFact } from "../../model/facts.ts"
import { itemsAt, type Scalar, scalarAt, textAt } from "../../model/tree.ts"
import { isTemplated } from "../levels.ts"
import type { Problem } from "../rule.ts"
import { about, objectText, placed } from "./issuers.shared.ts"
import type { Request } from "./requests.shared.ts"

interface Written {
  readonly request: Request
  readonly secret: Scalar
}

/** Two requests that write one Secret: each renewal of the one undoes the other. */
export function* conflictingSecrets(requests: readonly Request[], inventory: Inventory): Generator<Problem> {
  const bySecret = new Map<string, Written[]>()
  for (const request of requests)
    for (const secret of secretsOf(request)) {
      const key = `${request.namespace ?? folderOf(request.document)}/${secret.value}`
      const before = bySecret.get(key) ?? []
      const other = before.find((one) => isConflict(one, { request, secret }, inventory))
      bySecret.set(key, [...before, { request, secret }])
      if (other === undefined) continue
      yield {
        message: `${objectText(request.document)} and ${objectText(other.request.document)} both write the Secret ${secret.value}: at each renewal one undoes what the other has done.`,
        help: [
          {
            do: "Give each a secretName of its own.",
            verify: "kubectl get certificate -A (no condition DuplicateSecretName)",
          },
        ],
        at: placed(request.document, secret, inventory),
        related: [
          { message: "the Secret is written here, too", at: placed(other.request.document, other.secret, inventory) },
        ],
        ...about(request.document),
        identity: secret.value,
      }
    }
}

function isConflict(a: Written, b: Written, inventory: Inventory): boolean {
  const [one, two] = [a.request, b.request]
  const same = one.document.resource?.kind === two.document.resource?.kind && nameOf(one) === nameOf(two)
  if (same || !inventory.joined(one.document.path, two.document.path)) return false
  if (one.document.template || two.document.template) return false
  const certificates = [one, two].filter(({ by }) => by === "Certificate")
  // Two Ingresses of one Secret: the shim makes one Certificate, of the first, and leaves it to that one.
  if (certificates.length === 0) return false
  // A Certificate that the shim did not make is left alone where it has the name that the shim would give it.
  return certificates.length === 2 || nameOf(certificates[0]!) !== a.secret.value
}

/** An Ingress whose Secret nothing makes, while a Certificate for its host makes another. */
export function* strayIngressSecrets(requests: readonly Request[], inventory: Inventory): Generator<Problem> {
  const certificates = requests.filter(({ by, document }) => by === "Certificate" && !document.template)
  if (certificates.length === 0) return
  for (const document of inventory.objects("Ingress")) {
    const { root, resource } = document
    if (document.template || resource?.namespace === undefined) continue
    if (requests.some((request) => request.document === document)) continue
    for (const tls of itemsAt(root, "spec", "tls")) {
      const secret = scalarAt(tls, "secretName")
      if (secret === undefined || isTemplated(secret) || isMade(secret.value, resource.namespace, inventory)) continue
      const hosts = new Set(itemsAt(tls, "hosts").map((host) => (host.kind === "scalar" ? host.value : "")))
      const meant = certificates.find(
        ({ names, namespace, document: other }) =>
          namespace === resource.namespace &&
          hosts.size > 0 &&
          [...hosts].every((host) => names.some(({ value }) => value === host)) &&
          inventory.joined(other.path, document.path),
      )
      const made = meant === undefined ? undefined : textAt(meant.document.root, "spec", "secretName")
      if (meant === undefined || made === undefined || made === secret.value) continue
      yield {
        message: `${objectText(document)} serves ${[...hosts].join(", ")} with the Secret ${secret.value}, which nothing makes; ${objectText(meant.document)} for that host makes ${made}.`,
        help: [{ do: `Write secretName: ${made}`, verify: `kubectl get secret -n ${resource.namespace} ${made}` }],
        at: placed(document, secret, inventory),
        related: [{ message: "the Certificate for the host", at: placed(meant.document, meant.issuerName, inventory) }],
        ...about(document),
        identity: secret.value,
      }
    }
  }
}

/** Whether anything in the repository makes a Secret: a manifest of it, or of something that becomes it. */
function isMade(name: string, namespace: string, inventory: Inventory): boolean {
  const makers = [
    "Secret",
    "SealedSecret",
    "ExternalSecret",
    "Certificate",
    "VaultStaticSecret",
    "PushSecret",
    "InfisicalSecret",
  ]
  return makers.some((kind) =>
    inventory.objects(kind).some(({ resource, root }) => {
      if (resource?.namespace !== undefined && resource.namespace !== namespace) return false
      const target =
        textAt(root, "spec", "secretName") ??
        textAt(root, "spec", "target", "name") ??
        textAt(root, "spec", "template", "metadata", "name")
      return resource?.name === name || target === name
    }),
  )
}

function secretsOf({ document: { root }, by }: Request): Scalar[] {
  const nodes =
    by === "Certificate"
      ? [scalarAt(root, "spec", "secretName")]
      : by === "Ingress"
        ? itemsAt(root, "spec", "tls").map((tls) => scalarAt(tls, "secretName"))
        : []
  return nodes.filter((node): node is Scalar => node !== undefined && node.value !== "" && !isTemplated(node))
}

function nameOf({ document }: Request): string {
  return document.resource?.name ?? ""
}

function folderOf({ path }: DocumentFact): string {
  return path.slice(0, path.lastIndexOf("/") + 1)
}
