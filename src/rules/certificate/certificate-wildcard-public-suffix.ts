import { coversPublicSuffix } from "../../x509/public-suffixes.ts"
import { rule } from "../rule.ts"
import { lint } from "./lints.shared.ts"

export const certificateWildcardPublicSuffix = rule({
  id: "certificate-wildcard-public-suffix",
  family: "certificate",
  level: "notice",
  summary: "A wildcard covers all domains of a registry",
  citations: [
    {
      document: "CA/Browser Forum Baseline Requirements for TLS Server Certificates",
      section: "3.2.2.6",
      says: "A CA refuses a wildcard left of a public suffix unless the applicant controls all of it.",
      url: "https://cabforum.org/working-groups/server/baseline-requirements/requirements/",
    },
  ],
  why: "Browsers do not accept `*.co.uk`; whoever asked for it meant a domain below it.",
  fix: "Have it issued for the wildcard of your own domain.",

  on: "repository",
  check: (_, context) =>
    lint(context, "public-server", ({ certificate }) => {
      // "a CA SHOULD consult the 'ICANN DOMAINS' section only": companies do have certificates for all of their names.
      const name = certificate.dnsNames.find((candidate) => coversPublicSuffix(candidate, "registries"))
      return name === undefined
        ? undefined
        : { says: `has the wildcard ${name}, which covers all domains of a registry`, level: "notice" }
    }),
})
