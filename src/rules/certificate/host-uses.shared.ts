import type { Inventory } from "../../evaluate/inventory.ts"
import { isTrustPlace } from "../../evaluate/roles.ts"
import type { BundleFact, DocumentFact } from "../../model/facts.ts"
import type { Location } from "../../model/place.ts"
import { at, itemsAt, type Node, type Scalar, scalarAt, textAt } from "../../model/tree.ts"
import { objectText } from "../words.ts"

/** A host, with the bundles whose certificate is presented for it. */
export interface HostUse {
  readonly host: string
  readonly at: Location
  /** Who serves it: `Ingress web/shop`. */
  readonly user: string
  readonly bundles: readonly BundleFact[]
  /** Whether both are known to end up in one cluster. */
  readonly joined: boolean
}

/** The hosts that objects of the repository serve with certificates of the repository. */
export function* hostUses(inventory: Inventory): Generator<HostUse> {
  const secrets = servedSecrets(inventory)
  for (const document of inventory.documents("kubernetes")) {
    const read = readers[document.resource?.kind ?? ""]
    if (read === undefined) continue
    for (const { hosts, names } of read(document)) {
      const all = names.flatMap((name) => secrets.get(name.name) ?? [])
      const near = all.filter((bundle) =>
        names.some(
          ({ name, namespace }) =>
            bundle.carrier?.resource?.name === name &&
            (bundle.carrier.resource.namespace ?? "default") ===
              (namespace ?? document.resource?.namespace ?? "default"),
        ),
      )
      const joined = near.filter((bundle) => inventory.joined(document.path, bundle.location.path))
      // Elsewhere in the repository stands another cluster's Secret of that name, unless there is but one.
      const bundles = joined.length > 0 ? joined : near.length === 1 ? near : []
      for (const host of hosts) yield useOf(host, document, bundles, joined.length > 0, inventory)
    }
  }
  yield* routes(inventory)
  yield* pinned(inventory)
}

function useOf(
  host: Scalar,
  document: DocumentFact,
  bundles: readonly BundleFact[],
  joined: boolean,
  inventory: Inventory,
): HostUse {
  const place = inventory.locate(document.path, host, document.inner)
  return { host: host.value, at: place, user: objectText(document), bundles, joined }
}

/** The bundles in `tls.crt` of Secrets, by the name of the Secret. */
function servedSecrets(inventory: Inventory): Map<string, BundleFact[]> {
  const found = new Map<string, BundleFact[]>()
  for (const bundle of inventory.bundles) {
    const { carrier, commented } = bundle
    if (commented || carrier?.kind !== "secret" || carrier.key !== "tls.crt" || carrier.resource === undefined) continue
    if (bundle.certificates.length === 0) continue
    found.set(carrier.resource.name, [...(found.get(carrier.resource.name) ?? []), bundle])
  }
  return found
}

/** A Route has its certificate within. */
function* routes(inventory: Inventory): Generator<HostUse> {
  for (const document of inventory.objects("Route")) {
    const host = scalarAt(document.root, "spec", "host")
    const index = inventory.files.get(document.path)?.documents.indexOf(document)
    const bundles = (inventory.files.get(document.path)?.bundles ?? []).filter(
      ({ owner, commented }) =>
        !commented && owner?.document === index && owner?.pointer.join(".") === "spec.tls.certificate",
    )
    if (isLiteral(host)) yield useOf(host, document, bundles, true, inventory)
  }
}

/** A server's own certificate as trust anchor of a registry: `certs.d/reg.corp:5000/ca.crt`. */
function* pinned(inventory: Inventory): Generator<HostUse> {
  for (const bundle of inventory.bundles) {
    const host = /(?:^|\/)certs\.d\/([a-z0-9.-]+(?::\d+)?)\/[^/]+\.crt$/.exec(bundle.name)?.[1]
    if (host === undefined || bundle.commented || !isTrustPlace(bundle.name)) continue
    yield { host, at: bundle.location, user: "the registry", bundles: [bundle], joined: true }
  }
}

interface Listener {
  readonly hosts: readonly Scalar[]
  readonly names: readonly { readonly name: string; readonly namespace?: string | undefined }[]
}

/** The hosts of each kind of object, with the Secrets that hold their certificates. */
const readers: Readonly<Record<string, (document: DocumentFact) => Listener[]>> = {
  Ingress: ({ root }) =>
    itemsAt(root, "spec", "tls").map((item) => ({
      hosts: literals(itemsAt(item, "hosts")),
      names: named(textAt(item, "secretName")),
    })),
  Gateway: ({ root, resource }) => {
    if (resource?.apiVersion.startsWith("networking.istio.io/"))
      return itemsAt(root, "spec", "servers").map((server) => ({
        // `namespace/host` and `*` are no literal hosts here.
        hosts: literals(itemsAt(server, "hosts")),
        names: named(textAt(server, "tls", "credentialName")),
      }))
    return itemsAt(root, "spec", "listeners").map((listener) => ({
      hosts: literals([at(listener, "hostname")]),
      names: itemsAt(listener, "tls", "certificateRefs").flatMap((reference) =>
        named(textAt(reference, "name"), textAt(reference, "namespace")),
      ),
    }))
  },
  HTTPProxy: ({ root }) => [
    {
      hosts: literals([at(root, "spec", "virtualhost", "fqdn")]),
      names: named(textAt(root, "spec", "virtualhost", "tls", "secretName")),
    },
  ],
  Certificate: ({ root, resource }) =>
    resource?.apiVersion.startsWith("cert-manager.io/")
      ? [{ hosts: literals(itemsAt(root, "spec", "dnsNames")), names: named(textAt(root, "spec", "secretName")) }]
      : [],
}

function literals(nodes: readonly (Node | undefined)[]): Scalar[] {
  return nodes.filter((node): node is Scalar => isLiteral(node))
}

function isLiteral(node: Node | undefined): node is Scalar {
  return node?.kind === "scalar" && node.type === "string" && /^(\*\.)?[a-z0-9][a-z0-9.-]*[a-z0-9]$/i.test(node.value)
}

function named(name: string | undefined, namespace?: string) {
  return name === undefined || name === "" ? [] : [{ name, ...(namespace !== undefined && { namespace }) }]
}
