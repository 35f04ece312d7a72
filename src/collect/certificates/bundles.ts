import { createHash } from "node:crypto"
import type { BundleFact, CertificateFact } from "../../model/facts.ts"
import { type Location, locate } from "../../model/place.ts"
import type { OffsetMap, Segment, Source } from "../../model/source.ts"
import { readBinary } from "./binary.ts"
import { type Cluster, contentsOfBinary, type Extent, type FoundDefect } from "./cluster.ts"
import { type Effort, unzipped } from "./effort.ts"
import { find } from "./find.ts"
import { isDocumentation, isGzip, isLfsPointer, isPem, mayHold } from "./hints.ts"
import { pemReadings } from "./readers.ts"
import { isTruncatedCertificate } from "./shape.ts"

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
  /** What its consumer takes it for, where that is known: the data of a Secret is one layer of base64. */
  readonly expects?: "pem" | "base64"
}

export interface TextInput {
  readonly source: Source
  /** The offset at which each line of the outer file begins. */
  readonly lines: readonly number[]
  /** In the order of the text. Without them, the text is searched as it stands. */
  readonly scalars?: readonly TextScalar[]
  readonly effort: Effort
}

/** The bundles of a text. Each certificate is told once: in its scalar if it has one. */
export function bundlesOfText(input: TextInput): Bundles {
  const { source, scalars = [], effort } = input
  const { text, map } = source
  const ders = new Map<string, string>()
  if (!mayHold(text) || isDocumentation(source.path, text) || isLfsPointer(text)) return { bundles: [], der: {} }
  const exact = input.scalars === undefined && isPemFile(text, source.name)
  const clusters = find({ text, ...(map !== undefined && { map }), without: scalars, exact, effort })
  const bundles = clusters.map((cluster, index) => {
    const bundle = bundleOf(input, cluster, ders)
    return exact && index === 0 ? spelled(bundle, source) : bundle
  })
  if (input.scalars === undefined) addReadings(bundles, 0, source.spelling === "marked" ? `\uFEFF${text}` : text)
  for (const scalar of scalars) {
    const { segments, pointer, document, expects } = scalar
    const value = unfolded(scalar.value)
    if (value.length < SHORTEST || !mayHold(value)) continue
    const found = find({
      text: value,
      map: { segments, ...(map !== undefined && { parent: map }) },
      exact: isPem(value),
      effort,
      ...(expects !== undefined && { expects }),
    })
    const name = pointer.at(-1) ?? source.name
    const first = bundles.length
    for (const cluster of found) bundles.push({ ...bundleOf(input, cluster, ders), name, owner: { document, pointer } })
    addReadings(bundles, first, expects === "base64" ? Buffer.from(value, "base64").toString("latin1") : value)
  }
  bundles.sort((one, other) => one.location.start - other.location.start)
  return { bundles, der: Object.fromEntries(ders) }
}

/** Tells with the first bundle of a text, from `first` on, what readers make of that. */
function addReadings(bundles: BundleFact[], first: number, text: string): void {
  const bundle = bundles[first]
  const readings = bundle?.container === "pem" ? pemReadings(text) : undefined
  if (bundle !== undefined && readings !== undefined) bundles[first] = { ...bundle, readings }
}

/** A file of PEM whose bytes are not plain ASCII from the first on. */
function spelled(bundle: BundleFact, { spelling, text }: Source): BundleFact {
  const [first] = [...bundle.certificates, ...bundle.keys].sort((a, b) => a.location.start - b.location.start)
  if (first === undefined || spelling === undefined) return bundle
  if (spelling === "marked" && text.slice(0, first.location.start).trim() !== "") return bundle
  const defect =
    spelling === "marked"
      ? ({ reason: "byte-order-mark", detail: "a byte order mark stands before the BEGIN line" } as const)
      : ({ reason: "utf-16", detail: "the file is UTF-16, with two bytes for each character" } as const)
  return { ...bundle, defects: [{ ...defect, location: first.location }, ...bundle.defects] }
}

/** The bundles of a binary file; everything in it is told at its first line. */
export function bundlesOfBytes(bytes: Uint8Array, path: string, effort: Effort): Bundles {
  const source: Source = { path, name: path, text: "", inner: [] }
  const content = readBinary(bytes, effort)
  const defect = content === undefined ? defectOf(bytes, path) : undefined
  if (content !== undefined || defect !== undefined) {
    const ders = new Map<string, string>()
    const nothing = { container: "der", certificates: [], keys: [], requests: 0, defects: [] } as const
    const contents = contentsOfBinary(content ?? nothing, false, NOWHERE)
    const defects = defect === undefined ? contents.defects : [defect]
    const bundle = bundleOf(
      { source, lines: [0], effort },
      { ...contents, ...NOWHERE, defects, commented: false },
      ders,
    )
    return { bundles: [bundle], der: Object.fromEntries(ders) }
  }
  const plain = isGzip(bytes) ? unzipped(bytes, effort) : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (!plain?.includes("-----BEGIN ")) return { bundles: [], der: {} }
  const map: OffsetMap = { segments: [{ start: 0, outer: 0, step: "fixed" }] }
  return bundlesOfText({ source: { ...source, text: plain.toString("latin1"), map }, lines: [0], effort })
}

/** A file that its name promises to be a certificate, and that is something else. */
export function bundleOfForeign(path: string, location: Location, detail: string): Bundles {
  const nothing = { certificates: [], keys: [], requests: 0, commented: false } as const
  const defects = [{ reason: "not-a-certificate", location, detail }] as const
  return { bundles: [{ location, name: path, ...nothing, defects, container: "der" }], der: {} }
}

/** What a file is that its name promises to be a store or a certificate, and is none. */
function defectOf(bytes: Uint8Array, path: string): FoundDefect | undefined {
  if (isTruncatedCertificate(bytes))
    return { ...NOWHERE, reason: "truncated", detail: "the certificate ends before its length says" }
  if (/\.(?:p12|pfx|jks|jceks)$/i.test(path) && bytes.length > 0)
    return { ...NOWHERE, reason: "damaged-store", detail: "it is neither a PKCS#12 nor a Java key store" }
  return undefined
}

function bundleOf({ source, lines }: TextInput, cluster: Cluster, ders: Map<string, string>): BundleFact {
  const place = (extent: Extent): Location => locationOf(source, lines, extent, cluster.anchor)
  return {
    location: place(cluster),
    name: source.name,
    certificates: cluster.certificates.map(({ start, end, der, form, label, list, anchor }): CertificateFact => {
      const sha256 = createHash("sha256").update(der).digest("hex")
      if (!ders.has(sha256)) ders.set(sha256, Buffer.from(der).toString("base64"))
      return { sha256, form, location: place({ start, end }), label, list, ...(anchor && { anchor }) }
    }),
    keys: cluster.keys.map(({ start, end, ...key }) => ({ location: place({ start, end }), ...key })),
    requests: cluster.requests,
    defects: cluster.defects.map(({ reason, detail, ...extent }) => ({ reason, location: place(extent), detail })),
    ...(source.carrier !== undefined && { carrier: source.carrier }),
    commented: cluster.commented,
    container: cluster.container,
  }
}

/** What is inside base64 is told at the line where that begins, be it folded over a hundred lines. */
function locationOf(source: Source, lines: readonly number[], extent: Extent, anchor: number | undefined): Location {
  const location = locate(source.path, lines, extent, source.inner)
  if (anchor === undefined) return location
  const whole = locate(source.path, lines, { start: anchor, end: Math.max(anchor, extent.end) }, source.inner)
  return location.line === whole.line ? location : whole
}

/** YAML joins the lines of folded scalars with blanks, behind which base64 goes on as it does behind line breaks. */
function unfolded(value: string): string {
  return FOLDED.test(value) ? value.replaceAll(" ", "\n") : value
}

function isPemFile(text: string, name: string): boolean {
  return isPem(text) || (PEM_NAME.test(name) && !/^\s*[{[]/.test(text))
}

/** The least that base64 can say of a certificate: the line `-----BEGIN X509 CRL-----`. */
const SHORTEST = 24
const FOLDED = /^[A-Za-z0-9+/]{32,}(?: [A-Za-z0-9+/]+)+={0,2}\s*$/
const NOWHERE = { start: 0, end: 0 } as const
const PEM_NAME = /\.(?:pem|crt|cer|cert|chain|fullchain|ca-bundle|bundle|key|p7b|p7c|crl)$/i
