import { yaml } from "../../model/help.ts"
import { scalarAt } from "../../model/tree.ts"
import { rule } from "../rule.ts"
import { about, certManagerDoc, type Issuer, inDocument, issuersOf, objectText, placed } from "./issuers.shared.ts"
import { issuerOf, requestsOf } from "./requests.shared.ts"

export const acmeStagingInProduction = rule({
  id: "acme-staging-in-production",
  family: "acme",
  level: "warning",
  summary: "Production uses certificates of an ACME staging server, or shares its account key",
  citations: [
    {
      document: "Let's Encrypt documentation: Staging Environment",
      says: "The staging environment's roots are not in browser and client trust stores.",
      url: "https://letsencrypt.org/docs/staging-environment/",
    },
    certManagerDoc(
      "ACME",
      "Private Key Reference",
      "The account is registered with the key in privateKeySecretRef; each server has accounts of its own.",
      "configuration/acme/",
    ),
  ],
  why: "No client trusts the certificate. With one account key for two servers, each issuer registers over the other.",
  fix: "Name the production issuer, and give each issuer a privateKeySecretRef of its own.",

  on: "repository",
  *check(inventory) {
    const issuers = issuersOf(inventory)
    for (const request of requestsOf(inventory)) {
      const found = issuerOf(request, issuers, inventory)
      if (found === undefined || !isStaging(found) || !production.test(request.document.path)) continue
      const real = issuers.find((one) => one.kind === found.kind && one.server !== undefined && !isStaging(one))
      yield {
        message: `${objectText(request.document)} is in production, but ${objectText(found.document)} is an ACME staging server: no client trusts its certificates.`,
        help: [
          {
            do: `Name the production issuer${real === undefined ? "" : `: ${real.name}`}.`,
            verify: "openssl s_client -connect HOST:443 -servername HOST </dev/null | grep -i verif",
          },
        ],
        at: placed(request.document, request.issuerName, inventory),
        level: inDocument("warning", request.document),
        related: [
          { message: "the staging issuer", at: placed(found.document, found.server ?? found.document.span, inventory) },
        ],
        ...about(request.document),
      }
    }
    for (const one of issuers) {
      const key = scalarAt(one.acme, "privateKeySecretRef", "name")
      if (!isStaging(one) || key?.type !== "string") continue
      const other = issuers.find(
        (two) =>
          two.server !== undefined &&
          !isStaging(two) &&
          scalarAt(two.acme, "privateKeySecretRef", "name")?.value === key.value &&
          two.kind === one.kind &&
          two.namespace === one.namespace &&
          inventory.joined(two.document.path, one.document.path),
      )
      if (other === undefined) continue
      yield {
        message: `${objectText(one.document)} (staging) and ${objectText(other.document)} share the account key ${key.value}, though their servers have accounts of their own.`,
        help: [
          {
            do: "Give each a Secret of its own:",
            copy: yaml("privateKeySecretRef:", `  name: ${one.name}-account`),
            verify: "kubectl get clusterissuer,issuer -A (all are READY)",
          },
        ],
        at: placed(one.document, key, inventory),
        level: inDocument("warning", one.document),
        ...about(one.document),
        identity: key.value,
      }
    }
  },
})

function isStaging({ server }: Issuer): boolean {
  return /acme-staging|staging-v0?2|\/\/staging\.|dv\.acme-v02\.test|api\.test4\.buypass/.test(server?.value ?? "")
}

const production = /(^|[/_.-])(prod|production|prd|live)([/_.-]|$)/i
