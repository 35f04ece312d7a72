import { append } from "../../model/append.ts"
import { type OffsetMap, outerSpan, type Segment } from "../../model/source.ts"
import { type Base64Run, base64Runs, decodeHead, decodeRun, segmentsOf } from "./base64.ts"
import { type BinaryContent, readBinary } from "./binary.ts"
import {
  type Cluster,
  type Contents,
  contentsOfBinary,
  contentsOfPem,
  type Extent,
  type FoundDefect,
} from "./cluster.ts"
import { type Effort, unzipped } from "./effort.ts"
import type { Flaw } from "./flaws.ts"
import { isGzip, isLikelyDer, isLikelyText, isPem, isProse, mayHold } from "./hints.ts"
import { isLineBreak, type PemBlock, readPem } from "./pem.ts"
import { percentRuns } from "./percent.ts"
import { isTruncatedCertificate } from "./shape.ts"

/** A text to search, and how. */
export interface Search {
  readonly text: string
  readonly map?: OffsetMap
  /** Parts to pass over, sorted: they are searched on their own. */
  readonly without?: readonly Extent[]
  /** Whether the text is what a consumer reads as PEM, so that its lay-out matters. */
  readonly exact: boolean
  readonly effort: Effort
  /** What the consumer takes the text for, where that is known: PEM as it stands, or one layer of base64 around it. */
  readonly expects?: "pem" | "base64" | undefined
  readonly decoded?: Decoded
}

/** How a text came out of another one. */
interface Decoded {
  readonly layers: number
  /** How many of the layers had nothing else in them: base64 of base64. */
  readonly pure: number
  /** Where the outermost base64 begins, in the outer file. */
  readonly anchor: number
  readonly commented: boolean
  /** Why the text may end too early, if something that is not base64 follows; `template` where that is left open. */
  readonly cut?: Pick<Flaw, "reason" | "detail"> | "template"
}

/** All clusters of a text, in its order. With `exact`, all PEM that is not commented is one cluster. */
export function find(search: Search): Cluster[] {
  const { text, without = [] } = search
  const blocks = readPem(text, search.exact)
  const clusters = clustersOfPem(search, blocks)
  for (const gap of gapsBetween([...blocks, ...without], text.length))
    for (const run of base64Runs(text, gap.start, gap.end)) append(clusters, clustersOfRun(search, run))
  for (const run of percentRuns(text)) {
    if (isWithin(run.start, without)) continue
    const map = mapInto(search, run.segments)
    append(clusters, find({ ...search, text: run.text, map, without: [], exact: false }))
  }
  return clusters.sort((one, other) => one.start - other.start)
}

function clustersOfPem(search: Search, blocks: readonly PemBlock[]): Cluster[] {
  const { text, without = [], exact } = search
  const groups: PemBlock[][] = []
  const open = new Map<boolean, PemBlock[]>()
  for (const block of blocks) {
    if (block.kind === "other" || isWithin(block.start, without)) continue
    const near = open.get(block.commented)
    if (near !== undefined && (exact || isOneBundle(text, near.at(-1)!.end, block.start))) {
      near.push(block)
      continue
    }
    groups.push([block])
    open.set(block.commented, groups.at(-1)!)
  }
  return groups.flatMap((group) => clusterOfPem(search, group))
}

function clusterOfPem(search: Search, blocks: readonly PemBlock[]): Cluster[] {
  const { map, decoded, effort } = search
  const place = ({ start, end }: Extent) => outerSpan(map, start, end)
  const last = blocks.at(-1)!.end
  const judge = (flaw: Flaw, block: PemBlock): Flaw | undefined => {
    // A certificate that is whole was not cut: its END line is what is missing.
    const open = block.der === undefined && (flaw.reason === "unterminated" || flaw.reason === "placeholder")
    if (decoded === undefined || !open || /\S/.test(search.text.slice(last, last + 100))) return flaw
    if (decoded.cut === "template") return undefined
    const end = search.text.length
    if (decoded.cut !== undefined) return { ...decoded.cut, start: end - 1, end }
    if (flaw.reason === "placeholder") return flaw
    return { ...flaw, reason: "truncated", detail: "the base64 ends within the certificate" }
  }
  const contents = contentsOfPem(blocks, decoded !== undefined, effort, place, judge)
  const { certificates, keys, requests, defects } = contents
  if (certificates.length + keys.length + requests + defects.length === 0) return []
  const extent = place({ start: blocks[0]!.start, end: last })
  return [clusterOf(search, contents, extent, blocks[0]!.commented, decoded)]
}

function clusterOf(
  search: Search,
  contents: Contents,
  extent: Extent,
  commented: boolean,
  decoded: Decoded | undefined,
): Cluster {
  const { start, end } = extent
  return {
    ...contents,
    start,
    end,
    commented: commented || decoded?.commented === true,
    ...(decoded !== undefined && { anchor: decoded.anchor }),
    defects: [...contents.defects, ...flawOfLayers(search, { start, end }, decoded?.pure ?? 0)],
  }
}

/** Where the consumer takes off fewer layers of base64 than there are, or more. */
function flawOfLayers({ expects }: Search, extent: Extent, pure: number): FoundDefect[] {
  if (expects === "base64" && pure === 0)
    return [{ ...extent, reason: "pem-in-data", detail: "base64 is expected here, and this is PEM" }]
  if (pure <= (expects === "pem" ? 0 : 1)) return []
  const detail = expects === "pem" ? "PEM is expected here, and this is base64" : "it is encoded in base64 twice"
  return [{ ...extent, reason: "double-base64", detail }]
}

/** DER, or the base64 of it without boundaries, where the consumer reads PEM. */
function flawOfDer({ expects }: Search, content: BinaryContent, extent: Extent, pure: number): FoundDefect[] {
  const own = content.defects.map((defect) => ({ ...defect, ...extent }))
  if (expects === undefined || pure === 0 || content.certificates.length === 0) return own
  const surplus = pure - (expects === "base64" ? 1 : 0)
  if (surplus === 0) return [...own, { ...extent, reason: "der", detail: "PEM is expected here, and this is DER" }]
  const detail = "the BEGIN and END lines are missing: only the base64 that belongs between them stands there"
  if (surplus === 1) return [...own, { ...extent, reason: "no-boundaries", detail }]
  return [...own, { ...extent, reason: "double-base64", detail: "it is encoded in base64 twice, and it is DER" }]
}

function clustersOfRun(search: Search, run: Base64Run): Cluster[] {
  const { text, map, effort } = search
  const layers = (search.decoded?.layers ?? 0) + 1
  if (layers > DEEPEST) return []
  const head = decodeHead(text, run)
  if (!isGzip(head) && !isLikelyDer(head) && !isLikelyText(head)) return []
  const decoded = {
    layers,
    pure: layers === 1 || isAlone(text, run) ? (search.decoded?.pure ?? 0) + 1 : 0,
    anchor: search.decoded?.anchor ?? outerSpan(map, run.start, run.end).start,
    commented: search.decoded?.commented === true || isCommented(text, run.start),
  }
  const { expects } = search
  if (isGzip(head)) {
    // Nothing in a gzip has a place of its own.
    const fixed = mapInto(search, [{ start: 0, outer: run.start, step: "fixed" }])
    const inner = unzipped(decodeRun(text, run), effort)?.toString("latin1")
    if (inner === undefined || !mayHold(inner)) return []
    return find({ text: inner, map: fixed, exact: false, effort, decoded: { ...decoded, pure: 0 } })
  }
  if (isLikelyText(head)) {
    const inner = decodeRun(text, run).toString("latin1")
    if (!mayHold(inner)) return []
    const cut = cutAfter(text, run)
    const exact = isPem(inner)
    const plain = exact || isBase64Only(inner)
    return find({
      text: inner,
      map: mapInto(search, segmentsOf(run)),
      exact,
      effort,
      ...(plain && expects !== undefined && { expects }),
      decoded: { ...decoded, pure: plain ? decoded.pure : 0, ...(cut !== undefined && { cut }) },
    })
  }
  return clustersOfDer(search, run, decoded)
}

function clustersOfDer(search: Search, run: Base64Run, decoded: Decoded): Cluster[] {
  const bytes = decodeRun(search.text, run)
  const extent = outerSpan(search.map, run.start, run.end)
  const content = readBinary(bytes, search.effort)
  if (content !== undefined)
    return [
      {
        ...clusterOf(
          { ...search, expects: undefined },
          contentsOfBinary(content, true, extent),
          extent,
          false,
          decoded,
        ),
        ...(content.container === "der" && { defects: flawOfDer(search, content, extent, decoded.pure) }),
      },
    ]
  if (bytes.length < 128 || !isTruncatedCertificate(bytes)) return []
  const detail = "the base64 ends within the certificate"
  const defects: FoundDefect[] = [{ ...extent, reason: "truncated", detail }]
  const contents: Contents = { container: "der", certificates: [], keys: [], requests: 0, defects }
  return [{ ...contents, ...extent, commented: decoded.commented, anchor: decoded.anchor }]
}

/** What stands right behind a run and belongs neither to it nor to what may follow. */
function cutAfter(text: string, run: Base64Run): Decoded["cut"] {
  const rest = text.slice(run.end, run.end + 40)
  if (/^(?:[\s"'`,;)\]}|&]|\\[nrt\r\n"']|$)/.test(rest)) return undefined
  if (/^(?:\{\{|\$|<%|%)/.test(rest)) return "template"
  if (/^(?:\.\.|…|<|\[|\*)/.test(rest))
    return {
      reason: "placeholder",
      detail: "the base64 is the beginning of a certificate, as an illustration",
    }
  return { reason: "not-base64", detail: "a character that does not belong to base64 follows" }
}

function isAlone(text: string, run: Base64Run): boolean {
  return !/\S/.test(text.slice(Math.max(0, run.start - 80), run.start)) && !/\S/.test(text.slice(run.end, run.end + 80))
}

function isBase64Only(text: string): boolean {
  return /^\s*[A-Za-z0-9+/]{32}/.test(text)
}

function mapInto(search: Search, segments: readonly Segment[]): OffsetMap {
  return { segments, ...(search.map !== undefined && { parent: search.map }) }
}

function isCommented(text: string, offset: number): boolean {
  let start = offset
  while (start > 0 && start > offset - 400 && !isLineBreak(text.charCodeAt(start - 1))) start--
  return /^[ \t]*(?:#|\/\/|;|--)/.test(text.slice(start, offset))
}

/** Whether only white space, the dress of lines and lines for people stand between two blocks. */
function isOneBundle(text: string, from: number, to: number): boolean {
  return to - from <= FARTHEST && isProse(text.slice(from, to))
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
  return low < extents.length && extents[low]!.start <= offset
}

/** A Helm release has three layers (Secret, Helm's own base64, gzip), and a kubeconfig in a manifest of it two more. */
const DEEPEST = 6
const FARTHEST = 16_384
