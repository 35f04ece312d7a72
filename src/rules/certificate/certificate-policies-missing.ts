import { rule } from "../rule.ts"
import { lint } from "./lints.shared.ts"

export const certificatePoliciesMissing = rule({
  id: "certificate-policies-missing",
  family: "certificate",
  level: "warning",
  summary: "A public certificate names no policy",
  citations: [
    {
      document: "CA/Browser Forum Baseline Requirements for TLS Server Certificates",
      section: "7.1.2.7.9",
      says: "certificatePolicies holds one of the reserved policy identifiers.",
      url: "https://cabforum.org/working-groups/server/baseline-requirements/requirements/",
    },
  ],
  why: "A CA that issues such a certificate has made a mistake, and may have to revoke it.",
  fix: "Have it issued anew by a CA that follows the profile, or correct the profile of your own CA.",

  on: "repository",
  check: (_, context) =>
    lint(context, "public-server", ({ certificate }) =>
      certificate.extension("certificatePolicies") === undefined
        ? { says: "names no policy, as every certificate of a public CA has to", level: "warning" }
        : undefined,
    ),
})
