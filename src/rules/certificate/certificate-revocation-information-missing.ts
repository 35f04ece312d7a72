import { accessMethods } from "../../x509/extensions.ts"
import { rule } from "../rule.ts"
import { lint } from "./lints.shared.ts"

export const certificateRevocationInformationMissing = rule({
  id: "certificate-revocation-information-missing",
  family: "certificate",
  level: "warning",
  summary: "A public certificate does not say where its revocation can be looked up",
  citations: [
    {
      document: "CA/Browser Forum Baseline Requirements for TLS Server Certificates",
      section: "7.1.2.11.2",
      says: "A server certificate that is not short-lived has a CRL distribution point or an OCSP URL.",
      url: "https://cabforum.org/working-groups/server/baseline-requirements/requirements/",
    },
  ],
  why: "If its key is lost, no client can learn that it was revoked.",
  fix: "Have it issued anew by a CA that follows the profile, or correct the profile of your own CA.",

  on: "repository",
  check: (_, context) =>
    lint(context, "public-server", ({ certificate }) => {
      const { notBefore, notAfter, crlDistributionPoints, authorityInfoAccess } = certificate
      const days = (notAfter - notBefore + 1000) / 86_400_000
      const isShortLived = days <= (notBefore >= Date.UTC(2026, 2, 15) ? 7 : 10)
      return isShortLived ||
        crlDistributionPoints !== undefined ||
        authorityInfoAccess?.some(({ method }) => method === accessMethods.ocsp)
        ? undefined
        : { says: "says neither by CRL nor by OCSP where its revocation can be looked up", level: "warning" }
    }),
})
