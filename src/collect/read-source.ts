import { base64Segments, contentSegments } from "../formats/content.ts"
import type { ReadDocument } from "../formats/format.ts"
import { loadIniReader, loadLiteralReader, loadReader, type TreeLanguage } from "../formats/index.ts"
import { decodeText } from "../formats/text.ts"
import { append } from "../model/append.ts"
import type { BundleFact, DocumentFact } from "../model/facts.ts"
import type { Carrier, Language, Segment, Source } from "../model/source.ts"
import { outerSpan } from "../model/source.ts"
import type { Node, Scalar } from "../model/tree.ts"
import { textAt, walk } from "../model/tree.ts"
import { bundlesOfText, type TextScalar } from "./certificates/bundles.ts"
import { type Effort, unzipped } from "./certificates/effort.ts"
import { mayHold } from "./certificates/hints.ts"
import { type Embedded, embeddedIn } from "./embedded.ts"
import type { Gathered } from "./gathered.ts"
import { imagesIn } from "./images.ts"
import { isMultipart, multipart } from "./multipart.ts"
import { objectsIn, withoutObjects } from "./nested.ts"
import { outer } from "./outer.ts"
import { mayConnect } from "./programs.ts"
import { kindOf, kindOfObject, recognise } from "./recognise.ts"
import { listed, resourceOf, resourceText, type Subdocument, subdocuments } from "./resources.ts"
import { scriptsOfDockerfile, scriptsOfDocument, scriptsOfLines, scriptsOfShell } from "./scripts/index.ts"
import { withoutSecrets } from "./secrets/text.ts"
import { treeWithoutSecrets } from "./secrets/tree.ts"

/** Reads one text: what it says goes to `gathered`; the texts that it carries are returned, to be read in turn. */
export async function readSource(source: Source, gathered: Gathered, effort: Effort): Promise<Source[]> {
  const recognised = recognise(source)
  if (recognised === undefined) return []
  const { lines } = gathered
  const parts = multipart(source)
  if (parts !== undefined) return parts
  const { language, guessed } = recognised
  const asText = () => gathered.addBundles(bundlesOfText({ source, lines, effort }))
  if (language === "pem" || language === "text" || language === "shell" || language === "dockerfile") {
    asText()
    if (language === "shell") return gathered.addScripts(scriptsOfShell(source))
    if (language !== "dockerfile") return []
    const { document, ...scripts } = scriptsOfDockerfile(source, gathered.documents.length)
    gathered.documents.push(document)
    return gathered.addScripts(scripts)
  }
  const reader = await readerOf(source, language)
  const read = reader.read(source.text)
  // What is not what it looked like is a text, and no broken configuration.
  if (guessed && read.some(({ defects }) => defects.length > 0)) {
    asText()
    return []
  }
  const documents = read.map((document) => new Part(source, language, document, effort))
  const carried = documents.flatMap((part) => part.read(gathered))
  if (language === "env" || language === "systemd")
    append(carried, gathered.addScripts(scriptsOfLines(source, language)))
  const scalars = documents.flatMap((part) => part.scalars)
  const { bundles, der } = bundlesOfText({ source, lines, scalars, effort })
  const embedded = new Map(documents.flatMap((part) => part.places))
  gathered.addBundles({ bundles: bundles.map((bundle) => withCarrier(bundle, embedded)), der })
  return carried
}

function readerOf({ name, text }: Source, language: TreeLanguage) {
  if (language === "code") return loadLiteralReader(literals.find(([pattern]) => pattern.test(name))?.[1] ?? "blocks")
  const dialect = language === "ini" ? dialects.find(([pattern]) => pattern.test(name))?.[1] : undefined
  if (
    language === "ini" &&
    dialect === undefined &&
    /^[ \t]*\[(OUTPUT|INPUT|SERVICE)\][ \t\r]*$/m.test(text.slice(0, 20_000))
  )
    return loadIniReader("fluent")
  return dialect === undefined ? loadReader(language) : loadIniReader(dialect)
}

const dialects = [
  [/(^|\/)\.?(npmrc|yarnrc)$/, "npm"],
  [/(^|\/)pip\.(conf|ini)$/, "pip"],
  [/(^|\/)\.?gitconfig$|(^|\/)\.git\/config$/, "git"],
  [/(^|\/)\.?curlrc$/, "curl"],
  [/(^|\/)\.?wgetrc$/, "wget"],
  [/(^|\/)apt\.conf/, "apt"],
  [/\.repo$/, "yum"],
] as const

const literals = [
  [/\.(jsonnet|libsonnet)(\.TEMPLATE)?$/, "jsonnet"],
  [/\.cue$/, "cue"],
  [/\.k$/, "kcl"],
  [/\.nix$/, "nix"],
  [/\.bicep(param)?$/, "bicep"],
  [/\.php$/, "php"],
  [/\.rb$/, "ruby"],
] as const

function withCarrier(bundle: BundleFact, embedded: ReadonlyMap<string, Embedded>): BundleFact {
  const found = bundle.owner && embedded.get(placeOf(bundle.owner))
  return found === undefined ? bundle : { ...bundle, name: found.name, carrier: found.carrier }
}

/** The place of a scalar in the documents of a file, as one key. */
function placeOf({ document, pointer }: NonNullable<BundleFact["owner"]>): string {
  return [document, ...pointer].join("\0")
}

/** One document of a text on its way to facts. */
class Part {
  readonly #source: Source
  readonly #language: Language
  readonly #read: ReadDocument
  readonly #effort: Effort
  /** Its number among the documents of the file. */
  #document = -1
  #apiVersion = ""
  /** The objects of a List and those within others, which are documents, by the way to each. */
  readonly #items = new Map<string, number>()
  readonly #embedded = new Map<Scalar, Embedded>()
  /** What is carried, by the place where it stands. */
  readonly places: [string, Embedded][] = []
  /** The texts that its scripts write. */
  readonly #written: Source[] = []
  /** The scalars that may hold certificates, and, without their values, those that are read as texts of their own. */
  readonly scalars: TextScalar[] = []

  constructor(source: Source, language: Language, read: ReadDocument, effort: Effort) {
    this.#source = source
    this.#language = language
    this.#read = read
    this.#effort = effort
  }

  read(gathered: Gathered): Source[] {
    const { root, span } = this.#read
    const text = this.#source.text.slice(span.start, span.start + 200)
    const kind = kindOf(root, this.#language, { ...this.#source, text })
    this.#apiVersion = textAt(root, "apiVersion") ?? ""
    this.#document = gathered.documents.length
    const carried = this.#add({ root, kind, name: this.#source.name, pointer: [] }, gathered)
    this.#collectScalars(root, new Set(carried.map(({ scalar }) => scalar)))
    return [...carried.map(({ source }) => source), ...this.#written]
  }

  /** The document and those within it. */
  #add(
    { root: whole, kind, name, pointer }: Subdocument,
    gathered: Gathered,
    { depth, inner, carrier }: Around = { depth: 0, inner: this.#source.inner, carrier: this.#source.carrier },
  ): Spawned[] {
    const resource = kind === "kubernetes" ? resourceOf(whole) : undefined
    const below = { depth: depth + 1, inner }
    const items = depth < deepest ? listed(whole, kind) : []
    if (items.length > 0)
      return items.flatMap((item) => {
        const way = [...pointer, ...item.pointer]
        this.#items.set(way.join("\0"), gathered.documents.length)
        return this.#add({ ...item, pointer: way }, gathered, { ...below, carrier })
      })
    const nested = this.#mayNest && depth < deepest ? objectsIn(whole) : []
    const root = withoutObjects(whole, new Set(nested.map((object) => object.root)))
    const { path, map } = this.#source
    const { span, defects, template } = this.#read
    const rendered = renderedFrom(this.#source.text.slice(span.start, span.start + 400))
    const fact: DocumentFact = {
      kind,
      language: this.#language,
      path,
      name,
      inner,
      ...(carrier && { carrier }),
      index: gathered.documents.length,
      span: depth > 0 ? outerSpan(map, root.start, root.end) : outerSpan(map, span.start, span.end),
      root: treeWithoutSecrets(outer(root, this.#source), kind, resource?.kind ?? "", gathered.secrets),
      // Of a program only the literals are read, and its other parts are no fault.
      defects:
        depth > 0 || this.#language === "code"
          ? []
          : defects.map((defect) => ({ ...defect, ...outerSpan(map, defect.start, defect.end) })),
      template,
      ...(resource && { resource }),
      ...(rendered !== undefined && { rendered }),
      ...(kind === "cloud-init" && {
        header: withoutSecrets(/\S.*/.exec(this.#source.text)?.[0].trimEnd().slice(0, 80) ?? ""),
      }),
    }
    const document = gathered.documents.length
    gathered.documents.push(fact)
    append(gathered.images, imagesIn(fact.root, kind, path, resource))
    const tree = { root, kind, language: this.#language, ...(resource && { resource }) }
    append(this.#written, gathered.addScripts(scriptsOfDocument({ ...this.#source, inner }, tree)))
    const parts = subdocuments(root, kind)
    const own = embeddedIn(
      root,
      kind,
      resource,
      parts.map((part) => part.root),
    )
    for (const embedded of own) {
      this.#embedded.set(embedded.scalar, embedded)
      this.places.push([placeOf({ document, pointer: embedded.pointer }), embedded])
    }
    const around = resource === undefined ? inner : [...inner, resourceText(resource)]
    return [
      ...own.flatMap((embedded) => this.#spawn(embedded, around, gathered)),
      ...parts.flatMap((part) => {
        const values: Carrier = { kind: "values", ...(resource && { resource }) }
        const by = part.kind === "helm-values" ? values : carrier
        return this.#add({ ...part, pointer: [...pointer, ...part.pointer] }, gathered, { ...below, carrier: by })
      }),
      ...nested.flatMap((object) => {
        const way = [...pointer, ...object.pointer]
        this.#items.set(way.join("\0"), gathered.documents.length)
        const key = object.pointer.map(escapeStep).join(".")
        const part: Subdocument = { root: object.root, kind: kindOfObject(object.root), name: "", pointer: way }
        const by: Carrier = { kind: "object", key, ...(resource && { resource }) }
        return this.#add(part, gathered, { depth: depth + 1, inner: [...around, key], carrier: by })
      }),
    ]
  }

  /** A carried text as a source of its own, when it is more than certificates: those are found where they stand. */
  #spawn(embedded: Embedded, around: readonly string[], gathered: Gathered): Spawned[] {
    const content = this.#contentOf(embedded)
    if (content === undefined) return []
    const { scalar, name, carrier, pointer } = embedded
    const { path, map } = this.#source
    const { language, guessed } = recognise({ ...embedded, text: content.text, name }) ?? {}
    if (mayConnect(name, content.text)) {
      const spawned = { segments: content.segments, ...(map && { parent: map }) }
      gathered.addProgram({ path, name, text: content.text, inner: around, map: spawned, carrier })
    }
    const isMail = language === "text" && isMultipart(content.text)
    if (language === undefined || language === "pem" || (language === "text" && !isMail)) return []
    const source: Source = {
      path,
      name,
      text: content.text,
      inner: [...around, pointer.map(escapeStep).join(".")],
      map: { segments: content.segments, ...(map && { parent: map }) },
      carrier,
      language,
      ...(guessed && { guessed }),
      ...(this.#source.expands && { expands: true }),
    }
    return [{ scalar, source }]
  }

  #contentOf({ scalar, encoding }: Embedded): { text: string; segments: readonly Segment[] } | undefined {
    const segments = contentSegments(this.#source.text, scalar, this.#language)
    if (encoding === "text") return { text: scalar.value, segments }
    const fixed: Segment[] = [{ start: 0, outer: scalar.start, step: "fixed" }]
    if (encoding === "data-url") return dataUrl(scalar.value, segments, fixed, this.#effort)
    const bytes = Buffer.from(scalar.value, "base64")
    if (encoding === "gzip-base64" || (bytes[0] === 0x1f && bytes[1] === 0x8b)) {
      const plain = unzipped(bytes, this.#effort)
      const text = plain && decodeText(plain)?.text
      return text === undefined ? undefined : { text, segments: fixed }
    }
    const text = decodeText(bytes)?.text
    return text === undefined ? undefined : { text, segments: base64Segments(scalar.value, segments) }
  }

  /** Whether the text may hold an object within another. */
  get #mayNest(): boolean {
    const { text } = this.#source
    const { root, span } = this.#read
    const from = text.indexOf("apiVersion", span.start)
    const isOwn = root.kind === "mapping" && root.entries.some(({ key }) => key.value === "apiVersion")
    const first = isOwn && from !== -1 ? text.indexOf("apiVersion", from + 1) : from
    return first !== -1 && first < span.end
  }

  #collectScalars(root: Node, carried: ReadonlySet<Scalar>): void {
    const { text } = this.#source
    for (const visit of walk(root)) {
      const { node } = visit
      if (node.kind !== "scalar") continue
      const hidden = carried.has(node)
      if (!hidden && (node.value.length < 16 || !mayHold(node.value))) continue
      const { path } = visit
      this.scalars.push({
        start: node.start,
        end: node.end,
        value: hidden ? "" : node.value,
        segments: hidden ? [] : contentSegments(text, node, this.#language),
        ...this.#ownerOf(path),
        ...(!hidden && this.#expectation(node, path)),
      })
    }
    this.scalars.sort((a, b) => a.start - b.start)
  }

  /** The document that a scalar stands in: the innermost object around it. */
  #ownerOf(path: readonly string[]): Pick<TextScalar, "document" | "pointer"> {
    if (this.#items.size > 0)
      for (let length = path.length - 1; length > 0; length--) {
        const document = this.#items.get(path.slice(0, length).join("\0"))
        if (document !== undefined) return { document, pointer: path.slice(length) }
      }
    return { document: this.#document, pointer: path }
  }

  /** What the consumer of a scalar takes it for: the API server takes one layer of base64 off what is typed as bytes. */
  #expectation(node: Scalar, path: readonly string[]): Pick<TextScalar, "expects"> {
    const embedded = this.#embedded.get(node)
    const kind = embedded?.carrier.kind
    if (kind === "secret" || kind === "config-map")
      return { expects: embedded?.encoding === "base64" ? "base64" : "pem" }
    const key = path.at(-1) ?? ""
    const isBytes =
      /^(certificate-authority|client-certificate|client-key)-data$/.test(key) ||
      (key === "caBundle" && byteBundles.test(this.#apiVersion))
    return isBytes ? { expects: "base64" } : {}
  }
}

/** APIs whose `caBundle` is typed as bytes; in others, and in the values of charts, it is text. */
const byteBundles =
  /^(admissionregistration\.k8s\.io|apiextensions\.k8s\.io|apiregistration\.k8s\.io|(acme\.)?cert-manager\.io|external-secrets\.io)\//

/** What surrounds a part of a document. */
interface Around {
  readonly depth: number
  readonly inner: readonly string[]
  readonly carrier: Carrier | undefined
}

/** How deep documents may stand within one another: a release of a release of objects that hold objects is 4. */
const deepest = 5

interface Spawned {
  readonly scalar: Scalar
  readonly source: Source
}

/** The template that `helm template` says a document was rendered from. */
function renderedFrom(text: string): string | undefined {
  const found = /^# Source: (\S{1,300})/m.exec(text)
  return found !== null && /^[\s-]*$/.test(text.slice(0, found.index)) ? found[1] : undefined
}

function escapeStep(step: string): string {
  return step.replaceAll(".", "\\.")
}

/** RFC 2397: `data:[<media type>][;base64],<data>`. */
function dataUrl(value: string, segments: readonly Segment[], fixed: readonly Segment[], effort: Effort) {
  const comma = value.indexOf(",")
  if (comma === -1) return undefined
  const body = value.slice(comma + 1)
  if (/;base64$/i.test(value.slice(0, comma))) {
    const bytes = Buffer.from(body, "base64")
    const plain = bytes[0] === 0x1f && bytes[1] === 0x8b ? unzipped(bytes, effort) : bytes
    const text = plain && decodeText(plain)?.text
    if (text === undefined) return undefined
    const start = (segments[0]?.outer ?? 0) + comma + 1
    return { text, segments: plain === bytes ? [{ start: 0, outer: start, step: "base64" as const }] : fixed }
  }
  try {
    return { text: decodeURIComponent(body), segments: fixed }
  } catch {
    return { text: body, segments: fixed }
  }
}
