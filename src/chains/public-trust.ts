import type { Inventory } from "../join/inventory.ts"
import type { Certificate } from "../x509/certificate.ts"
import { isSelfIssued } from "../x509/certificate.ts"
import { mozillaAnchors } from "../x509/mozilla-anchors.ts"
import { isAnchored } from "./chains.ts"
import { authoritiesOver } from "./known-issuers.ts"
import { isPublicIntermediateName } from "./public-intermediates.ts"

const known = new WeakMap<Inventory, Map<string, boolean>>()

/**
 * Whether a certificate was issued under a public root, so that the Baseline Requirements bind it: a root of Mozilla's
 * certifies it, or a CA of the repository that one certifies, or its issuer has the name of a public intermediate.
 */
export function isPublic(certificate: Certificate, inventory: Inventory): boolean {
  const answers = known.get(inventory) ?? new Map<string, boolean>()
  known.set(inventory, answers)
  return climb(certificate, inventory, answers)
}

function climb(certificate: Certificate, inventory: Inventory, answers: Map<string, boolean>): boolean {
  const answer = answers.get(certificate.sha256)
  if (answer !== undefined) return answer
  // Set before the climb, so that CAs that certify each other do not go round.
  answers.set(certificate.sha256, false)
  const found = isUnderAnchor(certificate, inventory, answers)
  answers.set(certificate.sha256, found)
  return found
}

function isUnderAnchor(certificate: Certificate, inventory: Inventory, answers: Map<string, boolean>): boolean {
  const anchors = mozillaAnchors()
  if (isSelfIssued(certificate)) return anchors.has(certificate)
  if (isPublicIntermediateName(certificate.issuer)) return true
  if (isAnchored(certificate, anchors)) return true
  return authoritiesOver(certificate, inventory).some((issuer) => climb(issuer, inventory, answers))
}
