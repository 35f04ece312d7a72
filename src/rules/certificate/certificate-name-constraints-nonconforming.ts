import { rule } from "../rule.ts"
import { lint } from "./lints.shared.ts"

export const certificateNameConstraintsNonconforming = rule({
  id: "certificate-name-constraints-nonconforming",
  family: "certificate",
  level: "warning",
  summary: "nameConstraints is not critical, or stands in a certificate that is no CA",
  citations: [
    {
      document: "RFC 5280",
      section: "4.2.1.10",
      says: "The extension is used only in a CA certificate, and conforming CAs mark it as critical.",
      url: "https://www.rfc-editor.org/rfc/rfc5280#section-4.2.1.10",
    },
  ],
  why: "Clients that do not know the extension do not see the limits of the CA, or refuse a server certificate that has one.",
  fix: "Have it issued anew by a CA that follows the profile, or correct the profile of your own CA.",

  on: "repository",
  check: (_, context) =>
    lint(context, "every", ({ certificate, isAuthority, isPublic }) => {
      const extension = certificate.extension("nameConstraints")
      if (extension === undefined) return undefined
      if (!isAuthority) return { says: "has nameConstraints, but is no CA", level: isPublic ? "error" : "warning" }
      // Public CAs may leave it uncritical (Baseline Requirements §7.1.2.5.2).
      return extension.critical || isPublic
        ? undefined
        : {
            says: "limits the names below it with an extension that is not critical: some clients pass over it",
            level: "notice",
          }
    }),
})
