import type { GeneralName } from "../x509/general-name.ts"
import { ipText } from "../x509/ip.ts"
import { nameText } from "../x509/name.ts"
import type { PublicKeyInfo } from "../x509/public-key.ts"
import { keyPurposes } from "../x509/purpose.ts"

/** `EC P-256`, `RSA 2048`. */
export function keyText({ algorithm, bits, curve }: PublicKeyInfo): string {
  if (algorithm === "EC") return `EC ${curves[curve ?? ""] ?? curve ?? "on an unknown curve"}`
  return algorithm.startsWith("RSA") || algorithm === "DSA" ? `${algorithm} ${bits ?? "?"}` : algorithm
}

/** `DNS:shop.corp`, as OpenSSL writes it. */
export function generalNameText(name: GeneralName): string {
  switch (name.kind) {
    case "dns":
      return `DNS:${name.value}`
    case "ip":
      return `IP:${ipText(name.bytes)}`
    case "email":
      return `email:${name.value}`
    case "uri":
      return `URI:${name.value}`
    case "directory":
      return `DirName:${nameText(name.name)}`
    case "registeredId":
      return `RID:${name.oid}`
    default:
      return name.kind
  }
}

/** The name of a purpose, as RFC 5280 has it; its OID where it has none. */
export function purposeText(oid: string): string {
  return Object.entries(keyPurposes).find(([, value]) => value === oid)?.[0] ?? oid
}

const curves: Readonly<Record<string, string>> = {
  prime256v1: "P-256",
  secp384r1: "P-384",
  secp521r1: "P-521",
  secp224r1: "P-224",
}
