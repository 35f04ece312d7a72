import { structureOf } from "../../x509/conformance.ts"
import { rule } from "../rule.ts"
import { lint } from "./lints.shared.ts"

export const certificateExtensionMalformed = rule({
  id: "certificate-extension-malformed",
  family: "certificate",
  level: "error",
  summary: "An extension of a certificate cannot be decoded, or is critical and unknown",
  citations: [
    {
      document: "RFC 5280",
      section: "4.2",
      says: "A system rejects a certificate with a critical extension that it does not recognise or cannot process.",
      url: "https://www.rfc-editor.org/rfc/rfc5280#section-4.2",
    },
  ],
  why: "Clients that cannot read what a certificate says about itself refuse it.",
  fix: "Have it issued anew by a CA that follows the profile, or correct the profile of your own CA.",

  on: "repository",
  check: (_, context) =>
    lint(context, "every", ({ certificate }) => {
      const found = structureOf(certificate, "gate").find(
        ({ reason: { kind } }) => kind === "malformed-extension" || kind === "unknown-critical-extension",
      )
      if (found?.reason.kind === "malformed-extension")
        return {
          says: `has a ${found.extension ?? found.reason.oid} that cannot be decoded: clients refuse it`,
          level: found.level,
        }
      if (found?.reason.kind === "unknown-critical-extension")
        return {
          says: `has the critical extension ${found.reason.oid}, which general clients do not know: they refuse it`,
          level: "warning",
        }
      return undefined
    }),
})
