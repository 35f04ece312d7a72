import { isAuthority } from "../../chains/roles.ts"
import { called, listed } from "../../chains/words.ts"
import type { Inventory } from "../../join/inventory.ts"
import type { Level } from "../../model/report.ts"
import type { Scalar } from "../../model/tree.ts"
import { isSelfIssued } from "../../x509/certificate.ts"

/** What is wrong with a CA in base64, as a clause that follows "it". */
export interface AuthorityFault {
  readonly fault: string
  readonly level: Level
}

/** What is wrong with a scalar that should be the base64 of a CA's PEM; undefined where it may well be right. */
export function authorityFault(scalar: Scalar, path: string, inventory: Inventory): AuthorityFault | undefined {
  const { value, type } = scalar
  if (type === "template" || type === "null" || isPlaceholder(value)) return undefined
  if (value.includes("-----BEGIN")) return { fault: "is PEM, where its base64 is expected", level: "error" }
  if (!/^[A-Za-z0-9+/\s]*(?:={1,2}\s*)?$/.test(value)) return { fault: "is not base64", level: "error" }
  const certificates = (inventory.files.get(path)?.bundles ?? [])
    .filter(({ location }) => location.start >= scalar.start && location.end <= scalar.end)
    .flatMap((bundle) => inventory.certificates(bundle))
  if (certificates.length === 0) {
    const begins = Buffer.from(value, "base64").toString("latin1")
    // What begins like a certificate and is none is input-malformed's matter; a long text may hold one further on.
    if (/-----BEGIN|^LS0tL/.test(begins) || begins.startsWith("0") || value.length >= 4000) return undefined
    return { fault: "holds no certificate", level: "error" }
  }
  if (certificates.some((certificate) => isAuthority(certificate))) return undefined
  const names = listed(certificates.map(called))
  return certificates.some((certificate) => isSelfIssued(certificate))
    ? {
        fault: `holds only ${names}, which is its own issuer but no CA, and is trusted until it is renewed`,
        level: "notice",
      }
    : {
        fault: `holds only ${names}, which is no CA, and is trusted only as long as the server presents just that`,
        level: "error",
      }
}

/** `Cg==` (a line feed), `DATA+OMITTED`, `<ca>`, `__CA__`: what stands there until something fills it in. */
export function isPlaceholder(value: string): boolean {
  const text = value.trim()
  return (
    text.length < 12 ||
    /^(__|@@?)[A-Za-z0-9_.-]+\1$/.test(text) ||
    /omitted|redacted|placeholder|replace|change|your|example|xxx|\.\.\.|[<>$%[\]]/i.test(text.slice(0, 200))
  )
}
