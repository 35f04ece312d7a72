import { resourceOf } from "../../collect/resources.ts"
import type { BundleFact, DocumentFact, FileFacts } from "../../model/facts.ts"
import { folderOf } from "../../model/folders.ts"
import type { Inventory } from "../inventory.ts"
import { type ChartValues, Rendering } from "./render.ts"
import { chartOfTemplate, valuesOfChart } from "./values.ts"

/** The files of a repository with the templates of its charts as their values make them. */
export interface Charts {
  readonly files: readonly FileFacts[]
  /** What each release makes of an object, by any of these, where several releases make different things. */
  readonly variants: ReadonlyMap<DocumentFact, readonly DocumentFact[]>
}

/** The charts of a repository, rendered as far as literals go; undefined where none has a template that takes values. */
export function chartsOf(inventory: Inventory): Charts | undefined {
  const charts = new Set(
    inventory
      .documents("helm-chart")
      .filter(isChart)
      .map(({ path }) => folderOf(path)),
  )
  if (charts.size === 0) return undefined
  const known = new Map<string, readonly ChartValues[]>()
  const variants = new Map<DocumentFact, readonly DocumentFact[]>()
  let changed = false
  const files = [...inventory.files.values()].map((file) => {
    const chart = isWritten(file) ? chartOfTemplate(file.path, charts) : undefined
    if (chart === undefined) return file
    const values = known.get(chart) ?? valuesOfChart(chart, inventory)
    known.set(chart, values)
    if (values.length === 0) return file
    changed = true
    return rendered(file, values, inventory, variants)
  })
  return changed ? { files, variants } : undefined
}

/** Whether a file is a template that somebody may have written; of others, no limit of time is known. */
function isWritten({ bytes, steps, stats }: FileFacts): boolean {
  return (steps !== undefined || stats.templates > 0) && bytes < 1_000_000 && (steps?.length ?? 0) < 2_000
}

function isChart({ path }: DocumentFact): boolean {
  return /(^|\/)Chart\.ya?ml$/.test(path)
}

function rendered(
  file: FileFacts,
  values: readonly ChartValues[],
  { borrowed }: Inventory,
  variants: Map<DocumentFact, readonly DocumentFact[]>,
): FileFacts {
  const renderings = values.map((one) => new Rendering(file, one, borrowed))
  const documents = file.documents.map((document) => {
    const made = renderings.map((rendering) => {
      const one = rendering.document(document)
      return one === document ? document : named(one)
    })
    const present = [...new Set(made.filter((one) => one !== undefined))]
    const [first] = present
    if (first === undefined) return left(document)
    if (present.length > 1) for (const one of present) variants.set(one, present)
    return first
  })
  const [first] = renderings
  const conditions = first?.conditions()
  const variables = first === undefined ? file.variables : file.variables.map((one) => first.variable(one))
  const { conditions: _, ...rest } = file
  return {
    ...rest,
    documents,
    variables,
    bundles: file.bundles.map((bundle) => carried(bundle, documents)),
    ...(conditions && { conditions }),
  }
}

/** What no release renders is nothing that anybody deploys. */
function left({ resource: _, ...document }: DocumentFact): DocumentFact {
  const { start, end } = document.root
  return { ...document, kind: "plain", root: { kind: "mapping", entries: [], start, end } }
}

/** The object under the name that it has now. */
function named(document: DocumentFact | undefined): DocumentFact | undefined {
  if (document?.resource === undefined) return document
  return { ...document, resource: resourceOf(document.root) }
}

/** A bundle whose object has got a name. */
function carried(bundle: BundleFact, documents: readonly DocumentFact[]): BundleFact {
  const resource = bundle.owner && documents[bundle.owner.document]?.resource
  if (resource === undefined || bundle.carrier?.resource === undefined) return bundle
  return { ...bundle, carrier: { ...bundle.carrier, resource } }
}
