import type { DocumentFact } from "../../model/facts.ts"
import { yaml } from "../../model/help.ts"
import { itemsAt, type Scalar, scalarAt } from "../../model/tree.ts"
import { isTemplated } from "../levels.ts"
import { rule } from "../rule.ts"
import { about, certManagerCode, inDocument, issuersOf, objectText, placed } from "./issuers.shared.ts"

export const acmeAccountKeyShared = rule({
  id: "acme-account-key-shared",
  family: "acme",
  level: "error",
  summary: "The key of an ACME account lies in a Secret that a certificate is put in",
  citations: [
    {
      document: "RFC 8555",
      section: "11.1",
      says: "The key of an account and that of a certificate must be different; servers refuse a request with the account's key.",
      url: "https://www.rfc-editor.org/rfc/rfc8555#section-11.1",
    },
    certManagerCode(
      "pkg/issuer/acme/setup.go",
      "Setup",
      "The account's key is kept under privateKeySecretRef in the Secret, and made where it is missing.",
    ),
  ],
  why: "The order ends with “certificate public key must be different than account key”, or the certificate's key overwrites the account's, and every other certificate of the issuer fails as well.",
  fix: "Give the account a Secret of its own.",

  on: "repository",
  *check(inventory) {
    const targets = [
      ...inventory.objects("Certificate").flatMap(ofCertificate),
      ...inventory.objects("Ingress").flatMap(ofIngress),
    ]
    const byName = new Map<string, Target[]>()
    for (const target of targets) byName.set(target.secret.value, [...(byName.get(target.secret.value) ?? []), target])
    for (const issuer of issuersOf(inventory)) {
      const key = scalarAt(issuer.acme, "privateKeySecretRef", "name")
      if (key === undefined || isTemplated(key) || key.value === "") continue
      // A ClusterIssuer keeps it in cert-manager's own namespace, whichever that is.
      const shared = (byName.get(key.value) ?? []).find(
        ({ document }) =>
          inventory.joined(issuer.document.path, document.path) &&
          (issuer.kind === "Issuer"
            ? (document.resource?.namespace ?? issuer.namespace) === (issuer.namespace ?? document.resource?.namespace)
            : document.resource?.namespace === undefined || /cert-manager/.test(document.resource.namespace)),
      )
      if (shared === undefined) continue
      yield {
        message: `${objectText(issuer.document)} keeps the key of its ACME account in the Secret ${key.value}, which ${objectText(shared.document)} puts its certificate in: the authority refuses to issue for the account's key.`,
        help: [
          {
            do: "Give the account a Secret of its own:",
            copy: yaml("privateKeySecretRef:", `  name: ${issuer.name || "acme"}-account-key`),
            verify: "kubectl describe order -A",
          },
        ],
        at: placed(issuer.document, key, inventory),
        level: inDocument("error", issuer.document),
        ...about(issuer.document),
        related: [{ message: "the certificate's Secret", at: placed(shared.document, shared.secret, inventory) }],
      }
    }
  },
})

interface Target {
  readonly document: DocumentFact
  readonly secret: Scalar
}

function ofCertificate(document: DocumentFact): Target[] {
  const secret = scalarAt(document.root, "spec", "secretName")
  const isOwn = document.resource?.apiVersion.startsWith("cert-manager.io/") === true
  return isOwn && secret !== undefined && !isTemplated(secret) ? [{ document, secret }] : []
}

function ofIngress(document: DocumentFact): Target[] {
  return itemsAt(document.root, "spec", "tls").flatMap((block) => {
    const secret = scalarAt(block, "secretName")
    return secret === undefined || isTemplated(secret) ? [] : [{ document, secret }]
  })
}
