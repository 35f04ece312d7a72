import type {
  BundleFact,
  DocumentFact,
  FileFacts,
  IgnoreComment,
  ImageFact,
  NoteFact,
  ProgramFact,
  ScriptFact,
  TemplateStep,
  VariableFact,
} from "../model/facts.ts"
import { locate, type Span } from "../model/place.ts"
import type { Source } from "../model/source.ts"
import type { Bundles } from "./certificates/bundles.ts"
import { programOf } from "./programs.ts"
import type { Scripts } from "./scripts/index.ts"
import { apart } from "./secrets/text.ts"

/** The facts of one file while it is read. */
export class Gathered {
  readonly path: string
  readonly bytes: number
  readonly lines: readonly number[]
  readonly documents: DocumentFact[] = []
  readonly bundles: BundleFact[] = []
  readonly scripts: ScriptFact[] = []
  readonly variables: VariableFact[] = []
  readonly images: ImageFact[] = []
  readonly ignores: IgnoreComment[] = []
  readonly notes: NoteFact[] = []
  /** Where secrets stand, as they are found. */
  readonly secrets: Span[] = []
  readonly conditions: Span[] = []
  readonly steps: TemplateStep[] = []
  readonly programs: ProgramFact[] = []
  readonly #der: Record<string, string> = {}

  constructor(path: string, bytes: number, lines: readonly number[]) {
    this.path = path
    this.bytes = bytes
    this.lines = lines
  }

  addBundles({ bundles, der }: Bundles): void {
    for (const one of bundles) this.bundles.push(one)
    Object.assign(this.#der, der)
  }

  /** Adds what a program says of its connections. */
  addProgram(source: Source): void {
    const program = programOf(source)
    if (program !== undefined) this.programs.push(program)
  }

  /** Adds what scripts say, and returns the texts that they write. */
  addScripts({ scripts, variables, images, sources, secrets, left }: Scripts): Source[] {
    for (const secret of secrets) this.secrets.push(secret)
    for (const one of scripts) this.scripts.push(one)
    for (const one of variables) this.variables.push(one)
    for (const one of images) this.images.push(one)
    this.notRead(...left)
    return sources
  }

  /** Says what of the file was left unread, in words, and why; the first few, as a file may have any number of them. */
  notRead(...details: readonly string[]): void {
    const location = locate(this.path, this.lines, { start: 0, end: 0 })
    for (const detail of details)
      if (this.notes.length < 20 && !this.notes.some((note) => note.detail === detail))
        this.notes.push({ reason: "limit", location, detail })
  }

  /** As plain data; undefined where nothing was found. */
  facts(): FileFacts | undefined {
    const { path, bytes, lines, documents, scripts, variables, images, ignores, notes } = this
    const bundles = told(this.bundles)
    const lists = [documents, bundles, scripts, variables, images, ignores, notes, this.programs]
    if (lists.every((list) => list.length === 0)) return undefined
    const templates = documents.filter(({ template }) => template).length
    const stats = { documents: documents.filter(({ inner }) => inner.length === 0).length, templates }
    const conditions = this.conditions.length > 0 && { conditions: this.conditions }
    const steps = this.steps.length > 0 && { steps: this.steps }
    const places = apart(this.secrets)
    const secrets = places.length > 0 && { secrets: places }
    const programs = this.programs.length > 0 && { programs: this.programs }
    const der = this.#der
    return {
      path,
      bytes,
      lines,
      documents,
      bundles,
      scripts,
      variables,
      images,
      ignores,
      notes,
      ...conditions,
      ...steps,
      ...secrets,
      ...programs,
      der,
      stats,
    }
  }
}

/** Each certificate once: what a script writes to a file is found there, and again in the text of the script. */
function told(bundles: readonly BundleFact[]): readonly BundleFact[] {
  const written = new Set(
    bundles.flatMap(({ carrier, certificates, keys }) =>
      carrier?.kind === "heredoc" ? [...certificates, ...keys].map(({ location }) => location.start) : [],
    ),
  )
  if (written.size === 0) return bundles
  return bundles.filter(({ carrier, certificates, keys }) => {
    const places = [...certificates, ...keys].map(({ location }) => location.start)
    return carrier?.kind === "heredoc" || places.length === 0 || places.some((place) => !written.has(place))
  })
}
