import type { Inventory } from "../../join/inventory.ts"
import type { DocumentFact } from "../../model/facts.ts"
import { at, isTrue, type Node, scalarAt } from "../../model/tree.ts"
import { contentOfScalar } from "../contents.ts"
import type { Dial, Trust, TrustPart } from "../dial.ts"
import { fileNamed } from "../flags.ts"
import { type Pair, versionsBetween } from "../listener.ts"
import { type Process, type Text, textOf } from "../process.ts"
import { filePart, goTrust } from "./common.ts"

/** The keys of a block of TLS settings, as a program in Go spells them. */
export interface Spelling {
  readonly ca: readonly string[]
  /** PEM that stands in the configuration. */
  readonly caInline: readonly string[]
  readonly certificate: readonly string[]
  readonly key: readonly string[]
  readonly certificateInline: readonly string[]
  readonly serverName: readonly string[]
  readonly insecure: readonly string[]
  readonly min: readonly string[]
  readonly max: readonly string[]
  /** Whether the system's roots stay when a CA is given. */
  readonly adds?: (block: Node) => boolean
}

/** `tls_config` of Prometheus and all that uses its `common/config`. */
export const prometheusSpelling: Spelling = {
  ca: ["ca_file"],
  caInline: ["ca"],
  certificate: ["cert_file"],
  key: ["key_file"],
  certificateInline: ["cert", "ca_ref", "cert_ref"],
  serverName: ["server_name"],
  insecure: ["insecure_skip_verify"],
  min: ["min_version"],
  max: ["max_version"],
}

/** `tls` of OpenTelemetry's `configtls`. */
export const collectorSpelling: Spelling = {
  ...prometheusSpelling,
  caInline: ["ca_pem"],
  certificateInline: ["cert_pem"],
  serverName: ["server_name_override"],
  adds: (block) => isTrue(at(block, "include_system_ca_certs_pool")),
}

type Settings = Pick<Dial, "profiles" | "verify" | "trust" | "versions"> & Partial<Dial>

/** What a block of TLS settings of a program in Go means. */
export function goSettings(
  block: Node | undefined,
  spelling: Spelling,
  place: {
    readonly document: DocumentFact
    readonly running: Process
    readonly folder: string
    readonly at: Text["at"]
  },
  inventory: Inventory,
): Settings {
  const { document, running, folder, at: usual } = place
  const text = (keys: readonly string[]): Text | undefined => {
    for (const key of keys) {
      const node = scalarAt(block, key)
      if (node !== undefined && node.type !== "null" && (node.value !== "" || node.secret !== undefined))
        return textOf(node, document, inventory)
    }
    return undefined
  }
  const versions = versionsBetween(text(spelling.min)?.value, text(spelling.max)?.value)
  const name = text(spelling.serverName)
  const file = text(spelling.ca)
  const certificate = text(spelling.certificate)
  const inline = spelling.caInline
    .map((key) => scalarAt(block, key))
    .find((node) => node !== undefined && node.type !== "null")
  const parts: TrustPart[] = []
  if (inline !== undefined) {
    const found = contentOfScalar(inline, document, inventory)
    parts.push(filePart(found, inventory.locate(document.path, inline, document.inner)))
  } else if (file !== undefined) parts.push(filePart(fileNamed(file, running, folder), file.at))
  if (parts.length > 0 && block !== undefined && spelling.adds?.(block))
    parts.push({ kind: "system", system: running.system })
  const trust: Trust = parts.length > 0 ? { parts, at: file?.at ?? usual } : goTrust(running, usual)
  const key = text(spelling.key)
  const identity: Pair | undefined =
    certificate === undefined
      ? undefined
      : {
          certificate: fileNamed(certificate, running, folder),
          key: key ? fileNamed(key, running, folder) : fileNamed(certificate, running, folder),
          at: certificate.at,
        }
  const insecure = spelling.insecure.some((one) => isTrue(at(block, one)))
  return {
    profiles: ["go"],
    verify: insecure ? "none" : "full",
    trust,
    versions,
    ...(name && { name: name.value }),
    ...(identity && { identity }),
    ...(spelling.certificateInline.some((one) => at(block, one) !== undefined) && {
      open: "its certificate stands in its configuration",
    }),
    ...(name && !name.literal && { open: "the name that it wants to see is known when it runs" }),
  }
}
