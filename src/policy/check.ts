import type { Inventory } from "../join/inventory.ts"
import { valuesDocuments } from "../join/releases/values-documents.ts"
import { isUninstalled } from "../join/uninstalled.ts"
import { isVendored } from "../join/vendored.ts"
import type { DocumentFact, FileFacts, ScriptFact } from "../model/facts.ts"
import { grouped } from "../model/grouped.ts"
import type { Location, Span } from "../model/place.ts"
import type { Level } from "../model/report.ts"
import { type Circumstance, weigh } from "../model/weight.ts"
import type { Context, Problem, Rule, Subject, Subjects } from "../rules/rule.ts"
import { levelOf } from "./circumstances.ts"

/** What a rule yielded, with its rule and a complete place. */
interface Placed extends Problem {
  readonly rule: Rule
  readonly at: Location
}

/** The same with the level at which it counts before the config has its say, and why that is not the rule's. */
export interface Found extends Placed {
  readonly level: Level
  readonly because: readonly string[]
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
export function check(
  rules: readonly Rule[],
  inventory: Inventory,
  settings: Settings & { readonly isOver?: () => boolean },
): Found[] {
  const context: Context = { inventory, ...settings }
  const tasks = rules.flatMap((rule) => [rule.on].flat().map((on): Task => ({ rule, on, found: [] })))
  for (const [on, concerned] of grouped(tasks, (task) => task.on)) {
    for (const [subject, path] of subjects(on, inventory)) {
      for (const { rule, found } of concerned) {
        // What could not be read is told whatever the time.
        if (rule.family !== "input" && settings.isOver?.()) continue
        try {
          for (const problem of rule.check(subject as never, context)) {
            const placed = {
              ...objectOf(subject),
              ...problem,
              rule,
              at: complete(problem.at, subject, path, inventory),
            }
            found.push(attributed(weighed(returned(placed, inventory), inventory), inventory))
          }
        } catch (error) {
          throw new RuleFault(`rule ${rule.id} failed on ${path || "the repository"}`, { cause: error })
        }
      }
    }
  }
  const all = givingWay(tasks.flatMap(({ found }) => found))
  return inventory.borrowed.isUsed ? once(all, inventory) : [...all]
}

/** What speaks in general is left out where a rule that knows more speaks of the same line. */
function givingWay(all: readonly Found[]): readonly Found[] {
  const told = withoutEffects(all)
  if (!told.some(({ rule }) => rule.yields)) return told
  const lines = new Set(told.filter(({ rule }) => rule.yields !== true).map(({ at }) => `${at.path}\0${at.line}`))
  return told.filter(({ rule, at }) => rule.yields !== true || !lines.has(`${at.path}\0${at.line}`))
}

/** What follows from a fault that another rule tells of is left out. */
function withoutEffects(all: readonly Found[]): readonly Found[] {
  if (!all.some(({ unless }) => unless !== undefined)) return all
  const causes = all.filter(
    ({ unless, level, rule, sensitive }) =>
      unless === undefined && sensitive !== true && (level ?? rule.level) === "error",
  )
  const lines = new Set(causes.map(({ at }) => `${at.path}\0${at.line}`))
  return all.filter(({ unless = [] }) => !unless.some(({ path, line }) => lines.has(`${path}\0${line}`)))
}

/** What a file says, and a tree that borrows from it says again, is told once. */
function once(found: readonly Found[], { borrowed }: Inventory): Found[] {
  const isBorrowed = ({ at }: Found) => borrowed.of(at) !== undefined
  const told = grouped(
    found.filter((one) => !isBorrowed(one)),
    placeOf,
  )
  return found.filter((one) => {
    if (!isBorrowed(one)) return true
    const others = told.get(placeOf(one)) ?? []
    const again = others.some(
      (other) => overlap(other.at, one.at) && (other.message === one.message || !isBorrowed(other)),
    )
    if (again) return false
    told.set(placeOf(one), [...others, one])
    return true
  })
}

function overlap(a: Location, b: Location): boolean {
  return a.start === b.start || (a.start < b.end && b.start < a.end)
}

function placeOf({ rule, at }: Found): string {
  return [rule.id, at.path].join("\0")
}

/** Changes of what is borrowed are made where it was written. */
function returned(found: Placed, { borrowed }: Inventory): Placed {
  if (!borrowed.isUsed || found.edits === undefined) return found
  const edits = found.edits.map((edit) => {
    const lent = borrowed.find(edit)
    return lent === undefined ? edit : { ...edit, ...lent.span, path: lent.lender.path }
  })
  return { ...found, edits }
}

interface Task {
  readonly rule: Rule
  readonly on: Subject
  readonly found: Found[]
}

function complete(place: Span | Location, subject: unknown, path: string, inventory: Inventory): Location {
  const location = "path" in place ? place : inventory.locate(path, place, innerOf(subject))
  const template = templateAt(location, inventory)
  if (template === undefined) return location
  const within = { ...location, inner: [template, ...(location.inner ?? [])] }
  const lent = inventory.borrowed.of(location)
  return lent === undefined ? within : inventory.borrowed.tell(within, lent)
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

function weighed(found: Placed, inventory: Inventory): Found {
  return { ...found, ...levelOf(weigh(found.level ?? found.rule.level, standingOf(found, inventory))) }
}

/**
 * A setting that a template writes under a condition may never be written: it is worth a notice. What is wrong with a
 * certificate or a secret is wrong wherever it stands, but in a chart that somebody else wrote.
 */
function standingOf({ at, certificate, sensitive, rule }: Placed, inventory: Inventory): Circumstance | undefined {
  const { files, borrowed } = inventory
  const lent = borrowed.of(at)
  if (
    rule.family !== "ignore" &&
    (isVendored(at.path, inventory) || isVendored(lent?.lender.into?.path ?? "", inventory))
  )
    return "vendored"
  if (lent?.limit !== undefined) return lent.limit === "notice" ? "chart-unsure" : "chart-values"
  if (certificate === undefined && sensitive !== true && isUninstalled(at, inventory)) return "chart-values"
  const { conditions = [], documents = [] } = files.get(at.path) ?? {}
  if (conditions.length === 0 || certificate !== undefined || sensitive === true) return undefined
  if (/^(chain|certificate|input|ignore)$/.test(rule.family)) return undefined
  // What is rendered or left out as a whole is as its author meant it once it is there.
  const document = documents.find(
    ({ inner, span }) => inner.length === 0 && span.start <= at.start && at.end <= span.end,
  )
  const around = conditions.filter((block) => covers(block, at) && !(document && covers(block, document.root)))
  if (around.some(({ met }) => met !== true)) return "condition"
  return around.length > 0 ? "condition-met" : undefined
}

function covers(outer: Span, inner: Span): boolean {
  return outer.start <= inner.start && inner.end <= outer.end
}

/** Where a stream was rendered from a template, that is what has to be mended: it is told beside the place. */
function attributed(found: Found, { files, locate, borrowed }: Inventory): Found {
  const into = borrowed.of(found.at)?.lender.into
  if (into !== undefined) {
    const remark = { message: "the template that it is put into", at: into }
    return { ...found, related: [remark, ...(found.related ?? [])] }
  }
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
  const { variants, applied } = inventory.overlays
  const documents = on === "helm-values" ? valuesDocuments(inventory) : inventory.documents(on)
  if (variants.size + applied.size === 0) {
    for (const document of documents) yield [document, document.path]
    return
  }
  for (const document of documents) {
    // What a patch does is told by the object that it changes.
    if (on === "kubernetes" && applied.has(document)) continue
    for (const variant of variants.get(document) ?? [document]) yield [variant, variant.path]
  }
}
