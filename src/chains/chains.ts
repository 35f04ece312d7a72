import type { Inventory } from "../join/inventory.ts"
import type { BundleFact } from "../model/facts.ts"
import type { Context } from "../rules/rule.ts"
import { usageOf } from "../usage/index.ts"
import type { TrustAnchors } from "../x509/anchors.ts"
import { type Certificate, isSelfIssued } from "../x509/certificate.ts"
import { certifies, signed } from "../x509/certifies.ts"
import { hasConsistentAlgorithm, isSelfSigned } from "../x509/signature.ts"
import { issuersOf, type KnownIssuer } from "./known-issuers.ts"
import { type Link, linksOf } from "./links.ts"
import { isPublicIntermediateName } from "./public-intermediates.ts"
import { isAuthority, issuesAmong, roleOf, servedBelow } from "./roles.ts"

/** A chain as a server presents it, and what its structure says (RFC 5246 §7.4.2, RFC 8446 §4.4.2). */
export interface PresentedChain {
  readonly bundle: BundleFact
  readonly mode: "server" | "full"
  readonly links: readonly Link[]
  /** The links from the end entity up, in the order of issue, as far as they go. */
  readonly path: readonly Link[]
  /** The first fault of the structure; one cause has one diagnosis. */
  readonly diagnosis: Diagnosis | undefined
  readonly duplicates: readonly Link[]
  readonly strangers: readonly Link[]
  /** The root at the end, where one is there. */
  readonly root: Link | undefined
}

export type Diagnosis =
  | {
      readonly kind: "wrong-order"
      readonly at: Link
      readonly order: readonly Link[]
      readonly endEntityFirst: boolean
    }
  | { readonly kind: "signature-mismatch"; readonly at: Link; readonly issued: Link; readonly identifiers: boolean }
  | { readonly kind: "broken-link"; readonly at: Link; readonly issued: Link; readonly known: readonly KnownIssuer[] }
  | {
      readonly kind: "too-short"
      readonly at: Link
      readonly single: "self-signed" | "end-entity" | "intermediate"
      readonly certainty: "proven" | "public" | "mode" | "unknown"
      readonly known: readonly KnownIssuer[]
    }
  | { readonly kind: "root-missing"; readonly at: Link; readonly known: readonly KnownIssuer[] }
  | { readonly kind: "root-not-self-signed"; readonly at: Link }
  | {
      readonly kind: "not-a-ca"
      readonly at: Link
      readonly issued: Link
      readonly why: "basic-constraints" | "key-usage" | "path-length"
    }

const analysed = new WeakMap<Inventory, Map<BundleFact, PresentedChain | undefined>>()

/** The chains that servers present, each analysed once. */
export function presentedChains(context: Context): PresentedChain[] {
  return context.inventory.bundles.flatMap((bundle) => chainOf(bundle, context) ?? [])
}

/** The chain of one bundle; undefined where it is none. */
export function chainOf(bundle: BundleFact, context: Context): PresentedChain | undefined {
  const { inventory } = context
  const known = analysed.get(inventory) ?? new Map<BundleFact, PresentedChain | undefined>()
  analysed.set(inventory, known)
  if (!known.has(bundle)) known.set(bundle, analyse(bundle, context))
  return known.get(bundle)
}

function analyse(bundle: BundleFact, { inventory, options, trust }: Context): PresentedChain | undefined {
  const mode = roleOf(bundle, inventory, options)
  if ((mode !== "server" && mode !== "full") || bundle.commented) return undefined
  const all = linksOf(bundle, inventory)
  for (const part of servedBelow(bundle, inventory)) all.push(...linksOf(part, inventory))
  const seen = new Set<Certificate>()
  const links: Link[] = []
  const duplicates: Link[] = []
  for (const link of all) {
    // The inventory has one object for the same certificate.
    if (seen.size === seen.add(link.certificate).size) duplicates.push(link)
    else links.push(link)
  }
  const target = targetOf(links)
  const { path, fault } = climb(target, links)
  const last = path.at(-1)!
  const strangers = fault === undefined ? links.filter((link) => !path.includes(link)) : []
  const root = isSelfIssued(last.certificate) ? last : undefined
  const diagnosis = fault ?? structure({ mode, links, path, strangers, root }, bundle, inventory, trust)
  return {
    bundle,
    mode,
    links: all,
    path,
    diagnosis,
    duplicates,
    strangers: diagnosis?.kind === "broken-link" ? [] : strangers,
    root,
  }
}

/** The end entity: the first certificate that is no CA and signed no other, else the first that no other was issued by. */
function targetOf(links: readonly Link[]): Link {
  const certificates = links.map(({ certificate }) => certificate)
  const endEntity = links.find(
    ({ certificate }) => !isAuthority(certificate) && !issuesAmong(certificate, certificates),
  )
  if (endEntity !== undefined) return endEntity
  return (
    links.find(
      (link) => !links.some((other) => other !== link && certifies(link.certificate, other.certificate).names),
    ) ?? links[0]!
  )
}

interface Climb {
  readonly path: readonly Link[]
  readonly fault?: Diagnosis
}

/** From the target to the issuer of each, among the links; the first link that names fit and signatures do not is the fault. */
function climb(target: Link, links: readonly Link[]): Climb {
  const path = [target]
  for (let current = target; !isSelfIssued(current.certificate); ) {
    const named = links.filter((link) => !path.includes(link) && certifies(link.certificate, current.certificate).names)
    const next = named.find((link) => fits(link, current))
    if (next === undefined) {
      const [impostor] = named
      if (impostor === undefined) return { path }
      const { keyIdentifiers } = certifies(impostor.certificate, current.certificate)
      return {
        path,
        fault: { kind: "signature-mismatch", at: impostor, issued: current, identifiers: !keyIdentifiers },
      }
    }
    const why = whyNotCa(next.certificate, path.length - 1)
    if (why !== undefined) return { path: [...path, next], fault: { kind: "not-a-ca", at: next, issued: current, why } }
    path.push(next)
    current = next
  }
  return { path }
}

/** An algorithm that this runtime does not know says nothing against a link. */
function fits(issuer: Link, issued: Link): boolean {
  const { signature, keyIdentifiers } = certifies(issuer.certificate, issued.certificate)
  if (signature === "valid") return true
  // A certificate that names two algorithms verifies under none, whoever signed it: that is a fault of its own.
  return keyIdentifiers && (signature === "unsupported" || !hasConsistentAlgorithm(issued.certificate))
}

/** Why a certificate must not issue others (RFC 5280 §6.1.4 k, l, n); `below` counts the intermediates under it. */
function whyNotCa(
  certificate: Certificate,
  below: number,
): "basic-constraints" | "key-usage" | "path-length" | undefined {
  if (!isAuthority(certificate)) return "basic-constraints"
  const usage = certificate.keyUsage
  if (usage !== undefined && !usage.has("keyCertSign")) return "key-usage"
  const limit = certificate.basicConstraints?.pathLength
  return limit !== undefined && below > limit ? "path-length" : undefined
}

type Shape = Pick<PresentedChain, "mode" | "links" | "path" | "strangers" | "root">

function structure(
  { mode, links, path, strangers, root }: Shape,
  bundle: BundleFact,
  inventory: Inventory,
  trust: TrustAnchors,
): Diagnosis | undefined {
  const last = path.at(-1)!
  if (root !== undefined) {
    if (mode === "full" && links.length < 2)
      return { kind: "too-short", at: last, single: "self-signed", certainty: "mode", known: [] }
    if (mode === "full" && !isSelfSigned(root.certificate)) return { kind: "root-not-self-signed", at: root }
    return misordered(links, path)
  }
  const known = issuersOf(last.certificate, bundle, inventory)
  const anchored = isAnchored(last.certificate, trust)
  if (strangers.length > 0 && !anchored && (mode === "full" || isGap(last, strangers, known)))
    return { kind: "broken-link", at: strangers[0]!, issued: last, known }
  if (mode === "full") {
    if (links.length < 2) return { kind: "too-short", at: last, single: "end-entity", certainty: "mode", known }
    return { kind: "root-missing", at: last, known }
  }
  if (anchored) return misordered(links, path)
  const proof = known.filter(({ certificate }) => !isSelfIssued(certificate))
  const single = isAuthority(last.certificate) ? "intermediate" : "end-entity"
  // A root at hand that issued the last one ends the chain well, whatever other certificates carry its name.
  if (known.length > proof.length) return misordered(links, path)
  if (proof.some(({ bundle: other }) => isSentBeside(bundle, other) || isInSameData(bundle, other, inventory)))
    return misordered(links, path)
  // A file that is one piece of a chain is put together with the others by whoever uses it.
  const piece = path.length === 1 && isPiece(last.certificate, bundle, inventory)
  if (proof.length > 0)
    return { kind: "too-short", at: last, single, certainty: piece ? "unknown" : "proven", known: proof }
  if (isPublicIntermediateName(last.certificate.issuer))
    return { kind: "too-short", at: last, single, certainty: piece ? "unknown" : "public", known: [] }
  if (path.length === 1) return { kind: "too-short", at: last, single, certainty: "unknown", known: [] }
  return misordered(links, path)
}

/**
 * Whether a file holds one certificate on purpose: DER has no room for more; `cert.pem` stands beside `chain.pem` or
 * `fullchain.pem`; the same certificate is elsewhere with its issuer; nothing in its name says that a server reads it.
 */
function isPiece(certificate: Certificate, bundle: BundleFact, inventory: Inventory): boolean {
  const { carrier, owner, container, location } = bundle
  if (carrier !== undefined || owner !== undefined) return false
  // A server that is told to serve just this file sends no more than is in it.
  if (
    usageOf(inventory)
      .usesOf(bundle)
      .some(({ purpose }) => purpose === "server")
  )
    return false
  if (
    container !== "pem" ||
    !/(^|[-_.])(server|tls|ssl|https?|fullchain|bundle|wildcard|ingress|gateway|site|www)([-_.]|$)/i.test(
      fileOf(location.path),
    )
  )
    return true
  const folder = location.path.slice(0, location.path.lastIndexOf("/") + 1)
  return inventory.bundles.some(
    (other) =>
      other !== bundle &&
      ((other.certificates.length > 1 && other.certificates.some(({ sha256 }) => sha256 === certificate.sha256)) ||
        (other.location.path.startsWith(folder) &&
          /(^|[-_.])(full)?chain([-_.]|$)/i.test(fileOf(other.location.path)))),
  )
}

/** Whether a program reads the issuer from a folder of its own, and sends it. */
function isSentBeside({ location }: BundleFact, issuer: BundleFact): boolean {
  return sentBeside.some(([own, others]) => own.test(location.path) && others.test(issuer.location.path))
}

/** Whether a certificate and its issuer are two values of one file of data: whoever reads it puts them together. */
function isInSameData(bundle: BundleFact, issuer: BundleFact, inventory: Inventory): boolean {
  return (
    bundle.owner !== undefined &&
    issuer.owner !== undefined &&
    bundle.location.path === issuer.location.path &&
    inventory.ownerOf(bundle)?.kind === "plain"
  )
}

/** Where programs keep their own certificate, and the intermediates that they send with it (swanctl.conf(5), ipsec.conf(5)). */
const sentBeside: readonly (readonly [RegExp, RegExp])[] = [
  [/(^|\/)x509\/[^/]+$/, /(^|\/)x509ca\/[^/]+$/],
  [/(^|\/)ipsec\.d\/certs\/[^/]+$/, /(^|\/)ipsec\.d\/cacerts\/[^/]+$/],
]

function fileOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1)
}

/** Strangers prove a gap when one of them is a CA: somebody meant it to be the next link. */
function isGap(last: Link, strangers: readonly Link[], known: readonly KnownIssuer[]): boolean {
  return (
    strangers.some(({ certificate }) => isAuthority(certificate)) ||
    (known.length > 0 && strangers.length > 0 && !isAuthority(last.certificate))
  )
}

function misordered(links: readonly Link[], path: readonly Link[]): Diagnosis | undefined {
  const presented = links.filter((link) => path.includes(link))
  const wrong = presented.findIndex((link, index) => link !== path[index])
  if (wrong === -1) return undefined
  return { kind: "wrong-order", at: presented[wrong]!, order: path, endEntityFirst: links[0] === path[0] }
}

/** Whether a trust anchor certifies it: clients have the rest of the path. */
export function isAnchored(certificate: Certificate, trust: TrustAnchors): boolean {
  return trust.find(certificate.issuer).some((anchor) => signed(anchor, certificate))
}
