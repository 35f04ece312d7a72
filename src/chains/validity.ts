import type { BundleFact, CertificateFact } from "../model/facts.ts"
import type { Level } from "../model/report.ts"
import type { CheckOptions, Context, Horizons } from "../rules/rule.ts"
import type { Certificate } from "../x509/certificate.ts"
import { linksOf } from "./links.ts"
import { type Role, roleOf } from "./roles.ts"

/** A certificate where it stands, with what its bundle is for and how its validity lies to the instant of evaluation. */
export interface Dated {
  readonly certificate: Certificate
  readonly fact: CertificateFact
  readonly bundle: BundleFact
  readonly role: Role
  readonly state: State
}

export type State =
  | { readonly kind: "valid" }
  | { readonly kind: "expired"; readonly since: number }
  | { readonly kind: "not-yet-valid"; readonly from: number }
  | { readonly kind: "expiring"; readonly left: number; readonly level: Level; readonly horizon: number }

/** Every certificate outside comments that is there to stay, dated. */
export function* dated({ inventory, at, options }: Context): Generator<Dated> {
  for (const bundle of inventory.bundles) {
    if (bundle.commented || bundle.certificates.length === 0) continue
    const role = roleOf(bundle, inventory, options)
    if (role === "none") continue
    const horizons = horizonsOf(bundle, options)
    for (const { certificate, fact } of linksOf(bundle, inventory))
      yield { certificate, fact, bundle, role, state: stateOf(certificate, at, horizons) }
  }
}

/** How many days a certificate must have left where it stands. */
export function horizonsOf({ location }: BundleFact, { expiry, expiryAt }: CheckOptions): Horizons {
  return expiryAt?.(location.path) ?? expiry
}

/**
 * RFC 5280 §4.1.2.5: both ends of the validity are inclusive, to the second. The horizons shrink with the lifetime, so
 * that a certificate of six days is not always about to expire.
 */
export function stateOf({ notBefore, notAfter }: Certificate, at: number, expiry: Horizons): State {
  const end = notAfter + 999
  if (at > end) return { kind: "expired", since: at - notAfter }
  if (at < notBefore) return { kind: "not-yet-valid", from: notBefore }
  const left = end - at
  const lifetime = notAfter - notBefore
  const error = Math.min(expiry.error * day, lifetime / 6)
  const warning = Math.min(expiry.warning * day, lifetime / 3)
  if (left < error) return { kind: "expiring", left, level: "error", horizon: expiry.error }
  return left < warning ? { kind: "expiring", left, level: "warning", horizon: expiry.warning } : { kind: "valid" }
}

const day = 86_400_000
