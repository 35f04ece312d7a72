import type { Inventory } from "../../join/inventory.ts"
import type { DocumentFact } from "../../model/facts.ts"
import { yaml } from "../../model/help.ts"
import { at, entryAt, isTrue, itemsAt, scalarAt, textAt } from "../../model/tree.ts"
import { isTemplated } from "../levels.ts"
import { rule } from "../rule.ts"
import { about, certManagerCode, type Issuer, inDocument, issuersOf, objectText, placed } from "./issuers.shared.ts"
import { issuerOf, type Request, requestsOf } from "./requests.shared.ts"
import { conflictingSecrets, strayIngressSecrets } from "./secrets.shared.ts"

export const certificateRefs = rule({
  id: "certificate-refs",
  family: "acme",
  level: "error",
  summary: "A request for a certificate refers to what is not there, or contradicts another",
  citations: [
    certManagerCode(
      "internal/apis/certmanager/validation/certificate.go",
      "ValidateCertificateSpec",
      "at least one of commonName, dnsNames, emailSANs, ipAddresses, otherNames, or uriSANs must be set.",
    ),
    certManagerCode(
      "pkg/apis/meta/v1/types.go",
      "IssuerReference.kind",
      "The kind defaults to Issuer, which is looked up in the Certificate's own namespace.",
    ),
    certManagerCode(
      "pkg/controller/certificate-shim/sync.go",
      "issuerForIngressLike",
      'both "cert-manager.io/issuer" and "cert-manager.io/cluster-issuer" may not be set.',
    ),
  ],
  why: "The certificate is never issued, or two requests overwrite each other's Secret at every renewal.",
  fix: "Name an issuer that exists, with its kind, and give each certificate a Secret of its own.",

  on: "repository",
  *check(inventory) {
    const issuers = issuersOf(inventory)
    const requests = requestsOf(inventory)
    for (const document of inventory.objects("Certificate")) yield* nameless(document, inventory)
    for (const request of requests) {
      yield* bothIssuers(request, inventory)
      yield* issuerFaults(request, issuers, inventory)
      yield* authorityOfAcme(request, issuers, inventory)
    }
    yield* conflictingSecrets(requests, inventory)
    yield* strayIngressSecrets(requests, inventory)
  },
})

function* nameless(document: DocumentFact, inventory: Inventory) {
  const { root, resource } = document
  const spec = entryAt(root, "spec")
  if (!resource?.apiVersion.startsWith("cert-manager.io/") || spec === undefined || document.template) return
  // A patch of a Certificate that is defined elsewhere has no Secret of its own.
  if (at(spec.value, "secretName") === undefined || at(spec.value, "issuerRef") === undefined) return
  const fields = ["commonName", "literalSubject", "dnsNames", "uris", "emailAddresses", "ipAddresses", "otherNames"]
  if (fields.some((field) => (textAt(spec.value, field) ?? "") !== "" || itemsAt(spec.value, field).length > 0)) return
  yield {
    message: `${objectText(document)} is for no name at all, so cert-manager's webhook rejects it.`,
    help: [
      { do: "Write the names:", copy: yaml("dnsNames: [HOST]"), verify: "kubectl apply --dry-run=server -f FILE" },
    ],
    at: placed(document, spec.key, inventory),
    ...about(document),
    identity: "names",
  }
}

function* bothIssuers({ document, by }: Request, inventory: Inventory) {
  if (by === "Certificate") return
  const local = entryAt(document.root, "metadata", "annotations", "cert-manager.io/issuer")
  const cluster = entryAt(document.root, "metadata", "annotations", "cert-manager.io/cluster-issuer")
  if (local === undefined || cluster === undefined) return
  const later = cluster.key.start > local.key.start ? cluster : local
  yield {
    message: `${objectText(document)} names both an issuer and a cluster-issuer, of which cert-manager takes only one: no certificate is asked for.`,
    help: [{ do: "Delete one of the two annotations.", verify: "kubectl get certificate -A" }],
    at: placed(document, later.key, inventory),
    level: inDocument("error", document),
    ...about(document),
    identity: "issuer annotations",
  }
}

function* issuerFaults(request: Request, issuers: readonly Issuer[], inventory: Inventory) {
  const { document, issuerName, issuerKind, by } = request
  if (isTemplated(issuerName) || document.template || issuerOf(request, issuers, inventory) !== undefined) return
  const near = issuers.filter((one) => inventory.joined(one.document.path, document.path) && !one.document.template)
  const other = near.find(({ name }) => name === issuerName.value)
  const sameKind = near.filter(({ kind }) => kind === issuerKind)
  if (near.length === 0) return
  const where = issuerKind === "Issuer" ? ` in namespace ${request.namespace ?? "of its own"}` : ""
  const because =
    other === undefined
      ? `there is none of that name${where} (there are ${[...new Set(near.map(({ document }) => objectText(document)))].slice(0, 5).join(", ")})`
      : `${objectText(other.document)} is what has that name`
  const kindLeftOut = by === "Certificate" && textAt(document.root, "spec", "issuerRef", "kind") === undefined
  yield {
    message: `${objectText(document)} names ${kindLeftOut ? `${issuerName.value} without a kind, which means an Issuer` : `the ${issuerKind} ${issuerName.value}`}, but ${because}: the certificate is never issued.`,
    help:
      other === undefined
        ? [{ do: "Name one that exists, or add it.", verify: "kubectl get issuer,clusterissuer -A" }]
        : by === "Certificate"
          ? [
              {
                do: "Name the one that is there:",
                copy: yaml("issuerRef:", `  name: ${other.name}`, `  kind: ${other.kind}`),
                verify: "kubectl get issuer,clusterissuer -A",
              },
            ]
          : [
              {
                do: `Use the annotation cert-manager.io/${other.kind === "Issuer" ? "issuer" : "cluster-issuer"}.`,
                verify: "kubectl get issuer,clusterissuer -A",
              },
            ],
    at: placed(document, issuerName, inventory),
    // Where the repository has no issuer of the kind, another may have them all.
    level: other !== undefined || sameKind.length > 0 ? ("error" as const) : ("notice" as const),
    related:
      other === undefined
        ? []
        : [
            {
              message: "the issuer of that name",
              at: placed(other.document, at(other.document.root, "metadata", "name") ?? other.document.span, inventory),
            },
          ],
    ...about(document),
    identity: issuerName.value,
  }
}

function* authorityOfAcme(request: Request, issuers: readonly Issuer[], inventory: Inventory) {
  const { document } = request
  const authority = scalarAt(document.root, "spec", "isCA")
  if (!isTrue(authority)) return
  const issuer = issuerOf(request, issuers, inventory)
  if (issuer?.acme === undefined) return
  yield {
    message: `${objectText(document)} asks ${objectText(issuer.document)}, an ACME server, for a CA certificate, which none issues: the order fails.`,
    help: [{ do: "Delete isCA, or take a CA, Vault or self-signed issuer.", verify: "kubectl describe order -A" }],
    at: placed(document, authority, inventory),
    level: inDocument("error", document),
    ...about(document),
    identity: "isCA",
  }
}
