import type { Certificate } from "./certificate.ts"

/** What the key of the target is to be used for. */
export type Purpose = "server" | "client" | "email" | "any"

/** RFC 5280 §4.2.1.12. */
export const keyPurposes = {
  any: "2.5.29.37.0",
  serverAuth: "1.3.6.1.5.5.7.3.1",
  clientAuth: "1.3.6.1.5.5.7.3.2",
  codeSigning: "1.3.6.1.5.5.7.3.3",
  emailProtection: "1.3.6.1.5.5.7.3.4",
  timeStamping: "1.3.6.1.5.5.7.3.8",
  ocspSigning: "1.3.6.1.5.5.7.3.9",
  /** RFC 6962 §3.1. */
  precertificateSigning: "1.3.6.1.4.1.11129.2.4.4",
} as const

const needed: Readonly<Record<Exclude<Purpose, "any">, string>> = {
  server: keyPurposes.serverAuth,
  client: keyPurposes.clientAuth,
  email: keyPurposes.emailProtection,
}

/** A certificate without the extension allows every purpose; in a CA it bounds those of what it issues. */
export function allowsPurpose({ extendedKeyUsage }: Certificate, purpose: Purpose, anyCounts: boolean): boolean {
  if (purpose === "any" || extendedKeyUsage === undefined) return true
  return extendedKeyUsage.includes(needed[purpose]) || (anyCounts && extendedKeyUsage.includes(keyPurposes.any))
}
