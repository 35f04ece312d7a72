import { posix } from "node:path"
import type { Inventory } from "../join/inventory.ts"
import { append } from "../model/append.ts"
import type { DocumentFact, ScriptFact } from "../model/facts.ts"
import { grouped } from "../model/grouped.ts"
import { at, entriesAt, itemsAt, type Node, scalarAt, textAt } from "../model/tree.ts"
import { familyOfImage, storeOf } from "./distros.ts"
import { type Placement, type Step, stepsOf } from "./steps.ts"
import { mostSteps, repositoryFiles, type Unit } from "./unit.ts"

/** Ten times what the longest Dockerfiles have: what is asked of each stage looks at all that it is built on. */
const mostStages = 200

/** A stage of a Dockerfile. */
export interface Stage extends Unit {
  readonly index: number
  readonly document: DocumentFact
  /** The stage that it is built on. */
  readonly parent?: Stage
  /** The stages that this one copies from, with what. */
  readonly copies: readonly { readonly from: string; readonly sources: readonly string[]; readonly target: string }[]
  readonly label?: string
  readonly node: false
}

/** The stages of a Dockerfile, each with the steps of those it is built on before its own. */
export function stagesOf(document: DocumentFact, inventory: Inventory): Stage[] {
  const all = itemsAt(document.root, "stages")
  const nodes = all.slice(0, mostStages)
  const scripts = scriptsByStage(document, inventory)
  const stages: Stage[] = []
  const named = new Map<string, Stage>()
  /** Where each stage ends, as the next one begins there. */
  const folders = new Map<Stage, string | undefined>()
  for (const [index, node] of nodes.entries()) {
    const image = textAt(node, "image")
    const label = textAt(node, "name")
    const parent = image === undefined ? undefined : named.get(image)
    const { steps: own, folder } = ownSteps(
      document,
      node,
      { scripts: scripts.get(index) ?? [], from: parent && folders.get(parent) },
      inventory,
    )
    const base = parent?.image ?? image
    const family = parent?.family ?? (image === undefined ? undefined : familyOfImage(image))
    const stage: Stage = {
      kind: "image",
      path: document.path,
      inner: document.inner,
      name: label === undefined ? (nodes.length === 1 ? "the image" : `stage ${index}`) : `stage "${label}"`,
      ...(base !== undefined && { image: base }),
      ...(family !== undefined && { family }),
      whole: true,
      steps: own.slice(0, mostSteps),
      ...((own.length > mostSteps || (index === 0 && all.length > mostStages)) && { cut: true }),
      after: [],
      index,
      document,
      ...(parent && { parent }),
      ...(label !== undefined && { label }),
      copies: copiesOf(node),
      node: false,
    }
    stages.push(stage)
    folders.set(stage, folder)
    if (label !== undefined && !named.has(label)) named.set(label, stage)
  }
  const after = stages.map((): Step[] => [])
  for (const stage of stages)
    for (const { index } of ancestors(stage)) if (after[index]!.length < mostSteps) append(after[index]!, stage.steps)
  return stages.map((stage, index) => ({ ...stage, after: after[index]! }))
}

/** The scripts of the `RUN`s of a Dockerfile, by the number of their stage. */
function scriptsByStage({ path, inner }: DocumentFact, inventory: Inventory): ReadonlyMap<number, ScriptFact[]> {
  const way = inner.join("\0")
  const run = (inventory.files.get(path)?.scripts ?? []).filter(
    (script) => script.scope === "dockerfile" && script.name === "RUN" && script.inner.join("\0") === way,
  )
  return grouped(run, ({ stage }) => stage ?? -1)
}

/** The stages that a stage is built on, nearest first. */
export function ancestors(stage: Stage): Stage[] {
  return stage.parent === undefined ? [] : [stage.parent, ...ancestors(stage.parent)]
}

/** The steps of a stage that begins in a folder, where that is known, and the folder in which it ends. */
function ownSteps(
  document: DocumentFact,
  stage: Node,
  { scripts, from }: { readonly scripts: readonly ScriptFact[]; readonly from: string | undefined },
  inventory: Inventory,
): { steps: Step[]; folder: string | undefined } {
  const copied: Step[] = []
  let folder = from
  for (const instruction of itemsAt(stage, "instructions")) {
    const [word] = textAt(instruction, "op") === "WORKDIR" ? itemsAt(instruction, "words") : []
    if (word?.kind === "scalar") folder = word.type === "template" ? undefined : below(folder, word.value)
    if (copied.length <= mostSteps) append(copied, copySteps(instruction, folder, document.path, inventory))
  }
  const run = scripts.flatMap(({ commands }) => commands.flatMap(stepsOf))
  return { steps: [...copied, ...run].sort((a, b) => a.at.start - b.at.start), folder }
}

/** A path below a folder, where that is known; a slash at its end stays. */
function below(folder: string | undefined, path: string): string {
  return path.startsWith("/") || folder === undefined ? path : posix.join(folder, path)
}

function copySteps(instruction: Node, folder: string | undefined, path: string, inventory: Inventory): Placement[] {
  const op = textAt(instruction, "op")
  const written = scalarAt(instruction, "target")
  if ((op !== "COPY" && op !== "ADD") || written === undefined) return []
  // A relative destination lies below WORKDIR; `.` is that folder itself.
  const target = { ...written, value: below(folder, /^\.\/?$/.test(written.value) ? "./" : written.value) }
  const from = at(instruction, "flags", "from")
  const nodes = itemsAt(instruction, "sources").filter((node) => node.kind === "scalar")
  const files = nodes.flatMap((node) => {
    // Only what goes into a store is worth looking up by name.
    if (from !== undefined || storeOf(target.value) === undefined) return [{ name: node.value, node }]
    const listed = repositoryFiles(node.value, path, inventory)
    return listed.length > 0 ? listed.map((name) => ({ name, node })) : [{ name: node.value, node }]
  })
  const directory =
    target.value.endsWith("/") || /\/(ca-certificates|anchors|certs)$/.test(target.value) || files.length > 1
  const common = { does: "place", by: op, conditional: false, store: storeOf(target.value) } as const
  const heredocs = itemsAt(instruction, "heredocs").map((heredoc): Placement => {
    const content = at(heredoc, "content")
    return {
      ...common,
      at: target,
      target: directory ? `${target.value.replace(/(?<!\/)\/*$/, "/")}${textAt(heredoc, "name") ?? ""}` : target.value,
      sources: [],
      ...(content && { inline: content }),
    }
  })
  const placements = files.map(({ name, node }): Placement => {
    // A directory that is not in the repository, and a URL, do not tell the name of what is copied.
    const last = name.slice(name.lastIndexOf("/") + 1)
    const known = node.type !== "template" && /\.[A-Za-z0-9]+$/.test(last) && !/[*?[]/.test(last)
    return {
      ...common,
      at: directory ? node : target,
      target: directory ? `${target.value.replace(/(?<!\/)\/*$/, "/")}${known ? last : ""}` : target.value,
      sources: from === undefined ? [name] : [],
    }
  })
  return [...heredocs, ...placements]
}

function copiesOf(stage: Node): Stage["copies"] {
  return itemsAt(stage, "instructions").flatMap((instruction) => {
    const from = scalarAt(instruction, "flags", "from")
    if (from === undefined) return []
    const sources = itemsAt(instruction, "sources").flatMap((node) => (node.kind === "scalar" ? [node.value] : []))
    return [{ from: from.value, sources, target: textAt(instruction, "target") ?? "" }]
  })
}

/** The literal values of the `ENV` instructions of a stage and of those it is built on. */
export function environmentOf(stage: Stage): Map<string, string> {
  const found = new Map<string, string>()
  const stages = itemsAt(stage.document.root, "stages")
  for (const { index } of [...ancestors(stage).reverse(), stage])
    for (const instruction of itemsAt(stages[index], "instructions"))
      if (textAt(instruction, "op") === "ENV")
        for (const { key, value } of entriesAt(instruction, "entries"))
          if (value.kind === "scalar") found.set(key.value, value.value)
  return found
}
