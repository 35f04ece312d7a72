import { conditionsOf } from "../formats/conditions.ts"
import { loadShellParser, ParserNotLoaded } from "../formats/shell/parser.ts"
import { templateSteps } from "../formats/template-steps.ts"
import { decodeText } from "../formats/text.ts"
import { append } from "../model/append.ts"
import type { FileFacts, RenderedFrom } from "../model/facts.ts"
import { lineStarts, locate, type Span } from "../model/place.ts"
import type { Source } from "../model/source.ts"
import { binaryText } from "./binary-text.ts"
import { bundleOfForeign, bundlesOfBytes, bundlesOfText } from "./certificates/bundles.ts"
import { type Allowance, type Effort, earned, effortWith, scanAllowance, settle } from "./certificates/effort.ts"
import { type Foreign, foreignIn } from "./certificates/foreign.ts"
import { isLfsPointer } from "./certificates/hints.ts"
import { Gathered } from "./gathered.ts"
import { ignoresIn } from "./ignores.ts"
import { mayConnect } from "./programs.ts"
import { readSource } from "./read-source.ts"
import { isLeftOut, isLookedThrough } from "./recognise.ts"
import { mayMatter } from "./relevance.ts"
import { withoutSecrets } from "./secrets/text.ts"

export interface InputFile {
  readonly path: string
  readonly bytes: Uint8Array
  /** What PKCS#12 files are tried with. */
  readonly passwords: readonly string[]
  /** What the scan may still spend on keys and gzip; that of a scan of its own where it is not given. */
  readonly allowance?: Allowance
}

/** How deep a file may carry files (a MachineConfig with a unit with a heredoc is 3), and how many it may carry. */
const depthLimit = 8
const sourceLimit = 10_000
const chartTemplate = /(^|\/)templates\/.*\.ya?ml$/

/**
 * What one file says, as plain data; undefined where it says nothing that anybody asks for. It depends on nothing but the
 * path and the bytes, but for what a scan of many costly files leaves unread. Never throws on any input.
 */
export async function collect(file: InputFile): Promise<FileFacts | undefined> {
  const allowance = file.allowance ?? scanAllowance()
  earned(allowance, file.bytes.length)
  const effort = effortWith(file.passwords, allowance)
  try {
    return await read(file, effort)
  } catch (error) {
    if (!(error instanceof ParserNotLoaded)) throw error
    await loadShellParser()
    return await read(file, effort)
  } finally {
    settle(allowance, effort)
  }
}

async function read({ path, bytes }: InputFile, effort: Effort): Promise<FileFacts | undefined> {
  if (isLeftOut(path) || (isLookedThrough(path) && !mentionsAny(path, bytes))) return undefined
  const decoded = decodeText(bytes)
  const binary = decoded === undefined ? binaryText(path, bytes) : undefined
  const text = decoded?.text ?? binary?.text
  const gathered = new Gathered(path, bytes.length, text === undefined ? [0] : lineStarts(text))
  if (text === undefined) {
    gathered.addBundles(bundlesOfBytes(bytes, path, effort))
    addForeign(gathered, foreignIn(path, bytes))
    gathered.notRead(...effort.left)
    return gathered.facts()
  }
  if (isLfsPointer(text)) {
    const location = locate(path, gathered.lines, { start: 0, end: 0 })
    gathered.notes.push({ reason: "lfs-pointer", location, detail: "the file is a Git LFS pointer" })
    return gathered.facts()
  }
  const spelling = decoded?.marked ? "marked" : decoded?.encoding.startsWith("utf-16") ? "utf-16" : undefined
  const source: Source = binary?.source ?? { path, name: path, text, inner: [], ...(spelling && { spelling }) }
  if (isLookedThrough(path)) {
    gathered.addBundles(bundlesOfText({ source, lines: gathered.lines, effort }))
    gathered.addProgram(source)
    return gathered.facts()
  }
  const foreign = foreignIn(path, text)
  if (foreign === undefined && !mayMatter(source.text, path)) return undefined
  if (binary?.at !== undefined) noteBytes(gathered, binary.at)
  const queue: Source[] = [source]
  for (let index = 0; index < queue.length && index < sourceLimit; index++) {
    const children = await readSource(queue[index]!, gathered, effort)
    for (const child of children) if (!isTooDeep(child, gathered)) queue.push(child)
  }
  const [unread] = queue.slice(sourceLimit)
  if (unread !== undefined)
    gathered.notRead(`it carries ${queue.length} texts, of which ${sourceLimit} are read, up to ${whereIs(unread)}`)
  gathered.notRead(...effort.left)
  addForeign(gathered, foreign)
  append(gathered.conditions, conditionsOf(text))
  if (chartTemplate.test(path)) append(gathered.steps, templateSteps(text).map(shown))
  append(gathered.ignores, ignoresIn(path, text, gathered.lines, gathered.documents).map(shown))
  append(gathered.secrets, encodedKeys(gathered, text))
  const facts = gathered.facts()
  const rendered = renderedFrom(text)
  return facts === undefined || rendered.length === 0 ? facts : { ...facts, rendered }
}

/** The places of keys that no text shows as such: those that were packed. Where one is written out is found when it is shown. */
function encodedKeys({ bundles }: Gathered, text: string): Span[] {
  const places = new Map(bundles.flatMap(({ keys }) => keys.map(({ location }) => [location.start, location] as const)))
  return [...places.values()].filter(({ start, end }) => !text.slice(start, end).includes("PRIVATE KEY"))
}

/** A remark or an action as facts may keep it. */
function shown<T extends { readonly text: string }>(fact: T): T {
  const text = withoutSecrets(fact.text)
  return text === fact.text ? fact : { ...fact, text }
}

function isTooDeep(source: Source, gathered: Gathered): boolean {
  if (source.inner.length <= depthLimit) return false
  gathered.notRead(`a text in a text is read to the depth of ${depthLimit}, and ${whereIs(source)} lies deeper`)
  return true
}

function whereIs({ inner }: Source): string {
  return inner.slice(-2).join(" ")
}

function noteBytes(gathered: Gathered, at: number): void {
  const location = locate(gathered.path, gathered.lines, { start: at, end: at + 1 })
  const detail = `bytes that no text has, such as NUL (the first in line ${location.line})`
  gathered.notes.push({ reason: "binary", location, detail })
}

function addForeign(gathered: Gathered, foreign: Foreign | undefined): void {
  if (foreign === undefined || gathered.bundles.length > 0) return
  const { path } = gathered
  const location = locate(path, gathered.lines, { start: 0, end: 0 })
  if (foreign.kind === "encrypted") gathered.notes.push({ reason: "encrypted", location, detail: foreign.detail })
  else gathered.addBundles(bundleOfForeign(path, location, foreign.detail))
}

/** Whether source code holds certificates, or connects to what may be in the repository. */
function mentionsAny(path: string, bytes: Uint8Array): boolean {
  const content = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return mentionsCertificates(path, bytes) || mayConnect(path, content)
}

/** Most of a repository is source code, and next to none of it holds certificates: the bytes tell. */
function mentionsCertificates(path: string, bytes: Uint8Array): boolean {
  const content = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return (
    content.includes("-----BEGIN ") ||
    (/\.(xml|plist)$/i.test(path) && (content.includes("MII") || content.includes("LS0tL")))
  )
}

/** The comments that Helm puts above each document that it renders. */
function renderedFrom(text: string): RenderedFrom[] {
  if (!text.includes("# Source: ")) return []
  return [...text.matchAll(/^# Source: (\S+)[^\S\r\n]*$/gm)].map(({ index, 0: comment, 1: template = "" }) => ({
    start: index,
    end: index + comment.length,
    template,
  }))
}
