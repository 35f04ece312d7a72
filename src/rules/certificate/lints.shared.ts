import { linksOf } from "../../chains/links.ts"
import { isPublic } from "../../chains/public-trust.ts"
import { isAuthority, issuesAmong, type Role, roleOf } from "../../chains/roles.ts"
import { verifyCommand } from "../../chains/verify-command.ts"
import { called, issuerCalled, placeOf, resourceOf } from "../../chains/words.ts"
import type { Inventory } from "../../join/inventory.ts"
import type { BundleFact, CertificateFact } from "../../model/facts.ts"
import type { Level } from "../../model/report.ts"
import { weigh } from "../../model/weight.ts"
import { type Certificate, isSelfIssued } from "../../x509/certificate.ts"
import { keyPurposes } from "../../x509/purpose.ts"
import type { Context, Problem } from "../rule.ts"

/** A certificate that somebody presents, with what decides which demands it has to meet. */
export interface Presented {
  readonly certificate: Certificate
  readonly role: Role
  readonly isAuthority: boolean
  /** Whether it signed another certificate beside it, though it may be no CA. */
  readonly issues: boolean
  /** Whether it was issued under a public root: the Baseline Requirements bind it. */
  readonly isPublic: boolean
  /** Everywhere that it stands in this role. */
  readonly places: readonly Place[]
}

interface Place {
  readonly fact: CertificateFact
  readonly bundle: BundleFact
}

/** What a lint found: a clause that follows the name of the certificate. */
export interface Fault {
  readonly says: string
  readonly level: Level
  /** How a certificate without the fault is made; that it must be issued anew goes without saying. */
  readonly remedy?: string
}

/**
 * Which certificates a lint is about. Trust anchors are never among them: how a root is made is the business of those
 * who issued it, and what clients do with it that of the `ca-…` rules.
 */
export type Scope = "every" | "end-entity" | "server" | "public-server" | "authority"

/** Judges each certificate in scope once, and tells of it wherever it stands; the same one in many places is one finding. */
export function lint(
  context: Context,
  scope: Scope,
  judge: (presented: Presented) => Fault | undefined,
): readonly Problem[] {
  const problems: Problem[] = []
  for (const presented of inScope(context, scope)) {
    const fault = judge(presented)
    if (fault === undefined) continue
    for (const place of presented.places) problems.push(problemOf(presented, fault, place, context))
  }
  return problems
}

function problemOf({ certificate, role }: Presented, fault: Fault, { fact, bundle }: Place, context: Context): Problem {
  return {
    message: `"${called(certificate)}" in ${placeOf(bundle)} ${fault.says}.`,
    help: [
      {
        do: isSelfIssued(certificate)
          ? "Make it anew without the fault, and replace this one."
          : `Have "${issuerCalled(certificate)}" issue it anew without the fault, and replace this one.`,
      },
      {
        do: fault.remedy ?? "See that it is without it.",
        verify: verifyCommand(
          bundle.carrier === undefined && bundle.owner === undefined ? bundle.location.path : "new.crt",
          certificate,
          context,
        ),
      },
    ],
    at: fact.location,
    // Nothing shows that anybody presents these: archives, samples, halves of pairs.
    level: weigh(fault.level, role === "loose" && "unused"),
    certificate: certificate.sha256,
    cause: certificate.sha256,
    ...resourceOf(bundle),
  }
}

const scoped = new WeakMap<Context, Map<Scope, readonly Presented[]>>()

/** Some forty lints ask the same five questions, so each is answered once. */
function inScope(context: Context, scope: Scope): readonly Presented[] {
  const lists = scoped.get(context) ?? new Map<Scope, readonly Presented[]>()
  scoped.set(context, lists)
  const every = lists.get("every") ?? presentedIn(context)
  lists.set("every", every)
  const list = lists.get(scope) ?? every.filter(scopes[scope])
  lists.set(scope, list)
  return list
}

function presentedIn({ inventory, options }: Context): readonly Presented[] {
  const all: Presenting[] = []
  const found = new Map<Certificate, readonly Presenting[]>()
  for (const bundle of inventory.bundles) {
    if (bundle.commented || bundle.certificates.length === 0) continue
    const role = roleOf(bundle, inventory, options)
    if (role === "trust" || role === "none") continue
    const certificates = inventory.certificates(bundle)
    for (const { certificate, fact } of linksOf(bundle, inventory)) {
      const issues = !isAuthority(certificate) && issuesAmong(certificate, certificates)
      const before = found.get(certificate)
      const known = before?.find((one) => one.role === role && one.issues === issues)
      if (known !== undefined) {
        known.places.push({ fact, bundle })
        continue
      }
      const presenting = new Presenting(certificate, role, issues, { fact, bundle }, inventory)
      found.set(certificate, before === undefined ? [presenting] : [...before, presenting])
      all.push(presenting)
    }
  }
  return all
}

class Presenting implements Presented {
  readonly certificate: Certificate
  readonly role: Role
  readonly isAuthority: boolean
  readonly issues: boolean
  readonly places: Place[]
  readonly #inventory: Inventory
  #isPublic: boolean | undefined

  constructor(certificate: Certificate, role: Role, issues: boolean, place: Place, inventory: Inventory) {
    this.certificate = certificate
    this.role = role
    this.isAuthority = isAuthority(certificate)
    this.issues = issues
    this.places = [place]
    this.#inventory = inventory
  }

  /** Climbing to a root may take signatures, so it is put off until somebody asks. */
  get isPublic(): boolean {
    this.#isPublic ??= isPublic(this.certificate, this.#inventory)
    return this.#isPublic
  }
}

/** Whether a certificate is, or may be, presented by a server: not by its place alone, since clients have files as well. */
function isServer(presented: Presented): boolean {
  const { certificate, role } = presented
  // What signs others is meant for a CA: chain-ca-not-ca says that it is none.
  if (presented.isAuthority || role === "client" || presented.issues) return false
  const purposes = certificate.extendedKeyUsage
  if (purposes === undefined) return role !== "loose" && !isOldRoot(certificate)
  return purposes.includes(keyPurposes.serverAuth) || purposes.includes(keyPurposes.any)
}

/** A root of a time before basicConstraints, or one that lost them. */
function isOldRoot(certificate: Certificate): boolean {
  return isSelfIssued(certificate) && certificate.keyUsage?.has("keyCertSign") === true
}

const scopes: Readonly<Record<Scope, (presented: Presented) => boolean>> = {
  every: () => true,
  "end-entity": (presented) => !presented.isAuthority,
  server: isServer,
  "public-server": (presented) => isServer(presented) && presented.isPublic,
  authority: (presented) => presented.isAuthority && !isSelfIssued(presented.certificate),
}
