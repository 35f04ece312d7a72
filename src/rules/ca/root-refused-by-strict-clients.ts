import { called } from "../../chains/words.ts"
import { distributionOf } from "../../distribution/index.ts"
import { contentOf, placeOfStep } from "../../distribution/unit.ts"
import { isAtLeast } from "../../distribution/versions.ts"
import { sh } from "../../model/help.ts"
import { type Certificate, isSelfIssued } from "../../x509/certificate.ts"
import { rule } from "../rule.ts"

export const rootRefusedByStrictClients = rule({
  id: "root-refused-by-strict-clients",
  family: "ca",
  level: "warning",
  summary: "A private root is not as strict clients want it, and an image with Python 3.13 trusts it",
  citations: [
    {
      document: "Python",
      section: "What's New In Python 3.13, ssl",
      says: "create_default_context() now has VERIFY_X509_STRICT and VERIFY_X509_PARTIAL_CHAIN.",
      url: "https://docs.python.org/3/whatsnew/3.13.html#ssl",
    },
    {
      document: "RFC 5280",
      section: "4.2.1.3, 4.2.1.9",
      says: "The basicConstraints of a CA that signs certificates must be critical, and it must have a keyUsage.",
      url: "https://www.rfc-editor.org/rfc/rfc5280#section-4.2.1.9",
    },
  ],
  why: "Every connection that the root signs for ends with “Basic Constraints of CA cert not marked critical” or “CA cert does not include key usage extension”, in Python alone.",
  fix: "Issue the root anew with critical basicConstraints and keyUsage=keyCertSign,cRLSign.",

  on: "repository",
  *check(inventory) {
    for (const stage of distributionOf(inventory).dockerfiles.flat()) {
      const tag = /(?:^|\/)python:(\d+)\.(\d+)/.exec(stage.image ?? "")
      if (tag === null || !isAtLeast({ numbers: [Number(tag[1]), Number(tag[2])] }, [3, 13])) continue
      for (const step of stage.steps) {
        if (step.does !== "place" || step.store === undefined) continue
        for (const bundle of contentOf(stage, step, inventory))
          for (const certificate of inventory.certificates(bundle)) {
            const lack = lackOf(certificate)
            if (lack === undefined) continue
            yield {
              message: `Python ${tag[1]}.${tag[2]} refuses what "${called(certificate)}" signs, because ${lack}: it verifies strictly (VERIFY_X509_STRICT).`,
              help: [
                {
                  do: "Issue the root anew:",
                  copy: sh(
                    'openssl req -x509 -key root.key -out root.crt -subj /CN=… -addext "basicConstraints=critical,CA:TRUE" -addext "keyUsage=critical,keyCertSign,cRLSign"',
                  ),
                  verify: "python3 -c \"import urllib.request as u; print(u.urlopen('https://<host>').status)\"",
                },
              ],
              at: bundle.certificates.find(({ sha256 }) => sha256 === certificate.sha256)?.location ?? bundle.location,
              certificate: certificate.sha256,
              related: [{ message: `put into ${stage.image}`, at: placeOfStep(stage, step.at, inventory) }],
              identity: certificate.sha256,
            }
          }
      }
    }
  },
})

/** What OpenSSL's strict mode misses in a root (check_purpose.c, X509_V_FLAG_X509_STRICT). */
function lackOf(certificate: Certificate): string | undefined {
  if (!certificate.isCa || !isSelfIssued(certificate) || certificate.version < 3) return undefined
  const constraints = certificate.extensions.find(({ oid }) => oid === "2.5.29.19")
  if (constraints !== undefined && !constraints.critical) return "its basicConstraints are not critical"
  return certificate.keyUsage === undefined ? "it has no keyUsage" : undefined
}
