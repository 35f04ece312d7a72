import { linksOf } from "../../chains/links.ts"
import { isAuthority } from "../../chains/roles.ts"
import { stateOf } from "../../chains/validity.ts"
import { called, days, listed, placeOf } from "../../chains/words.ts"
import type { Inventory } from "../../join/inventory.ts"
import type { BundleFact, KeyFact } from "../../model/facts.ts"
import { grouped } from "../../model/grouped.ts"
import { isHarmless } from "../../model/hosts.ts"
import type { Level } from "../../model/report.ts"
import { usageOf } from "../../usage/index.ts"
import type { Certificate } from "../../x509/certificate.ts"
import type { Context } from "../rule.ts"

/** What makes a committed key matter, as a clause behind a colon. */
export interface Exposure {
  readonly level: Level
  readonly why: string
}

/**
 * An error where the key stands in an object that is deployed, beside its certificate while that is
 * valid, or where a configuration serves it; else a warning.
 */
export function exposureOf(bundle: BundleFact, key: KeyFact, context: Context): Exposure {
  const served = usageOf(context.inventory).pairs.find((pair) => pair.key === key)
  const owner = certifiedBy(key, bundle, context.inventory)
  if (owner !== undefined) return ofCertificate(owner, served?.where, context)
  if (served !== undefined) return { level: "error", why: `a configuration serves it as ${served.where}` }
  if (isDeployed(bundle))
    return {
      level: "error",
      why: "it is part of an object that is deployed, and everyone who can read the repository can use it",
    }
  if (key.label === "OPENSSH PRIVATE KEY")
    return {
      level: "warning",
      why: "it is a key of SSH, and everyone who can read the repository can log in wherever it is accepted",
    }
  return {
    level: "warning",
    why: "no certificate for it is in the repository and no configuration names it, but everyone who can read the repository can use it",
  }
}

function ofCertificate({ certificate, bundle }: Certified, where: string | undefined, context: Context): Exposure {
  const state = stateOf(certificate, context.at, context.options.expiry)
  const place = placeOf(bundle)
  const name = `"${called(certificate)}"`
  if (state.kind === "expired")
    return {
      level: "warning",
      why: `its certificate, ${name} in ${place}, expired ${days(0, state.since)} ago, and nobody may use the key for another one`,
    }
  if (isAuthority(certificate))
    return {
      level: "error",
      why: `it is the key of the CA ${name} in ${place}, so that everyone who can read the repository can issue certificates that its clients trust`,
    }
  const hosts = certificate.dnsNames
  if (hosts.length > 0 && hosts.every((host) => isHarmless(host.replace(/^\*\./, ""))))
    return { level: "warning", why: `its certificate, ${name} in ${place}, is for ${listed(hosts, 3)} alone` }
  return {
    level: "error",
    why: `${where === undefined ? `its certificate, ${name} in ${place}, is valid` : `${where} is served with ${name} in ${place}`}, so that everyone who can read the repository can pretend to be ${hosts.length > 0 ? listed(hosts, 3) : name}`,
  }
}

interface Certified {
  readonly certificate: Certificate
  readonly bundle: BundleFact
}

const byKey = new WeakMap<Inventory, ReadonlyMap<string, readonly Certified[]>>()

/** The certificate of a key, the one that is valid longest; of several places, the one beside the key. */
function certifiedBy({ publicKey }: KeyFact, beside: BundleFact, inventory: Inventory): Certified | undefined {
  if (publicKey === undefined) return undefined
  const known = byKey.get(inventory) ?? certifiedIn(inventory)
  byKey.set(inventory, known)
  const near = ({ bundle }: Certified) => (bundle.location.path === beside.location.path ? 1 : 0)
  return [...(known.get(publicKey) ?? [])].sort(
    (a, b) => b.certificate.notAfter - a.certificate.notAfter || near(b) - near(a),
  )[0]
}

function certifiedIn(inventory: Inventory): ReadonlyMap<string, readonly Certified[]> {
  const all = inventory.bundles
    .filter(({ commented }) => !commented)
    .flatMap((bundle) => linksOf(bundle, inventory).map(({ certificate }): Certified => ({ certificate, bundle })))
  return grouped(all, ({ certificate }) => certificate.subjectPublicKeyInfo.spkiSha256)
}

/** A Secret in a manifest; what stands in values or in other data may never get there. */
function isDeployed({ carrier }: BundleFact): boolean {
  return carrier?.kind === "secret"
}
