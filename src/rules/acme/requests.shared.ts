import type { Inventory } from "../../join/inventory.ts"
import type { DocumentFact } from "../../model/facts.ts"
import { at, type Entry, entriesAt, itemsAt, type Node, type Scalar, scalarAt, textAt } from "../../model/tree.ts"
import { isTemplated } from "../levels.ts"
import { type Issuer, issuersOf, type Solver, solverFor } from "./issuers.shared.ts"

/** The issuer that a request names, where the request is deployed. */
export function issuerOf(
  {
    issuerKind,
    issuerName,
    namespace,
    document,
  }: Pick<Request, "issuerKind" | "issuerName" | "namespace" | "document">,
  issuers: readonly Issuer[],
  inventory: Inventory,
): Issuer | undefined {
  return issuers.find(
    (issuer) =>
      issuer.kind === issuerKind &&
      issuer.name === issuerName.value &&
      (issuer.kind === "ClusterIssuer" ||
        issuer.namespace === undefined ||
        namespace === undefined ||
        issuer.namespace === namespace) &&
      inventory.joined(issuer.document.path, document.path),
  )
}

/** A certificate that something asks cert-manager for. */
export interface Request {
  readonly document: DocumentFact
  readonly by: "Certificate" | "Ingress" | "Gateway"
  /** The DNS names, where they stand; those that are only known once rendered are left out. */
  readonly names: readonly Scalar[]
  readonly issuerKind: string
  readonly issuerName: Scalar
  readonly namespace?: string
  readonly labels: readonly Entry[]
  readonly annotations: readonly Entry[]
  /** What it puts in the place of the solver's class: a class, or an Ingress to edit. */
  readonly override?: Entry
}

/** Every request of a repository: Certificates, and the Ingresses and Gateways that cert-manager makes them for. */
export function requestsOf(inventory: Inventory): readonly Request[] {
  const requests = known.get(inventory) ?? find(inventory)
  known.set(inventory, requests)
  return requests
}

function find(inventory: Inventory): readonly Request[] {
  return [
    ...inventory.objects("Certificate").flatMap(certificate),
    ...inventory.objects("Ingress").flatMap((document) =>
      annotated(
        document,
        "Ingress",
        itemsAt(document.root, "spec", "tls").flatMap((tls) => itemsAt(tls, "hosts")),
      ),
    ),
    ...gatewaysOf(inventory).flatMap((document) =>
      annotated(
        document,
        "Gateway",
        itemsAt(document.root, "spec", "listeners").flatMap((listener) =>
          at(listener, "tls") === undefined ? [] : (at(listener, "hostname") ?? []),
        ),
      ),
    ),
  ]
}

/** The Gateways of the Gateway API; Istio has a kind of that name too. */
function gatewaysOf(inventory: Inventory): readonly DocumentFact[] {
  return inventory
    .objects("Gateway")
    .filter(({ resource }) => resource?.apiVersion.startsWith("gateway.networking.k8s.io/"))
}

/** The requests that a solver of an issuer is taken for. */
export function requestsFor(issuer: Issuer, solver: Solver, inventory: Inventory): Request[] {
  const issuers = issuersOf(inventory)
  return requestsOf(inventory).filter(
    (request) =>
      issuerOf(request, issuers, inventory)?.document === issuer.document &&
      request.names.some(({ value }) => solverFor(issuer, value, request.labels)?.index === solver.index),
  )
}

function certificate(document: DocumentFact): Request[] {
  const { root, resource } = document
  const issuerName = scalarAt(root, "spec", "issuerRef", "name")
  const group = textAt(root, "spec", "issuerRef", "group") ?? "cert-manager.io"
  if (!resource?.apiVersion.startsWith("cert-manager.io/") || issuerName === undefined || group !== "cert-manager.io")
    return []
  const common = scalarAt(root, "spec", "commonName")
  const names = [
    ...itemsAt(root, "spec", "dnsNames"),
    ...(common !== undefined && /\./.test(common.value) ? [common] : []),
  ]
  return [request(document, "Certificate", names, textAt(root, "spec", "issuerRef", "kind") ?? "Issuer", issuerName)]
}

function annotated(document: DocumentFact, by: "Ingress" | "Gateway", names: readonly Node[]): Request[] {
  const { root } = document
  const cluster = scalarAt(root, "metadata", "annotations", "cert-manager.io/cluster-issuer")
  const local = scalarAt(root, "metadata", "annotations", "cert-manager.io/issuer")
  if (textAt(root, "metadata", "annotations", "cert-manager.io/issuer-group") !== undefined) return []
  const issuerName = cluster ?? local
  if (issuerName === undefined) return []
  return [request(document, by, names, cluster === undefined ? "Issuer" : "ClusterIssuer", issuerName)]
}

function request(
  document: DocumentFact,
  by: Request["by"],
  names: readonly Node[],
  issuerKind: string,
  issuerName: Scalar,
): Request {
  const annotations = entriesAt(document.root, "metadata", "annotations")
  const overrides = annotations.filter(
    ({ key, value }) =>
      /^acme\.cert-manager\.io\/http01-(override-ingress-(class|name|ingressclassname)|ingress-(class|ingressclassname)|edit-in-place)$/.test(
        key.value,
      ) &&
      value.kind === "scalar" &&
      value.value !== "" &&
      value.value !== "false",
  )
  // To edit an Ingress leaves no choice of a class.
  const override = overrides.find((entry) => !setsClass(entry)) ?? overrides[0]
  const seen = new Set<string>()
  return {
    document,
    by,
    names: names.filter((name): name is Scalar => {
      if (name.kind !== "scalar" || isTemplated(name) || seen.has(name.value)) return false
      seen.add(name.value)
      return true
    }),
    issuerKind,
    issuerName,
    ...(document.resource?.namespace !== undefined && { namespace: document.resource.namespace }),
    labels: entriesAt(document.root, "metadata", "labels"),
    annotations,
    ...(override !== undefined && { override }),
  }
}

/** Whether an override puts a class in the place of the solver's. */
export function setsClass({ key }: Entry): boolean {
  return key.value.endsWith("class") || key.value.endsWith("classname")
}

const known = new WeakMap<Inventory, readonly Request[]>()
