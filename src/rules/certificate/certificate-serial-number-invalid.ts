import { rule } from "../rule.ts"
import { lint } from "./lints.shared.ts"

export const certificateSerialNumberInvalid = rule({
  id: "certificate-serial-number-invalid",
  family: "certificate",
  level: "warning",
  summary: "The serial number of a certificate is negative, zero or too long",
  citations: [
    {
      document: "RFC 5280",
      section: "4.1.2.2",
      says: "The serial number is a positive integer of at most 20 octets.",
      url: "https://www.rfc-editor.org/rfc/rfc5280#section-4.1.2.2",
    },
    {
      document: "Go release notes",
      section: "Go 1.23, crypto/x509",
      says: "ParseCertificate rejects serial numbers that are negative.",
      url: "https://go.dev/doc/go1.23#cryptox509pkgcryptox509",
    },
  ],
  why: "Programs in Go since 1.23 cannot even parse a certificate with a negative serial number; others cannot revoke one that is zero.",
  fix: "Have it issued anew by a CA that follows the profile, or correct the profile of your own CA.",

  on: "repository",
  check: (_, context) =>
    lint(context, "every", ({ certificate: { serialNumber }, isPublic }) => {
      if (/^[89a-f]/.test(serialNumber))
        return { says: "has a negative serial number: programs in Go 1.23 and later cannot parse it", level: "error" }
      if (/^0+$/.test(serialNumber)) return { says: "has the serial number 0", level: isPublic ? "warning" : "notice" }
      return serialNumber.length > 40
        ? {
            says: `has a serial number of ${serialNumber.length / 2} octets, more than 20`,
            level: isPublic ? "warning" : "notice",
          }
        : undefined
    }),
})
