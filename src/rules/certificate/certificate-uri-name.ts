import { rule } from "../rule.ts"
import { lint } from "./lints.shared.ts"

export const certificateUriName = rule({
  id: "certificate-uri-name",
  family: "certificate",
  level: "warning",
  summary: "A public certificate has a URI among its names",
  citations: [
    {
      document: "CA/Browser Forum Baseline Requirements for TLS Server Certificates",
      section: "7.1.2.7.12",
      says: "subjectAltName of a server certificate holds dNSName and iPAddress entries only.",
      url: "https://cabforum.org/working-groups/server/baseline-requirements/requirements/",
    },
  ],
  why: "Its CA has to revoke it when it learns of it. SPIFFE and other identities in URIs belong to private CAs.",
  fix: "Have it issued with DNS names and IP addresses only.",

  on: "repository",
  check: (_, context) =>
    lint(context, "public-server", ({ certificate }) => {
      const name = certificate.subjectAltName?.find(({ kind }) => kind === "uri")
      return name?.kind !== "uri"
        ? undefined
        : {
            says: `is of a public CA and names the URI ${name.value}, which it must not: its CA has to revoke it`,
            level: "warning",
          }
    }),
})
