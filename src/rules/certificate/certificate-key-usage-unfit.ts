import { rule } from "../rule.ts"
import { lint } from "./lints.shared.ts"

export const certificateKeyUsageUnfit = rule({
  id: "certificate-key-usage-unfit",
  family: "certificate",
  level: "warning",
  summary: "The key usage of a certificate does not fit its key or its purpose",
  citations: [
    {
      document: "RFC 5280",
      section: "4.2.1.12",
      says: "If both keyUsage and extendedKeyUsage are there, the certificate is only used for a purpose consistent with both.",
      url: "https://www.rfc-editor.org/rfc/rfc5280#section-4.2.1.12",
    },
    {
      document: "RFC 8813",
      section: "3",
      says: "A certificate with an id-ecPublicKey key must not assert keyEncipherment or dataEncipherment.",
      url: "https://www.rfc-editor.org/rfc/rfc8813#section-3",
    },
  ],
  why: "TLS 1.3 signs with the key: a server whose certificate does not allow digitalSignature is refused by clients that look, browsers among them.",
  fix: "Have it issued with digitalSignature, and for RSA with keyEncipherment besides.",

  on: "repository",
  check: (_, context) =>
    lint(context, "server", ({ certificate: { keyUsage, subjectPublicKeyInfo: key }, isPublic }) => {
      if (keyUsage === undefined) return undefined
      const level = isPublic ? "error" : "warning"
      if (keyUsage.size === 0) return { says: "has a keyUsage that allows nothing", level }
      const isRsa = key.algorithm.startsWith("RSA")
      const allows = ["digitalSignature", "keyAgreement", ...(isRsa ? ["keyEncipherment"] : [])]
      if (![...keyUsage].some((usage) => allows.includes(usage)))
        return { says: `allows its key only ${[...keyUsage].join(", ")}, none of which a TLS server can use`, level }
      const encipherment = [...keyUsage].find((usage) => usage === "keyEncipherment" || usage === "dataEncipherment")
      return key.algorithm === "EC" && encipherment !== undefined
        ? { says: `allows ${encipherment} for an EC key, which cannot do that`, level: isPublic ? "warning" : "notice" }
        : undefined
    }),
})
