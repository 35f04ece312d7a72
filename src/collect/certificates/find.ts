import { gunzipSync } from "node:zlib"
import type { BundleDefect, BundleFact, Form, KeyFact } from "../../model/facts.ts"
import { type OffsetMap, outerSpan } from "../../model/source.ts"
import { type Base64Run, base64Runs, decodeRun, segmentsOf } from "./base64.ts"
import { type BinaryContent, readBinary } from "./binary.ts"
import { keyStateOf } from "./keys.ts"
import { type Pem, type PemBlock, readPem } from "./pem.ts"
import { isTruncatedCertificate } from "./shape.ts"

/** Certificates and keys that stand together, in offsets of the outer file. */
export interface Cluster {
  readonly start: number
  readonly end: number
  readonly container: BundleFact["container"]
  readonly commented: boolean
  /** Where the outermost base64 begins in which it stands, if it does. */
  readonly anchor?: number
  readonly certificates: readonly FoundCertificate[]
  readonly keys: readonly FoundKey[]
  readonly requests: number
  readonly defects: readonly FoundDefect[]
}

export interface Extent {
  readonly start: number
  readonly end: number
}

export interface FoundCertificate extends Extent {
  readonly der: Uint8Array
  readonly form: Form
  readonly label: string
  readonly list: boolean
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

/** A text to search, and how to search it. */
export interface Search {
  readonly text: string
  readonly map?: OffsetMap
  /** Parts to pass over, sorted: they are searched on their own. */
  readonly without?: readonly Extent[]
  /** Whether the text is what a consumer reads as PEM, so that its lay-out matters. */
  readonly exact: boolean
  readonly passwords: readonly string[]
  /** How many layers of base64 have been taken off. */
  readonly layers?: number
  /** How many of them had nothing else in them: base64 of base64. */
  readonly pure?: number
  readonly commented?: boolean
  readonly anchor?: number
}

/** All clusters of a text, in its order. With `exact`, all that is not commented is one cluster. */
export function find(search: Search): Cluster[] {
  const { text, without = [] } = search
  const pem = readPem(text, search.exact)
  const blocks = clustersOfPem(search, pem)
  const encoded: Cluster[] = []
  for (const gap of gapsBetween([...pem.spans, ...without], text.length))
    for (const run of base64Runs(text, gap.start, gap.end)) encoded.push(...clustersOfRun(search, run))
  return [...blocks, ...encoded].sort((one, other) => one.start - other.start)
}

function clustersOfPem(search: Search, pem: Pem): Cluster[] {
  const { text, without = [], exact } = search
  const outside = (extent: Extent) => !isWithin(extent.start, without)
  const groups: { blocks: PemBlock[]; commented: boolean }[] = []
  for (const block of pem.blocks.filter(outside)) {
    const commented = block.commented || search.commented === true
    const near = groups.findLast((group) => group.commented === commented)
    const last = near?.blocks.at(-1)
    if (near !== undefined && last !== undefined && (exact || isOneBundle(text, last.end, block.start)))
      near.blocks.push(block)
    else groups.push({ blocks: [block], commented })
  }
  return groups.flatMap((group) => clusterOf(search, group.blocks, group.commented, pem))
}

function clusterOf(search: Search, blocks: readonly PemBlock[], commented: boolean, pem: Pem): Cluster[] {
  const layered = (search.layers ?? 0) > 0
  const first = blocks[0]!.start
  const last = blocks.at(-1)!.end
  const certificates: FoundCertificate[] = []
  const keys: FoundKey[] = []
  const defects: FoundDefect[] = []
  let requests = 0
  for (const block of blocks) {
    const extent = outerSpan(search.map, block.start, block.end)
    const { label } = block
    if (block.kind === "request") requests++
    if (block.kind === "key") keys.push({ ...extent, label, ...keyOf(block) })
    if (block.der === undefined) continue
    if (block.kind === "certificate" || block.kind === "list") {
      const form = layered ? "base64-pem" : "pem"
      certificates.push({ ...extent, der: block.der, form, label, list: block.kind === "list" })
    }
    if (block.kind !== "pkcs7" && block.kind !== "pkcs12") continue
    const content = readBinary(block.der, search.passwords)
    if (content === undefined) {
      defects.push({
        ...extent,
        reason: "not-a-certificate",
        detail: `the block does not hold what its label ${label} says`,
      })
      continue
    }
    certificates.push(...content.certificates.map((found) => ({ ...found, ...extent, form: formOf(content, false) })))
    keys.push(...content.keys.map((found) => ({ ...found, ...extent })))
    defects.push(...content.defects.map((found) => ({ ...found, ...extent })))
  }
  for (const { commented: _, ...defect } of pem.defects) {
    if (!blocks.some((block) => isNear(block, defect))) continue
    const truncated = layered && defect.reason === "unterminated" && last >= search.text.trimEnd().length
    const extent = outerSpan(search.map, defect.start, defect.end)
    defects.push({
      ...defect,
      ...extent,
      ...(truncated && { reason: "truncated", detail: "the base64 ends within the certificate" }),
    })
  }
  if (certificates.length + keys.length + requests + defects.length === 0) return []
  const extent = outerSpan(search.map, first, last)
  const anchored = search.anchor !== undefined && { anchor: search.anchor }
  const all = [...defects, ...layersOf(search, extent)]
  return [{ ...extent, ...anchored, container: "pem", commented, certificates, keys, requests, defects: all }]
}

function isNear(block: PemBlock, defect: Extent): boolean {
  return defect.start >= block.start && defect.start < block.end
}

/** Base64 of base64: a consumer that takes off one layer finds base64 where it wants PEM. */
function layersOf(search: Search, extent: Extent): FoundDefect[] {
  if ((search.pure ?? 0) < 2) return []
  return [{ ...extent, reason: "double-base64", detail: "it is encoded in base64 twice" }]
}

function keyOf(block: PemBlock): Pick<FoundKey, "state" | "publicKey"> {
  if (block.placeholder || block.der === undefined) return { state: "placeholder" }
  if (block.encrypted) return { state: "encrypted" }
  return keyStateOf(block.der, block.label)
}

function clustersOfRun(search: Search, run: Base64Run): Cluster[] {
  const layers = (search.layers ?? 0) + 1
  if (layers > DEEPEST) return []
  const head = decodeRun(search.text, {
    ...run,
    pieces: [{ ...run.pieces[0]!, end: Math.min(run.pieces[0]!.start + 16, run.pieces[0]!.end) }],
  })
  if (isText(head)) return clustersOfDecoded(search, run, layers)
  if (head[0] === 0x1f && head[1] === 0x8b) return clustersOfGzip(search, run, layers)
  if (head[0] !== 0x30 && head[0] !== 0xfe && head[0] !== 0xce) return []
  const bytes = decodeRun(search.text, run)
  const extent = outerSpan(search.map, run.start, run.end)
  const commented = search.commented === true || isCommented(search.text, run.start)
  const content = readBinary(bytes, search.passwords)
  if (content !== undefined) return [clusterOfBinary(search, content, extent, commented, layers)]
  if (!isTruncatedCertificate(bytes) || bytes.length < 128) return []
  const detail = "the base64 ends within the certificate"
  const defects: FoundDefect[] = [{ ...extent, reason: "truncated", detail }]
  return [{ ...extent, container: "der", commented, certificates: [], keys: [], requests: 0, defects }]
}

function clusterOfBinary(
  search: Search,
  content: BinaryContent,
  extent: Extent,
  commented: boolean,
  layers: number,
): Cluster {
  return {
    ...extent,
    ...(search.anchor !== undefined && { anchor: search.anchor }),
    container: content.container,
    commented,
    certificates: content.certificates.map((found) => ({ ...found, ...extent, form: formOf(content, layers > 0) })),
    keys: content.keys.map((found) => ({ ...found, ...extent })),
    requests: content.requests,
    defects: [
      ...content.defects.map((found) => ({ ...found, ...extent })),
      ...layersOf({ ...search, pure: search.pure === undefined ? layers : search.pure + 1 }, extent),
    ],
  }
}

/** A base64 whose content is text: PEM, base64 once more, or a file that has certificates somewhere in it. */
function clustersOfDecoded(search: Search, run: Base64Run, layers: number): Cluster[] {
  const bytes = decodeRun(search.text, run)
  const text = bytes.toString("latin1")
  if (!mayHold(text)) return []
  const whole = search.text.slice(0, run.start).trim() === "" && search.text.slice(run.end).trim() === ""
  const pure = layers === 1 ? 1 : whole ? (search.pure ?? 0) + 1 : 0
  return find({
    text,
    map: { segments: segmentsOf(run), ...(search.map !== undefined && { parent: search.map }) },
    exact: /^\s*[-‐-―]{3,}BEGIN /.test(text),
    passwords: search.passwords,
    layers,
    pure,
    anchor: anchorOf(search, run),
    commented: search.commented === true || isCommented(search.text, run.start),
  })
}

/** A gzip in base64 (a Helm release, a machine config); all in it is told at its first character. */
function clustersOfGzip(search: Search, run: Base64Run, layers: number): Cluster[] {
  const text = unzipped(decodeRun(search.text, run))?.toString("latin1")
  if (text === undefined || !mayHold(text)) return []
  return find({
    text,
    map: {
      segments: [{ start: 0, outer: run.start, step: "fixed" }],
      ...(search.map !== undefined && { parent: search.map }),
    },
    exact: false,
    passwords: search.passwords,
    layers,
    pure: 0,
    anchor: anchorOf(search, run),
    commented: search.commented === true || isCommented(search.text, run.start),
  })
}

function anchorOf(search: Search, run: Base64Run): number {
  return search.anchor ?? outerSpan(search.map, run.start, run.start).start
}

/** What a gzip holds; undefined where it is damaged or grows beyond what a file may have. */
export function unzipped(bytes: Uint8Array): Buffer | undefined {
  try {
    return gunzipSync(bytes, { maxOutputLength: LARGEST })
  } catch {
    return undefined
  }
}

/** Whether a text may hold a certificate or key, by the little that all ways to write one have in common. */
export function mayHold(text: string): boolean {
  if (text.includes("BEGIN ")) return true
  for (const _ of base64Runs(text)) return true
  return false
}

export function formOf(content: BinaryContent, encoded: boolean): Form {
  if (content.container !== "der") return content.container
  return encoded ? "base64-der" : "der"
}

function isText(head: Uint8Array): boolean {
  return head.every((byte) => (byte >= 0x20 ? byte !== 0x7f : byte === 0x09 || byte === 0x0a || byte === 0x0d))
}

function isCommented(text: string, offset: number): boolean {
  let start = offset
  while (start > 0 && start > offset - 400 && !/[\r\n]/.test(text[start - 1]!)) start--
  return /^[ \t]*(?:#|\/\/|;|--)/.test(text.slice(start, offset))
}

/** Whether only white space, comments and the dress of lines stand between two blocks. */
function isOneBundle(text: string, from: number, to: number): boolean {
  if (to - from > 4096) return false
  const between = text.slice(from, to).replace(/\\[nrt]/g, "\n")
  return between
    .split(/\r\n|\r|\n/)
    .every(
      (line) => /^[\s"'`,;+|>*\\.-]*(?:#.*)?$/.test(line) || /^\s*(?:#|\/\/|subject=|issuer=|\d+ s:|i:)/.test(line),
    )
}

function* gapsBetween(extents: readonly Extent[], length: number): Generator<Extent> {
  let from = 0
  for (const { start, end } of [...extents].sort((one, other) => one.start - other.start)) {
    if (start > from) yield { start: from, end: start }
    from = Math.max(from, end)
  }
  if (from < length) yield { start: from, end: length }
}

function isWithin(offset: number, extents: readonly Extent[]): boolean {
  let low = 0
  let high = extents.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (extents[middle]!.end <= offset) low = middle + 1
    else high = middle
  }
  const extent = extents[low]
  return extent !== undefined && extent.start <= offset
}

/** A Helm release has three layers: the data of a Secret, Helm's own base64, a gzip; a manifest in it two more. */
const DEEPEST = 6
/** As `--max-file-size`. */
const LARGEST = 32 * 1024 * 1024
