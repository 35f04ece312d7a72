import type { Context } from "../rules/rule.ts"
import { type Certificate, isSelfIssued } from "../x509/certificate.ts"
import { chainOf, isAnchored } from "./chains.ts"
import { authoritiesOver } from "./known-issuers.ts"
import type { Dated } from "./validity.ts"
import { stateOf } from "./validity.ts"

/**
 * Whether a client needs a certificate that stands in a chain. It does without one that is no link of the path, and without
 * those above a certificate that a root of the client's own certifies: an old cross-certificate at the end (OpenSSL 1.1.1
 * and later and Go look for a path among all that they are given and trust, RFC 4158 §2).
 */
export function isNeeded({ bundle, certificate }: Pick<Dated, "bundle" | "certificate">, context: Context): boolean {
  const chain = chainOf(bundle, context)
  if (chain === undefined) return true
  const place = chain.path.findIndex((link) => link.certificate.sha256 === certificate.sha256)
  if (place === 0) return true
  if (place === -1) return chain.diagnosis !== undefined
  // A root that is sent along is the client's own, or of no use: whether it has ended is decided there.
  if (isSelfIssued(certificate)) return true
  return !chain.path.slice(0, place).some((below) => isTrusted(below.certificate, certificate, context))
}

/** Whether a valid root certifies a certificate, of the public ones or of the repository's own. */
function isTrusted(certificate: Certificate, but: Certificate, context: Context): boolean {
  if (isAnchored(certificate, context.trust)) return true
  return authoritiesOver(certificate, context.inventory).some(
    (issuer) =>
      issuer.sha256 !== but.sha256 &&
      isSelfIssued(issuer) &&
      stateOf(issuer, context.at, context.options.expiry).kind !== "expired",
  )
}
