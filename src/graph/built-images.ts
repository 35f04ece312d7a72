import { posix } from "node:path"
import { ancestors, environmentOf } from "../distribution/images.ts"
import { distributionOf, type Stage } from "../distribution/index.ts"
import type { Inventory } from "../join/inventory.ts"
import type { DocumentFact, ScriptFact } from "../model/facts.ts"
import { folderOf } from "../model/folders.ts"
import { at, itemsAt, type Node, textAt } from "../model/tree.ts"
import { origin } from "../workloads/upstream.ts"
import { absent, unknown } from "./contents.ts"
import { type FileSystem, fileSystem, type Layer, normal } from "./file-system.ts"
import type { SystemStore, Text } from "./process.ts"
import { textsOf } from "./process.ts"
import { folderLayer } from "./repository-files.ts"

/** An image, as far as the repository shows what is in it. */
export interface Image {
  /** The image that others publish, which it is built on. */
  readonly base: string | undefined
  readonly files: FileSystem
  readonly system: SystemStore
  readonly environment: ReadonlyMap<string, string>
  readonly entrypoint: readonly Text[]
  readonly command: readonly Text[]
  /** Scripts in shell form that it starts with. */
  readonly scripts: readonly ScriptFact[]
  readonly folder: string
}

/** What a published image is; one of somebody's own registry may hold anything. */
export function publishedImage(image: string | undefined): Image {
  const known = image !== undefined && !/[{}$]/.test(image) && origin(image) !== "private"
  const why = `what is in the image ${image ?? ""} is not in the repository`
  return {
    base: image,
    files: known ? upstreamFiles : closed(why),
    system: known ? { kind: "known", paths: [] } : { kind: "unknown", why },
    environment: new Map(),
    entrypoint: [],
    command: [],
    scripts: [],
    folder: "/",
  }
}

const upstreamFiles: FileSystem = {
  read: (path) => (ownTrees.test(path) ? unknown(`${path} may be in the image`) : absent(`nothing puts ${path} there`)),
  list: () => undefined,
}

/** Where images keep files of their own. */
const ownTrees = /^\/(usr|lib|lib64|opt|bin|sbin|etc\/(ssl|pki|nginx|haproxy|postgresql|ca-certificates)|app|srv)(\/|$)/

function closed(why: string): FileSystem {
  return { read: () => unknown(why), list: () => undefined }
}

/** The image that a Dockerfile of the repository makes. */
export function builtImage(
  dockerfile: string,
  target: string | undefined,
  context: string,
  inventory: Inventory,
): Image | undefined {
  const document = inventory
    .documents("dockerfile")
    .find(({ path, inner }) => path === dockerfile && inner.length === 0)
  const stages = distributionOf(inventory).dockerfiles.find(([stage]) => stage?.path === dockerfile)
  const stage = target === undefined ? stages?.at(-1) : stages?.find(({ label }) => label === target)
  if (document === undefined || stage === undefined) return undefined
  const line = [...ancestors(stage).reverse(), stage]
  const base = publishedImage(stage.image)
  const instructions = line.flatMap(({ index }) => itemsAt(at(document.root, "stages", index), "instructions"))
  const folder = instructions.reduce((known, node) => {
    const given = textAt(node, "op") === "WORKDIR" ? textAt(itemsAt(node, "words")[0]) : undefined
    return given === undefined ? known : posix.resolve(known, given)
  }, "/")
  const ran = instructions.some((node) => textAt(node, "op") === "RUN")
  const layers = instructions.flatMap((node) => copied(node, context, folder, inventory))
  const below: FileSystem = ran ? closed("a command of the Dockerfile may have made it") : base.files
  return {
    base: stage.image,
    files: fileSystem(layers, below),
    system: systemOf(line, base, context, inventory),
    environment: environmentOf(stage),
    entrypoint: startOf("ENTRYPOINT", instructions, document, inventory),
    command: startOf("CMD", instructions, document, inventory),
    scripts: (inventory.files.get(document.path)?.scripts ?? []).filter(
      ({ scope, name, stage: index }) =>
        scope === "dockerfile" && /^(CMD|ENTRYPOINT)$/.test(name) && index === stage.index,
    ),
    folder,
  }
}

function startOf(op: string, instructions: readonly Node[], document: DocumentFact, inventory: Inventory): Text[] {
  const node = instructions.findLast((one) => textAt(one, "op") === op)
  return node === undefined ? [] : textsOf(itemsAt(node, "words"), document, inventory)
}

/** What a COPY or ADD puts into the image, from the repository. */
function copied(node: Node, context: string, folder: string, inventory: Inventory): Layer[] {
  const op = textAt(node, "op")
  const target = textAt(node, "target")
  if ((op !== "COPY" && op !== "ADD") || target === undefined || /[$*]/.test(target)) return []
  const sources = itemsAt(node, "sources").flatMap((item) => (item.kind === "scalar" ? [item.value] : []))
  const to = posix.resolve(folder, target)
  const foreign = at(node, "flags", "from") !== undefined
  return sources.map((source): Layer => {
    const from = posix.join(context, source).replace(/\/$/, "")
    const isFile = inventory.paths.has(from)
    const path = isFile && (target.endsWith("/") || sources.length > 1) ? posix.join(to, posix.basename(source)) : to
    if (foreign || /[*?[$]|^[a-z]+:\/\//.test(source)) {
      const why = `${path} comes from another stage or a pattern`
      return { path: normal(path), read: () => unknown(why), list: () => undefined }
    }
    return { ...folderLayer(from, inventory), path: normal(path) }
  })
}

/** What the steps of a Dockerfile add to the store of its distribution. */
function systemOf(line: readonly Stage[], base: Image, context: string, inventory: Inventory): SystemStore {
  if (base.system.kind === "unknown") return base.system
  const steps = line.flatMap((stage) => stage.steps)
  const last = steps.findLastIndex((step) => step.does === "update")
  if (line.some((stage) => stage.copies.some(({ target }) => ownStore.test(target))))
    return { kind: "unknown", why: "another stage fills the store of the image" }
  if (steps.some((step) => step.does === "unseen"))
    return { kind: "unknown", why: "a step of the Dockerfile is not known" }
  const paths: string[] = []
  for (const [index, step] of steps.entries()) {
    if (step.does === "update" && step.conditional)
      return { kind: "unknown", why: "a step updates the store under a condition" }
    if (step.does !== "place" || step.store === undefined) continue
    const { target, sources, conditional, inline } = step
    if (conditional || inline !== undefined || sources.length !== 1)
      return { kind: "unknown", why: `what the Dockerfile puts at ${target} is not known` }
    const isDebian = /^\/usr\/local\/share\/ca-certificates\//.test(target)
    // Debian's update-ca-certificates reads what ends in .crt; Alpine's reads every file.
    if (isDebian && !/alpine/.test(base.base ?? "") && !/\.crt$/.test(target)) continue
    if (!isDebian && !/^\/etc\/pki\/ca-trust\/source\/anchors\//.test(target))
      return { kind: "unknown", why: `what ${target} does to the store is not known` }
    // What comes after the last update is in no bundle.
    if (index > last) continue
    const path = [posix.join(context, sources[0]!), sources[0]!].find((one) => inventory.paths.has(one))
    if (path === undefined) return { kind: "unknown", why: `${sources[0]} is not in the repository` }
    paths.push(path)
  }
  return { kind: "known", paths }
}

const ownStore = /\/etc\/(ssl|pki|ca-certificates)|share\/ca-certificates/

/** The Dockerfile of a `build`, and its context, as paths of the repository. */
export function buildOf(
  node: Node,
  compose: DocumentFact,
): { dockerfile: string; context: string; target?: string } | undefined {
  const build = at(node, "build")
  if (build === undefined) return undefined
  const given = build.kind === "scalar" ? build.value : (textAt(build, "context") ?? ".")
  if (/:\/\/|\$/.test(given)) return undefined
  const joined = posix.join(folderOf(compose.path), given).replace(/\/$/, "")
  const context = joined === "." ? "" : joined
  const target = textAt(build, "target")
  const dockerfile = posix.join(context, textAt(build, "dockerfile") ?? "Dockerfile")
  return { dockerfile, context, ...(target !== undefined && { target }) }
}
