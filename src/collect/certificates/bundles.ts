import { createHash } from "node:crypto"
import type { BundleFact, CertificateFact } from "../../model/facts.ts"
import { type Location, locate } from "../../model/place.ts"
import type { OffsetMap, Segment, Source } from "../../model/source.ts"
import { type BinaryContent, readBinary } from "./binary.ts"
import { type Cluster, type Extent, find, formOf, mayHold, unzipped } from "./find.ts"
import { isDocumentation, isLfsPointer } from "./text.ts"

/** The bundles of one file or carried text, and the DER of each distinct certificate in them, in base64 by SHA-256. */
export interface Bundles {
  readonly bundles: readonly BundleFact[]
  readonly der: Readonly<Record<string, string>>
}

/** A scalar of a document that a format reader understood. */
export interface TextScalar extends Extent {
  /** The decoded value. */
  readonly value: string
  /** From offsets of the value to offsets of the text of the source. */
  readonly segments: readonly Segment[]
  readonly pointer: readonly string[]
  /** The number of its document among `FileFacts.documents`. */
  readonly document: number
}

export interface TextInput {
  readonly source: Source
  /** The offset at which each line of the outer file begins. */
  readonly lines: readonly number[]
  /** In the order of the text. Without them, the text is searched as it stands. */
  readonly scalars?: readonly TextScalar[]
  readonly passwords?: readonly string[]
}

/** The bundles of a text. */
export function bundlesOfText(input: TextInput): Bundles {
  const { source, scalars = [], passwords = [] } = input
  const { text, map } = source
  const bin = new Map<string, string>()
  if (!mayHold(text) || isDocumentation(source.path) || isLfsPointer(text)) return { bundles: [], der: {} }
  const parent = map !== undefined && { parent: map }
  const exact = input.scalars === undefined && isBundleText(text, source.name)
  const bundles = find({ text, ...(map && { map }), without: scalars, exact, passwords }).map((cluster) =>
    bundleOf(input, cluster, bin),
  )
  for (const scalar of scalars) {
    if (scalar.value.length < 16 || !mayHold(scalar.value)) continue
    const clusters = find({
      text: scalar.value,
      map: { segments: scalar.segments, ...parent },
      exact: BEGINS_AS_PEM.test(scalar.value),
      passwords,
    })
    const owner = { document: scalar.document, pointer: scalar.pointer }
    for (const cluster of clusters)
      bundles.push({ ...bundleOf(input, cluster, bin), name: scalar.pointer.at(-1) ?? source.name, owner })
  }
  bundles.sort((one, other) => one.location.start - other.location.start)
  return { bundles, der: Object.fromEntries(bin) }
}

/** The bundles of a binary file; everything in it is told at its first line. */
export function bundlesOfBytes(bytes: Uint8Array, path: string, passwords: readonly string[]): Bundles {
  const source: Source = { path, name: path, text: "", inner: [] }
  const bin = new Map<string, string>()
  const content = readBinary(bytes, passwords)
  if (content !== undefined) {
    const cluster = clusterOfFile(content)
    return { bundles: [bundleOf({ source, lines: [0] }, cluster, bin)], der: Object.fromEntries(bin) }
  }
  const plain =
    bytes[0] === 0x1f && bytes[1] === 0x8b ? unzipped(bytes) : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  const text = plain?.includes("-----BEGIN ") ? plain.toString("latin1") : undefined
  if (text === undefined) return { bundles: [], der: {} }
  const map: OffsetMap = { segments: [{ start: 0, outer: 0, step: "fixed" }] }
  return bundlesOfText({ source: { ...source, text, map }, lines: [0], passwords })
}

function clusterOfFile(content: BinaryContent): Cluster {
  const extent = { start: 0, end: 0 }
  return {
    ...extent,
    ...content,
    commented: false,
    certificates: content.certificates.map((found) => ({ ...found, ...extent, form: formOf(content, false) })),
    keys: content.keys.map((found) => ({ ...found, ...extent })),
    defects: content.defects.map((found) => ({ ...found, ...extent })),
  }
}

function bundleOf({ source, lines }: TextInput, cluster: Cluster, bin: Map<string, string>): BundleFact {
  const place = (extent: Extent): Location => {
    const location = locate(source.path, lines, extent, source.inner)
    if (cluster.anchor === undefined) return location
    // What is inside base64 is told at the line of the scalar, be it folded over a hundred lines.
    const anchor = locate(
      source.path,
      lines,
      { start: cluster.anchor, end: Math.max(cluster.anchor, extent.end) },
      source.inner,
    )
    return location.line === anchor.line ? location : anchor
  }
  const certificates = cluster.certificates.map(({ start, end, der, form, label, list }): CertificateFact => {
    const sha256 = createHash("sha256").update(der).digest("hex")
    if (!bin.has(sha256)) bin.set(sha256, Buffer.from(der).toString("base64"))
    return { sha256, form, location: place({ start, end }), label, list }
  })
  return {
    location: place(cluster),
    name: source.name,
    certificates,
    keys: cluster.keys.map(({ start, end, ...key }) => ({ location: place({ start, end }), ...key })),
    requests: cluster.requests,
    defects: cluster.defects.map(({ reason, detail, start, end }) => ({
      reason,
      location: place({ start, end }),
      detail,
    })),
    ...(source.carrier !== undefined && { carrier: source.carrier }),
    commented: cluster.commented,
    container: cluster.container,
  }
}

function isBundleText(text: string, name: string): boolean {
  return BUNDLE_NAME.test(name) || BEGINS_AS_PEM.test(text)
}

const BEGINS_AS_PEM = /^[\s\uFEFF]*[-‐-―]{3,}BEGIN /
const BUNDLE_NAME = /\.(?:pem|crt|cer|cert|chain|fullchain|ca-bundle|bundle|key|p7b|p7c|crl|txt)$/i
