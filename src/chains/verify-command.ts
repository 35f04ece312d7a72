import type { Inventory } from "../join/inventory.ts"
import type { Context } from "../rules/rule.ts"
import { type Certificate, isSelfIssued } from "../x509/certificate.ts"
import { isAnchored } from "./chains.ts"
import { authoritiesOver } from "./known-issuers.ts"
import { isPublicIntermediateName } from "./public-intermediates.ts"
import { quoted } from "./words.ts"

/**
 * The command that verifies a file with a certificate in it, with the anchor that its clients have: none to name for a
 * public one, the file of the repository with the private root, else `root.pem` for a root that only its owner has.
 */
export function verifyCommand(file: string, certificate: Certificate, context: Context, options = ""): string {
  const trust = trustFor(certificate, file, context)
  return ["tlsgate verify", options, quoted(file), ...(trust === undefined ? [] : [`--trust ${quoted(trust)}`])]
    .filter((part) => part !== "")
    .join(" ")
}

function trustFor(certificate: Certificate, file: string, { inventory, trust }: Context): string | undefined {
  let current = certificate
  for (let step = 0; step < longest; step++) {
    if (isSelfIssued(current)) return trust.has(current) ? undefined : (fileWith(current, inventory) ?? file)
    if (isAnchored(current, trust) || isPublicIntermediateName(current.issuer)) return undefined
    const authorities = authoritiesOver(current, inventory)
    const next = authorities.find((one) => isSelfIssued(one)) ?? authorities[0]
    if (next === undefined) return unknownRoot
    if (isSelfIssued(next)) return fileWith(next, inventory) ?? (isIn(file, next, inventory) ? "files" : unknownRoot)
    current = next
  }
  return unknownRoot
}

/** Whether a file brings a root itself. */
function isIn(file: string, { sha256 }: Certificate, inventory: Inventory): boolean {
  const bundles = inventory.files.get(file)?.bundles ?? []
  return bundles.some(({ certificates }) => certificates.some((other) => other.sha256 === sha256))
}

/** A file that holds a root, and nothing but roots: all in it would be trusted. */
function fileWith({ sha256 }: Certificate, inventory: Inventory): string | undefined {
  return inventory.bundles.find(
    (bundle) =>
      bundle.owner === undefined &&
      bundle.carrier === undefined &&
      !bundle.commented &&
      bundle.certificates.some((other) => other.sha256 === sha256) &&
      inventory.certificates(bundle).every((certificate) => isSelfIssued(certificate)),
  )?.location.path
}

/** For a root that the repository does not hold. */
const unknownRoot = "root.pem"
/** No chain is longer; CAs that sign each other have no end. */
const longest = 8
