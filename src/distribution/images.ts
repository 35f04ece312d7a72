import { posix } from "node:path"
import type { Inventory } from "../join/inventory.ts"
import type { DocumentFact } from "../model/facts.ts"
import { at, entriesAt, itemsAt, type Node, scalarAt, textAt } from "../model/tree.ts"
import { familyOfImage, storeOf } from "./distros.ts"
import { type Placement, type Step, stepsOf } from "./steps.ts"
import { repositoryFiles, type Unit } from "./unit.ts"

/** A stage of a Dockerfile. */
export interface Stage extends Unit {
  readonly index: number
  /** The stage that it is built on. */
  readonly parent?: Stage
  /** The stages that this one copies from, with what. */
  readonly copies: readonly { readonly from: string; readonly sources: readonly string[]; readonly target: string }[]
  readonly label?: string
  readonly node: false
}

/** The stages of a Dockerfile, each with the steps of those it is built on before its own. */
export function stagesOf(document: DocumentFact, inventory: Inventory): Stage[] {
  const nodes = itemsAt(document.root, "stages")
  const stages: Stage[] = []
  const folders: (string | undefined)[] = []
  for (const [index, node] of nodes.entries()) {
    const image = textAt(node, "image")
    const label = textAt(node, "name")
    const parent = stages.find((stage) => stage.label !== undefined && stage.label === image)
    const { steps: own, folder } = ownSteps(document, node, index, parent && folders[parent.index], inventory)
    folders.push(folder)
    const base = parent?.image ?? image
    const family = parent?.family ?? (image === undefined ? undefined : familyOfImage(image))
    stages.push({
      kind: "image",
      path: document.path,
      inner: document.inner,
      name: label === undefined ? (nodes.length === 1 ? "the image" : `stage ${index}`) : `stage "${label}"`,
      ...(base !== undefined && { image: base }),
      ...(family !== undefined && { family }),
      whole: true,
      steps: own,
      after: [],
      index,
      ...(parent && { parent }),
      ...(label !== undefined && { label }),
      copies: copiesOf(node),
      node: false,
    })
  }
  return stages.map((stage) => ({
    ...stage,
    after: stages
      .filter((other) => ancestors(other).some(({ index }) => index === stage.index))
      .flatMap(({ steps }) => steps),
  }))
}

/** The stages that a stage is built on, nearest first. */
export function ancestors(stage: Stage): Stage[] {
  return stage.parent === undefined ? [] : [stage.parent, ...ancestors(stage.parent)]
}

/** The steps of a stage that begins in a folder, where that is known, and the folder in which it ends. */
function ownSteps(
  document: DocumentFact,
  stage: Node,
  index: number,
  from: string | undefined,
  inventory: Inventory,
): { steps: Step[]; folder: string | undefined } {
  const copied: Placement[] = []
  let folder = from
  for (const instruction of itemsAt(stage, "instructions")) {
    const [word] = textAt(instruction, "op") === "WORKDIR" ? itemsAt(instruction, "words") : []
    if (word?.kind === "scalar") folder = word.type === "template" ? undefined : below(folder, word.value)
    copied.push(...copySteps(instruction, folder, document.path, inventory))
  }
  const scripts = inventory.files.get(document.path)?.scripts ?? []
  const run = scripts
    .filter(
      (script) =>
        script.scope === "dockerfile" &&
        script.stage === index &&
        script.name === "RUN" &&
        script.inner.join("\0") === document.inner.join("\0"),
    )
    .flatMap(({ commands }) => commands.flatMap(stepsOf))
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
      target: directory ? `${target.value.replace(/\/*$/, "/")}${textAt(heredoc, "name") ?? ""}` : target.value,
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
      target: directory ? `${target.value.replace(/\/*$/, "/")}${known ? last : ""}` : target.value,
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
export function environmentOf(stage: Stage, inventory: Inventory): Map<string, string> {
  const found = new Map<string, string>()
  const document = inventory
    .documents("dockerfile")
    .find(({ path, inner }) => path === stage.path && inner.join("\0") === stage.inner.join("\0"))
  for (const { index } of [...ancestors(stage).reverse(), stage])
    for (const instruction of itemsAt(at(document?.root, "stages", index), "instructions"))
      if (textAt(instruction, "op") === "ENV")
        for (const { key, value } of entriesAt(instruction, "entries"))
          if (value.kind === "scalar") found.set(key.value, value.value)
  return found
}
