import type { Inventory } from "../join/inventory.ts"
import type { BundleFact, DocumentFact } from "../model/facts.ts"
import { at, entriesAt, itemsAt, type Node, type Scalar, scalarAt, textAt } from "../model/tree.ts"
import type { Identities } from "./identities.ts"
import type { Purpose, Use } from "./reference.ts"
import { scalarsAt } from "./ways.ts"

/** How the document uses a bundle that it holds itself: a Route, a webhook, a kubeconfig. */
export function inlineUses(bundle: BundleFact, inventory: Inventory, identities: Identities): Use[] {
  const document = inventory.ownerOf(bundle)
  if (document === undefined || bundle.owner === undefined || bundle.commented) return []
  const { pointer } = bundle.owner
  if (document.resource?.name === "argocd-tls-certs-cm") return ofArgo(document, pointer, inventory, identities)
  const key = pointer.at(-1) ?? ""
  const place = nodeAt(document.root, pointer) ?? document.root
  const base = { user: document, at: place, through: [] }
  if (document.kind === "kubeconfig") {
    const server = scalarAt(nodeAt(document.root, pointer.slice(0, -1)), "server")
    const purpose: Purpose = /authority/.test(key) ? "trust" : "client"
    return [{ ...base, label: `kubeconfig ${document.path}`, purpose, hosts: named(document, server) }]
  }
  const { resource } = document
  if (resource === undefined || holders.test(resource.kind)) return []
  const label = identities.label(document, resource)
  const isRoute = resource.kind === "Route" && resource.apiVersion.startsWith("route.openshift.io/")
  const purpose: Purpose =
    isRoute && (key === "certificate" || key === "caCertificate") ? "server" : trusting.test(key) ? "trust" : "other"
  // What verifies the service behind a Route has nothing to do with the host in front of it.
  const hosts =
    purpose === "server" ? scalarsAt(document.root, "spec.host").flatMap((host) => named(document, host)) : []
  return [{ ...base, label, purpose, hosts }]
}

/** Argo CD trusts what stands under a host's name when it fetches a repository from there. */
function ofArgo(
  document: DocumentFact,
  pointer: readonly string[],
  inventory: Inventory,
  identities: Identities,
): Use[] {
  const entry = entriesAt(document.root, "data").find(({ key }) => key.value === pointer[1])
  if (entry === undefined) return []
  const fetching = inventory.objects("Application").filter(({ root, path, resource }) => {
    if (!resource?.apiVersion.startsWith("argoproj.io/") || !inventory.joined(path, document.path)) return false
    const sources = [at(root, "spec", "source"), ...itemsAt(root, "spec", "sources")]
    return sources.some((source) => hostIn(textAt(source, "repoURL") ?? "") === entry.key.value)
  })
  const hosts = named(document, entry.key)
  const own: Use = {
    user: document,
    label: identities.label(document, document.resource!),
    purpose: "trust",
    at: entry.key,
    hosts,
    through: [],
  }
  return [own, ...fetching.map((user) => ({ ...own, user, label: identities.label(user, user.resource!) }))]
}

function hostIn(url: string): string {
  return /^[a-z+]+:\/\/(?:[^@/]*@)?([^/:]+)/i.exec(url)?.[1]?.toLowerCase() ?? ""
}

function named(document: DocumentFact, name: Scalar | undefined) {
  return name === undefined ? [] : [{ name, document }]
}

/** The node at a pointer of keys and indices, all of them written as texts. */
export function nodeAt(root: Node, pointer: readonly string[]): Node | undefined {
  let node: Node | undefined = root
  for (const step of pointer) node = at(node, node?.kind === "sequence" ? Number(step) : step)
  return node
}

const holders = /^(Secret|ConfigMap|SealedSecret)$/
const trusting = /^(caBundle|destinationCACertificate|ca|caCert(ificate)?s?|trustBundle|inLine|trustedCA)$/i
