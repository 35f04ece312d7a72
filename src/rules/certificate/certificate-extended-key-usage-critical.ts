import { rule } from "../rule.ts"
import { lint } from "./lints.shared.ts"

export const certificateExtendedKeyUsageCritical = rule({
  id: "certificate-extended-key-usage-critical",
  family: "certificate",
  level: "warning",
  summary: "extendedKeyUsage of a public certificate is critical",
  citations: [
    {
      document: "CA/Browser Forum Baseline Requirements for TLS Server Certificates",
      section: "7.1.2.7.6",
      says: "extendedKeyUsage of a server certificate must not be critical.",
      url: "https://cabforum.org/working-groups/server/baseline-requirements/requirements/",
    },
  ],
  why: "Its CA issued it against the rules and may have to revoke it.",
  fix: "Have it issued anew by a CA that follows the profile, or correct the profile of your own CA.",

  on: "repository",
  check: (_, context) =>
    lint(context, "public-server", ({ certificate }) =>
      certificate.extension("extendedKeyUsage")?.critical === true
        ? { says: "has a critical extendedKeyUsage, which public CAs must not issue", level: "warning" }
        : undefined,
    ),
})
