import { listed, nameIn, objectText } from "../../chains/words.ts"
import type { Inventory } from "../../join/inventory.ts"
import type { DocumentFact } from "../../model/facts.ts"
import { yaml } from "../../model/help.ts"
import { entriesAt } from "../../model/tree.ts"
import { contentsOf, isForeign, type KeyedContent } from "../../usage/secrets.ts"
import { type Context, type Problem, rule } from "../rule.ts"
import { type CaReference, caReferences } from "./ca-references.shared.ts"

export const cmSecretCaContent = rule({
  id: "cm-secret-ca-content",
  family: "ca",
  level: "error",
  summary: "What a Secret or ConfigMap holds as a CA is absent, or not PEM",
  citations: [
    {
      document: "Kubernetes documentation",
      section: "Secrets, Editing and restrictions on data",
      says: "The values of data are base64; stringData takes them as they are.",
      url: "https://kubernetes.io/docs/concepts/configuration/secret/#restriction-names-data",
    },
    {
      document: "Flux source-controller",
      section: "HelmRepository, Cert secret reference",
      says: "ca.crt of the Secret holds the CA certificate in PEM.",
      url: "https://fluxcd.io/flux/components/source/helmrepositories/#cert-secret-reference",
    },
  ],
  why: "The API server refuses PEM under data. Encoded once too often, as DER or under another key, it is accepted, and what reads it trusts nothing or does not start.",
  fix: "Put the PEM text under stringData (or one layer of base64 under data), at the key that is read.",

  on: "repository",
  *check(inventory, context) {
    const references = caReferences(inventory)
    for (const kind of ["Secret", "ConfigMap"] as const)
      for (const document of inventory.objects(kind)) {
        const own = references.filter((reference) => refersTo(reference, document, inventory))
        const contents = contentsOf(document, inventory)
        const read = new Set(own.flatMap(({ keys }) => keys))
        for (const content of contents) {
          const key = content.entry.key.value
          if (read.has(key) || caKeys.test(key)) yield* ofContent(document, content, context)
        }
        if (contents.length === 0 || isFilledIn(document)) continue
        for (const reference of own)
          if (!reference.keys.some((key) => contents.some(({ entry }) => entry.key.value === key)))
            yield ofAbsent(reference, document, contents, inventory)
      }
  },
})

function* ofContent(document: DocumentFact, content: KeyedContent, { inventory }: Context): Generator<Problem> {
  const { entry, section, bundles } = content
  const { key } = entry
  const defect = bundles.flatMap(({ defects }) => defects).find(({ reason }) => layers.has(reason))
  const isDer = bundles.some(({ container, certificates }) => container === "der" && certificates.length > 0)
  const what =
    defect?.reason === "pem-in-data"
      ? "is PEM under data, where base64 is expected: the API server refuses the Secret"
      : defect !== undefined
        ? `is ${defect.reason === "no-boundaries" ? "no PEM" : "encoded once too often"} (${defect.detail}): what reads it finds no certificate`
        : isDer
          ? "is DER, where PEM is expected: what reads it finds no certificate"
          : isForeign(content)
            ? "holds no certificate at all: what reads it trusts nothing or does not start"
            : undefined
  if (what === undefined) return
  yield {
    message: `${key.value} of ${objectText(document)} ${what}.`,
    help: [
      {
        do: isDer
          ? "Turn it into PEM first: openssl x509 -inform DER -in ca.der -out ca.crt"
          : "Put the PEM text there as it is:",
        copy: yaml(
          `${document.resource?.kind === "Secret" ? "stringData" : "data"}:`,
          `  ${key.value}: |`,
          "    -----BEGIN CERTIFICATE-----",
          "    …",
        ),
        verify: `kubectl apply --dry-run=server -f ${document.path}`,
      },
    ],
    at: defect?.reason === "pem-in-data" ? bundles[0]!.location : inventory.locate(document.path, key, document.inner),
    identity: key.value,
    ...(document.resource && {
      resource: { ...document.resource, path: `${section}.${key.value.replaceAll(".", "\\.")}` },
    }),
  }
}

function ofAbsent(
  { document: user, at, keys, field }: CaReference,
  document: DocumentFact,
  contents: readonly KeyedContent[],
  inventory: Inventory,
): Problem {
  const present = contents.map(({ entry }) => entry.key.value)
  return {
    message: `${objectText(user)} reads its CA from ${keys.join(" or ")} of ${objectText(document)}, which only has ${listed(present)}: it finds no CA there.`,
    help: [
      {
        do: `Rename the key in ${document.path} to ${keys[0]}.`,
        verify: `kubectl get ${document.resource?.kind.toLowerCase()} ${nameIn(document)} -o jsonpath='{.data}'`,
      },
    ],
    at: inventory.locate(user.path, at, user.inner),
    identity: `${field} ${keys[0]}`,
    related: [
      { at: inventory.locate(document.path, contents[0]!.entry.key, document.inner), message: "the keys that it has" },
    ],
    ...(user.resource && { resource: user.resource }),
  }
}

function refersTo(
  { document, kind, name, namespace }: CaReference,
  target: DocumentFact,
  inventory: Inventory,
): boolean {
  const { resource } = target
  return (
    resource?.kind === kind &&
    resource.name === name &&
    (resource.namespace ?? "default") === (namespace ?? "default") &&
    inventory.joined(document.path, target.path)
  )
}

/** Whether something in the cluster puts the CA there: OpenShift, trust-manager, cert-manager. */
function isFilledIn({ root, template }: DocumentFact): boolean {
  const marks = [...entriesAt(root, "metadata", "labels"), ...entriesAt(root, "metadata", "annotations")]
  return template || marks.some(({ key }) => /inject|trust\.cert-manager\.io|reflector|replicat/.test(key.value))
}

/** Keys that are CAs by name. Others may be anything until an object reads them as one. */
const caKeys =
  /^(ca|cacert|ca-cert|root-ca|rootca|root-cert|ca[-_]?bundle|service-ca|client-ca|tls-ca)(\.(crt|pem|cer|cert))?$/i
const layers: ReadonlySet<string> = new Set(["pem-in-data", "double-base64", "no-boundaries"])
