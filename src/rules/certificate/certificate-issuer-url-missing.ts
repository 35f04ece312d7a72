import { accessMethods } from "../../x509/extensions.ts"
import { rule } from "../rule.ts"
import { lint } from "./lints.shared.ts"

export const certificateIssuerUrlMissing = rule({
  id: "certificate-issuer-url-missing",
  family: "certificate",
  level: "notice",
  summary: "A public certificate does not say where its issuer can be fetched",
  citations: [
    {
      document: "CA/Browser Forum Baseline Requirements for TLS Server Certificates",
      section: "7.1.2.7.7",
      says: "authorityInfoAccess should hold the URL of the issuing CA's certificate.",
      url: "https://cabforum.org/working-groups/server/baseline-requirements/requirements/",
    },
  ],
  why: "Browsers on Windows and macOS fetch a missing intermediate from there; without it, an incomplete chain fails everywhere.",
  fix: "Have it issued anew by a CA that follows the profile, or correct the profile of your own CA.",

  on: "repository",
  check: (_, context) =>
    lint(context, "public-server", ({ certificate }) =>
      certificate.authorityInfoAccess?.some(({ method }) => method === accessMethods.caIssuers)
        ? undefined
        : { says: "does not say where its issuer can be fetched", level: "notice" },
    ),
})
