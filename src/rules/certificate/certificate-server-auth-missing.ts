import { keyPurposes } from "../../x509/purpose.ts"
import { rule } from "../rule.ts"
import { lint } from "./lints.shared.ts"

export const certificateServerAuthMissing = rule({
  id: "certificate-server-auth-missing",
  family: "certificate",
  level: "error",
  summary: "The extended key usage of a server certificate does not allow TLS servers",
  citations: [
    {
      document: "RFC 5280",
      section: "4.2.1.12",
      says: "If the extension is present, the certificate is only used for one of the purposes indicated.",
      url: "https://www.rfc-editor.org/rfc/rfc5280#section-4.2.1.12",
    },
    {
      document: "CA/Browser Forum Baseline Requirements for TLS Server Certificates",
      section: "7.1.2.7.10",
      says: "A server certificate has id-kp-serverAuth.",
      url: "https://cabforum.org/working-groups/server/baseline-requirements/requirements/",
    },
    {
      document: "Apple Support",
      section: "HT210176, Requirements for trusted certificates in iOS 13 and macOS 10.15",
      says: "TLS server certificates issued after 2019-07-01 must contain an ExtendedKeyUsage extension with id-kp-serverAuth.",
      url: "https://support.apple.com/en-us/103769",
    },
  ],
  why: "Every client refuses a server whose certificate is for another purpose; without the extension, Apple systems do, and public CAs must not issue it.",
  fix: "Have it issued with `extendedKeyUsage = serverAuth`.",

  on: "repository",
  check: (_, context) =>
    lint(context, "end-entity", ({ certificate, role, isPublic }) => {
      if (role !== "server" && role !== "full") return undefined
      const purposes = certificate.extendedKeyUsage
      if (purposes === undefined)
        return certificate.extension("extendedKeyUsage") === undefined && certificate.version === 3
          ? {
              says: `has no extendedKeyUsage: ${isPublic ? "browsers and Apple's systems" : "Apple's systems"} refuse it as a server`,
              level: isPublic ? "error" : "notice",
            }
          : undefined
      // That it is served at all is certain in a Secret of its own only; elsewhere it may be for e-mail or for code.
      if (purposes.includes(keyPurposes.serverAuth) || purposes.includes(keyPurposes.any)) return undefined
      return {
        says: `is not meant for servers (its extendedKeyUsage lacks serverAuth): every client refuses a server with it`,
        level: "error",
      }
    }),
})
