import type { DocumentFact, FileFacts, ScriptFact } from "../model/facts.ts"
import type { Location, Span } from "../model/place.ts"
import type { Context, Problem, Rule, Subject, Subjects } from "../rules/rule.ts"
import { grouped } from "./grouped.ts"
import type { Inventory } from "./inventory.ts"
import { isVendored } from "./vendored.ts"

/** What a rule yielded, with its rule and a complete place. */
export interface Found extends Problem {
  readonly rule: Rule
  readonly at: Location
}

export type Settings = Omit<Context, "inventory">

/** A rule that threw: a fault of ours, told with the rule and the file. */
export class RuleFault extends Error {
  override readonly name = "RuleFault"
}

/**
 * Every rule over every subject that it is about, in the order of the rules. Rules yield all they see; whether it counts
 * is the policy's business. All rules see a subject before the next one is taken up: the tree of a document may have to
 * be unpacked for them.
 */
export function check(rules: readonly Rule[], inventory: Inventory, settings: Settings): Found[] {
  const context: Context = { inventory, ...settings }
  const tasks = rules.flatMap((rule) => [rule.on].flat().map((on): Task => ({ rule, on, found: [] })))
  for (const [on, concerned] of grouped(tasks, (task) => task.on)) {
    for (const [subject, path] of subjects(on, inventory)) {
      for (const { rule, found } of concerned) {
        try {
          for (const problem of rule.check(subject as never, context))
            found.push(
              attributed(
                weighed(
                  { ...objectOf(subject), ...problem, rule, at: complete(problem.at, subject, path, inventory) },
                  inventory,
                ),
                inventory,
              ),
            )
        } catch (error) {
          throw new RuleFault(`rule ${rule.id} failed on ${path || "the repository"}`, { cause: error })
        }
      }
    }
  }
  return tasks.flatMap(({ found }) => found)
}

interface Task {
  readonly rule: Rule
  readonly on: Subject
  readonly found: Found[]
}

function complete(place: Span | Location, subject: unknown, path: string, inventory: Inventory): Location {
  const location = "path" in place ? place : inventory.locate(path, place, innerOf(subject))
  const template = templateAt(location, inventory)
  return template === undefined ? location : { ...location, inner: [template, ...(location.inner ?? [])] }
}

/** The template that a place in the output of `helm template` comes from. */
function templateAt({ path, start, end }: Location, { files }: Inventory): string | undefined {
  const document = documentAt(files.get(path), start)
  return document !== undefined && end <= document.span.end ? document.rendered : undefined
}

const outermost = new WeakMap<FileFacts, readonly DocumentFact[]>()

/** The document of a stream, as it stands in the file, that an offset is in or behind. */
function documentAt(file: FileFacts | undefined, offset: number): DocumentFact | undefined {
  if (file === undefined) return undefined
  const documents = outermost.get(file) ?? file.documents.filter(({ inner }) => inner.length === 0)
  outermost.set(file, documents)
  let low = 0
  let high = documents.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (documents[middle]!.span.start <= offset) low = middle + 1
    else high = middle
  }
  return documents[low - 1]
}

/**
 * A setting that a template writes under a condition may never be written: it is worth a notice. What is wrong with a
 * certificate or a secret is wrong wherever it stands, but in a chart that somebody else wrote.
 */
function weighed(found: Found, inventory: Inventory): Found {
  const { at, certificate, sensitive, rule } = found
  const { files } = inventory
  if (rule.family !== "ignore" && isVendored(at.path, inventory)) return { ...found, level: "notice" }
  const { conditions = [], documents = [] } = files.get(at.path) ?? {}
  if (conditions.length === 0 || certificate !== undefined || sensitive === true) return found
  if (/^(chain|certificate|input|ignore)$/.test(rule.family)) return found
  // What is rendered or left out as a whole is as its author meant it once it is there.
  const document = documents.find(
    ({ inner, span }) => inner.length === 0 && span.start <= at.start && at.end <= span.end,
  )
  const from = document?.root.start ?? -1
  const conditional = conditions.some(({ start, end }) => start > from && start <= at.start && at.end <= end)
  return conditional ? { ...found, level: "notice" } : found
}

/** Where a stream was rendered from a template, that is what has to be mended: it is told beside the place. */
function attributed(found: Found, { files, locate }: Inventory): Found {
  const { rendered = [], lines = [] } = files.get(found.at.path) ?? {}
  const source = rendered.findLast(({ start }) => start <= found.at.start)
  if (source === undefined || lines.length === 0) return found
  const remark = { message: `rendered from ${source.template}`, at: locate(found.at.path, source) }
  return { ...found, related: [remark, ...(found.related ?? [])] }
}

/** The Kubernetes object that a subject is or stands in, for rules that do not say it themselves. */
function objectOf(subject: unknown): Pick<Problem, "resource"> {
  const { resource, carrier, script } = subject as Partial<DocumentFact> & { script?: ScriptFact }
  const object = resource ?? carrier?.resource ?? script?.carrier?.resource
  return object === undefined ? {} : { resource: object }
}

function innerOf(subject: unknown): readonly string[] {
  const { inner, script } = subject as { inner?: readonly string[]; script?: { inner: readonly string[] } }
  return inner ?? script?.inner ?? []
}

/** The subjects of a kind, with the file each stands in, in the order of the files. */
function* subjects(on: Subject, inventory: Inventory): Generator<[Subjects[Subject], string]> {
  if (on === "repository") {
    yield [inventory, ""]
    return
  }
  if (on === "command" || on === "script" || on === "variable" || on === "image" || on === "bundle") {
    for (const file of inventory.files.values()) {
      if (on === "bundle") for (const bundle of file.bundles) yield [bundle, file.path]
      else if (on === "variable") for (const variable of file.variables) yield [variable, file.path]
      else if (on === "image") for (const image of file.images) yield [image, file.path]
      else
        for (const script of file.scripts) {
          if (on === "script") yield [script, file.path]
          else for (const command of script.commands) yield [{ command, script }, file.path]
        }
    }
    return
  }
  for (const document of inventory.documents(on)) yield [document, document.path]
}
