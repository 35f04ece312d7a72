import type { Inventory } from "../../join/inventory.ts"
import type { DocumentFact } from "../../model/facts.ts"
import type { Location, Span } from "../../model/place.ts"
import type { Level } from "../../model/report.ts"
import { at, type Entry, entriesAt, entryAt, itemsAt, type Node, type Scalar, scalarAt } from "../../model/tree.ts"
import { type Weight, weigh } from "../../model/weight.ts"
import type { Citation } from "../rule.ts"

/** An Issuer or ClusterIssuer of cert-manager. */
export interface Issuer {
  readonly document: DocumentFact
  readonly kind: "Issuer" | "ClusterIssuer"
  readonly name: string
  readonly namespace?: string
  /** The `acme` table of an ACME issuer. */
  readonly acme?: Node
  readonly server?: Scalar
  readonly solvers: readonly Solver[]
}

/** One of an issuer's ways to prove that a name is its owner's. */
export interface Solver {
  readonly node: Node
  readonly index: number
  readonly http01?: Entry
  readonly dns01?: Entry
  /** `http01.ingress`, where it is a table. */
  readonly ingress?: Entry
  /** `http01.gatewayHTTPRoute`, where it is a table. */
  readonly gateway?: Entry
}

/** The issuers of a repository. */
export function issuersOf(inventory: Inventory): readonly Issuer[] {
  const issuers = known.get(inventory) ?? find(inventory)
  known.set(inventory, issuers)
  return issuers
}

function find(inventory: Inventory): readonly Issuer[] {
  return [...inventory.objects("ClusterIssuer"), ...inventory.objects("Issuer")].flatMap(
    (document) => issuerIn(document) ?? [],
  )
}

/** The issuer that a document is. */
export function issuerIn(document: DocumentFact): Issuer | undefined {
  const { root, resource } = document
  if (resource?.kind !== "Issuer" && resource?.kind !== "ClusterIssuer") return undefined
  if (!resource.apiVersion.startsWith("cert-manager.io/")) return undefined
  const acme = at(root, "spec", "acme")
  const server = scalarAt(acme, "server")
  return {
    document,
    kind: resource.kind,
    name: resource.name,
    ...(resource.namespace !== undefined && { namespace: resource.namespace }),
    ...(acme?.kind === "mapping" && { acme }),
    ...(server !== undefined && { server }),
    solvers: itemsAt(acme, "solvers").map(solver),
  }
}

function solver(node: Node, index: number): Solver {
  const http01 = entryAt(node, "http01")
  const dns01 = entryAt(node, "dns01")
  const ingress = entryAt(http01?.value, "ingress")
  const gateway = entryAt(http01?.value, "gatewayHTTPRoute")
  return {
    node,
    index,
    ...(http01 !== undefined && { http01 }),
    ...(dns01 !== undefined && { dns01 }),
    ...(ingress?.value.kind === "mapping" && { ingress }),
    ...(gateway?.value.kind === "mapping" && { gateway }),
  }
}

/** How a solver chooses the controller of its Ingress; the first of what it says, for more than one is an error. */
export function classOf(ingress: Node): Entry | undefined {
  return ["ingressClassName", "class", "name"]
    .map((key) => entryAt(ingress, key))
    .find((entry) => entry?.value.kind === "scalar" && entry.value.type !== "null" && entry.value.value !== "")
}

/**
 * The solver that cert-manager takes for a name (pkg/util/solverpicker): one that names it, before the most specific zone,
 * before the most labels, before the first. For a wildcard the ACME server offers DNS-01 alone.
 */
export function solverFor({ solvers }: Issuer, name: string, labels: readonly Entry[] = []): Solver | undefined {
  let best: { solver: Solver; rank: readonly number[] } | undefined
  for (const candidate of solvers) {
    if (name.startsWith("*.") ? candidate.dns01 === undefined : !candidate.dns01 && !candidate.http01) continue
    const rank = rankOf(candidate, name, labels)
    if (rank !== undefined && (best === undefined || before(rank, best.rank))) best = { solver: candidate, rank }
  }
  return best?.solver
}

/** Whether a name is among those that a solver is for; a higher rank wins, place by place. */
function rankOf({ node }: Solver, name: string, labels: readonly Entry[]): readonly number[] | undefined {
  const selector = at(node, "selector")
  const names = itemsAt(selector, "dnsNames").map(textOf)
  const zones = itemsAt(selector, "dnsZones").map(textOf)
  const wanted = entriesAt(selector, "matchLabels")
  const has = (entry: Entry) =>
    labels.some(({ key, value }) => key.value === entry.key.value && textOf(value) === textOf(entry.value))
  if (!wanted.every(has)) return undefined
  const named = names.includes(name)
  const zone = Math.max(
    0,
    ...zones.filter((suffix) => name === suffix || name.endsWith(`.${suffix}`)).map((z) => z.length),
  )
  if (names.length + zones.length > 0 && !named && zone === 0) return undefined
  return [named ? 1 : 0, named ? 0 : zone, wanted.length]
}

function before(a: readonly number[], b: readonly number[]): boolean {
  const place = a.findIndex((value, index) => value !== b[index])
  return place !== -1 && a[place]! > b[place]!
}

function textOf(node: Node): string {
  return node.kind === "scalar" ? node.value : ""
}

/** An object in a sentence: `Ingress web/shop`. */
export function objectText({ resource, path }: DocumentFact): string {
  if (resource === undefined) return path
  return `${resource.kind} ${resource.namespace === undefined ? "" : `${resource.namespace}/`}${resource.name || "(unnamed)"}`
}

/** A place in a document, for rules that are about all of them. */
export function placed(document: DocumentFact, node: Span, inventory: Inventory): Location {
  return inventory.locate(document.path, node, document.inner)
}

/** No more than a notice where the document is only known once rendered. */
export function inDocument(level: Level, { template }: DocumentFact): Weight {
  return weigh(level, template && "template")
}

/** A text as a document of its language has it. */
export function written(text: string, { language }: DocumentFact): string {
  return language === "json" ? JSON.stringify(text) : text
}

/** The object of a finding. */
export function about({ resource }: DocumentFact) {
  return resource === undefined ? {} : { resource }
}

export function certManagerCode(document: string, section: string, says: string): Citation {
  return {
    document: `cert-manager ${document}`,
    section,
    says,
    url: `https://github.com/cert-manager/cert-manager/blob/master/${document}`,
  }
}

export function certManagerDoc(document: string, section: string, says: string, page: string): Citation {
  return {
    document: `cert-manager documentation: ${document}`,
    section,
    says,
    url: `https://cert-manager.io/docs/${page}`,
  }
}

/** How to see where an HTTP-01 challenge stands. */
export const verifyChallenge =
  "kubectl get challenges -A -o wide (none stays pending), or cmctl status certificate NAME"

/** The servers of public ACME authorities: they can only reach names of the public DNS. */
export const publicAcme =
  /letsencrypt\.org|zerossl\.com|buypass\.com|pki\.goog|ssl\.com|sectigo\.com|digicert\.com|globalsign\.com|actalis\.it/

const known = new WeakMap<Inventory, readonly Issuer[]>()
