import { append } from "../../model/append.ts"
import type { BundleDefect, BundleFact, Form, KeyFact } from "../../model/facts.ts"
import { type BinaryContent, readBinary } from "./binary.ts"
import type { Effort } from "./effort.ts"
import type { Flaw } from "./flaws.ts"
import { keyStateOf } from "./keys.ts"
import type { PemBlock } from "./pem.ts"

export interface Extent {
  readonly start: number
  readonly end: number
}

/** Certificates and keys that stand together, in offsets of the outer file. */
export interface Cluster extends Extent {
  readonly container: BundleFact["container"]
  readonly commented: boolean
  /** Where the outermost base64 begins in which it stands, if it does. */
  readonly anchor?: number
  readonly certificates: readonly FoundCertificate[]
  readonly keys: readonly FoundKey[]
  readonly requests: number
  readonly defects: readonly FoundDefect[]
}

export interface FoundCertificate extends Extent {
  readonly der: Uint8Array
  readonly form: Form
  readonly label: string
  readonly list: boolean
  readonly anchor?: true
}

export interface FoundKey extends Extent {
  readonly label: string
  readonly state: KeyFact["state"]
  readonly publicKey?: string
}

export interface FoundDefect extends Extent {
  readonly reason: BundleDefect["reason"]
  readonly detail: string
}

/** The contents of a cluster, without its place. */
export type Contents = Pick<Cluster, "container" | "certificates" | "keys" | "requests" | "defects">

/** What PEM blocks hold. `place` turns offsets of their text into those of the file, `judge` may reword a flaw. */
export function contentsOfPem(
  blocks: readonly PemBlock[],
  encoded: boolean,
  effort: Effort,
  place: (extent: Extent) => Extent,
  judge: (flaw: Flaw, block: PemBlock) => Flaw | undefined,
): Contents {
  const certificates: FoundCertificate[] = []
  const keys: FoundKey[] = []
  const defects: FoundDefect[] = []
  for (const block of blocks) {
    const { label, kind, der } = block
    const extent = place(block)
    for (const flaw of block.flaws) {
      const judged = judge(flaw, block)
      if (judged !== undefined) defects.push({ ...judged, ...place(judged) })
    }
    if (kind === "key") keys.push({ ...extent, label, ...keyOf(block) })
    if (der === undefined) continue
    if (kind === "certificate" || kind === "list")
      certificates.push({ ...extent, der, form: encoded ? "base64-pem" : "pem", label, list: kind === "list" })
    if (kind !== "pkcs7" && kind !== "pkcs12") continue
    const content = readBinary(der, effort)
    if (content === undefined) {
      const detail = `the block does not hold what its label ${label} says`
      defects.push({ ...extent, reason: "not-a-certificate", detail })
      continue
    }
    const inner = contentsOfBinary(content, encoded, extent)
    append(certificates, inner.certificates)
    append(keys, inner.keys)
    append(defects, inner.defects)
  }
  const requests = blocks.filter((block) => block.kind === "request").length
  return { container: "pem", certificates, keys, requests, defects }
}

/** What a binary encoding holds, all of it told at one place. */
export function contentsOfBinary(content: BinaryContent, encoded: boolean, extent: Extent): Contents {
  const place = { start: extent.start, end: extent.end }
  const form = content.container !== "der" ? (content.container as Form) : encoded ? "base64-der" : "der"
  return {
    ...content,
    certificates: content.certificates.map((found) => ({ ...found, ...place, form })),
    keys: content.keys.map((found) => ({ ...found, ...place })),
    defects: content.defects.map((found) => ({ ...found, ...place })),
  }
}

function keyOf(block: PemBlock): Pick<FoundKey, "state" | "publicKey"> {
  if (block.placeholder) return { state: "placeholder" }
  if (block.der === undefined) return { state: "malformed" }
  return block.encrypted ? { state: "encrypted" } : keyStateOf(block.der, block.label)
}
