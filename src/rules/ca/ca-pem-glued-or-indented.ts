import { placeRole } from "../../chains/roles.ts"
import { placeOf, quoted, resourceOf } from "../../chains/words.ts"
import type { Inventory } from "../../join/inventory.ts"
import type { BundleDefect, BundleFact } from "../../model/facts.ts"
import type { Edit } from "../../model/report.ts"
import { at } from "../../model/tree.ts"
import { pemLines } from "../../x509/pem.ts"
import { rule } from "../rule.ts"
import { consequenceOf, levelOf, librariesOf, pemForms } from "./pem-forms.shared.ts"

export const caPemGluedOrIndented = rule({
  id: "ca-pem-glued-or-indented",
  family: "ca",
  level: "error",
  summary: "The lines of a PEM file are not laid out so that programs find the certificates",
  citations: [
    {
      document: "RFC 7468",
      section: "2",
      says: "The boundaries stand on lines of their own, five hyphens on both sides.",
      url: "https://www.rfc-editor.org/rfc/rfc7468#section-2",
    },
    {
      document: "Go",
      section: "encoding/pem, Decode",
      says: "A block begins at the start of a line; what does not is passed over, without an error.",
      url: "https://pkg.go.dev/encoding/pem#Decode",
    },
  ],
  why: "Go loads no certificate at all and says nothing, OpenSSL fails with “bad end line”, and a count of BEGIN lines still looks right. It happens when `cat` joins files of which one has no line end at its end.",
  fix: "Put each boundary on a line of its own, without white space before it.",

  on: "bundle",
  *check(bundle, { inventory }) {
    if (bundle.commented) return
    const faults = bundle.defects.filter(({ reason }) => pemForms[reason] !== undefined)
    const [first, ...others] = faults
    if (first === undefined) return
    const needed = placeRole(bundle, inventory) !== undefined || bundle.owner === undefined
    const level = levelOf(first.reason, needed, librariesOf(bundle, inventory))
    const file = bundle.owner === undefined ? quoted(bundle.location.path) : "old.pem"
    yield {
      message: `In ${placeOf(bundle)}, ${first.detail}: ${consequenceOf(first.reason)}.`,
      help: [
        {
          do: `${pemForms[first.reason]!.remedy(file)}`,
          verify: `openssl crl2pkcs7 -nocrl -certfile ${file} | openssl pkcs7 -print_certs -noout prints every certificate; tlsgate inspect ${bundle.location.path}`,
        },
      ],
      at: first.location,
      level,
      related: others.slice(0, 10).map(({ location, detail }) => ({ at: location, message: detail })),
      edits: faults.flatMap((fault) => editsOf(fault, bundle, inventory)),
      ...resourceOf(bundle),
    }
  },
})

/** Only where the text stands as it is: in a file, or in a block scalar, whose lines share their indentation. */
function editsOf({ reason, location, detail }: BundleDefect, bundle: BundleFact, inventory: Inventory): Edit[] {
  const { path, start, end } = location
  if (bundle.certificates.some(({ form }) => form !== "pem")) return []
  const indentation = " ".repeat(bundle.location.column - 1)
  if (
    reason === "glued" &&
    /and .* stand on one line/.test(detail) &&
    (bundle.owner === undefined || isBlock(bundle, inventory))
  )
    return [{ path, start: end, end, text: `\n${bundle.owner === undefined ? "" : indentation}` }]
  const block = bundle.certificates.find(({ location: own }) => own.start <= start && start < own.end)
  if (reason !== "indented" || bundle.owner !== undefined || block?.label !== "CERTIFICATE") return []
  const result = inventory.certificate(block.sha256)
  const { start: first, column: indented, end: last } = block.location
  // All of its lines share the indentation, or none will miss it.
  return result.ok
    ? [{ path, start: first - indented + 1, end: last, text: pemLines(result.value.der).join("\n") }]
    : []
}

function isBlock(bundle: BundleFact, inventory: Inventory): boolean {
  const scalar = at(inventory.ownerOf(bundle)?.root, ...(bundle.owner?.pointer ?? []))
  return scalar?.kind === "scalar" && scalar.style === "literal"
}
