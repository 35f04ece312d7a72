import type { Inventory } from "../../join/inventory.ts"
import type { DocumentFact } from "../../model/facts.ts"
import type { Level } from "../../model/report.ts"
import type { Scalar } from "../../model/tree.ts"
import { nodesAt, scalarsAt } from "../../usage/ways.ts"
import { isPlaceholder } from "../kubernetes/authorities.shared.ts"
import { objectText } from "../objects.ts"
import { rule } from "../rule.ts"
import { type CaField, caFields } from "./ca-fields.shared.ts"

export const caFieldUnreadable = rule({
  id: "ca-field-unreadable",
  family: "ca",
  level: "error",
  summary: "A field that takes a CA holds what its reader finds no certificate in",
  citations: [
    {
      document: "Bottlerocket settings",
      section: "pki.<name>.data",
      says: "The data is a base64-encoded PEM-formatted certificate bundle.",
      url: "https://bottlerocket.dev/en/os/latest/api/settings/pki/",
    },
    {
      document: "trust-manager",
      section: "Bundle, spec.sources[].inLine",
      says: "A bundle in which no valid certificate is found is not synchronised to its target.",
      url: "https://cert-manager.io/docs/trust/trust-manager/api-reference/",
    },
    {
      document: "cert-manager API reference",
      section: "ACMEIssuer, VaultIssuer, caBundle",
      says: "Base64-encoded bundle of PEM CAs, used to validate the certificate chain that the server presents.",
      url: "https://cert-manager.io/docs/reference/api-docs/",
    },
  ],
  why: "The CA is not trusted, or the whole object or node is refused, and connections to what it signs fail.",
  fix: "Write the PEM of the CA in the encoding that the field takes.",

  on: ["kubernetes", "plain", "talos", "helm-values"],
  *check(document, { inventory }) {
    for (const field of caFields)
      if (field.of(document))
        for (const scalar of scalarsAt(document.root, field.way)) {
          const fault = faultIn(scalar, field, document, inventory)
          if (fault === undefined) continue
          const place = document.resource === undefined ? document.path : objectText(document)
          yield {
            message: `${field.called} of ${place} ${fault}: ${field.consequence}.`,
            help: [
              {
                do: `${field.encoding === "base64" ? "Write the output of: base64 -w0 ca.crt (of the PEM, with its BEGIN and END lines)." : "Write the PEM as it is, from its BEGIN line to its END line, in a block scalar (|)."}`,
                verify: `tlsgate inspect ${document.path}`,
              },
            ],
            at: scalar,
            level: levelOf(field, document),
            ...(document.resource && { resource: document.resource }),
          }
        }
  },
})

/** What is wrong with a value, as a clause behind its name; undefined where it may be right, or another rule says it. */
function faultIn(
  { value, start, end }: Scalar,
  { encoding, ownRule }: CaField,
  { path }: DocumentFact,
  inventory: Inventory,
): string | undefined {
  if (isPlaceholder(value)) return undefined
  const held = (inventory.files.get(path)?.bundles ?? []).filter(
    ({ location }) => location.start >= start && location.end <= end,
  )
  if (ownRule && held.some(({ defects }) => defects.length > 0)) return undefined
  if (encoding === "pem") {
    if (/-----BEGIN /.test(value)) return undefined
    return /^\s*(?:LS0tL|MI[I-M])[A-Za-z0-9+/=\s]+$/.test(value)
      ? "is base64, where PEM as it is is read"
      : "holds no PEM"
  }
  if (/-----BEGIN /.test(value)) return "is PEM as it is, where its base64 is read"
  if (!/^[A-Za-z0-9+/\s]*(?:={1,2}\s*)?$/.test(value)) return "is not base64"
  const bytes = Buffer.from(value, "base64")
  const text = bytes.toString("latin1")
  if (/-----BEGIN /.test(text)) return undefined
  if (bytes[0] === 0x30 && held.length > 0) return "is the base64 of DER, where that of PEM is read"
  if (/^\s*LS0tL/.test(text)) return "is encoded in base64 twice"
  return /^\s*MI[I-M][A-Za-z0-9+/=\s]{60,}$/.test(text)
    ? "lacks the BEGIN and END lines"
    : "is the base64 of something that is no certificate"
}

/** Beside other sources, trust-manager leaves text without certificates out, and says nothing. */
function levelOf({ way }: CaField, { root }: DocumentFact): Level {
  return way === "spec.sources[].inLine" && nodesAt(root, "spec.sources[]").length > 1 ? "warning" : "error"
}
