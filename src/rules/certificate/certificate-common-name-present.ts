import { attributeTypes, attributeValues } from "../../x509/name.ts"
import { rule } from "../rule.ts"
import { lint } from "./lints.shared.ts"

export const certificateCommonNamePresent = rule({
  id: "certificate-common-name-present",
  family: "certificate",
  level: "notice",
  summary: "A public certificate still has a common name",
  citations: [
    {
      document: "CA/Browser Forum Baseline Requirements for TLS Server Certificates",
      section: "7.1.2.7.1",
      says: "For domain-validated certificates the common name is NOT RECOMMENDED.",
      url: "https://cabforum.org/working-groups/server/baseline-requirements/requirements/",
    },
  ],
  why: "No client reads it; CAs are about to leave it out, and what still relies on it will break then.",
  fix: "Ask for a profile without common name (ACME profile `tlsserver`), and read subjectAltName in what uses the certificate.",

  on: "repository",
  check: (_, context) =>
    lint(context, "public-server", ({ certificate }) =>
      attributeValues(certificate.subject, attributeTypes.commonName).length > 0 &&
      certificate.notBefore >= Date.UTC(2026, 2, 15)
        ? { says: "has a common name, which no client reads and public CAs phase out", level: "notice" }
        : undefined,
    ),
})
