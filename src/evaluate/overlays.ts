import { posix } from "node:path"
import type { DocumentFact } from "../model/facts.ts"
import { at, itemsAt, type Node, type Scalar, scalarAt, textAt, walk } from "../model/tree.ts"
import { argumentsOf, mountOf, type Variable, type Volume, variableOf, volumeOf } from "./container-parts.ts"
import { grouped } from "./grouped.ts"
import type { Inventory } from "./inventory.ts"
import { type Container, containersOf } from "./workloads.ts"

/** A container as an overlay makes it: what patches add stands in other documents. */
export interface EffectiveContainer extends Container {
  /** The documents that nodes of patches stand in. */
  readonly origins: ReadonlyMap<Node, DocumentFact>
}

/** A patch of a kustomization, with the objects that it is for. */
interface Patch {
  readonly document: DocumentFact
  readonly matches: (kind: string, name: string) => boolean
}

interface Overlay {
  /** Everything that it takes in, itself included: folders of kustomizations and files. */
  readonly reached: ReadonlySet<string>
  readonly patches: readonly Patch[]
  readonly top: boolean
}

interface Overlays {
  /** The outermost overlays that take a file in and patch something, by the file. */
  readonly patching: ReadonlyMap<string, readonly Overlay[]>
  /** The patches that have their object in the repository. */
  readonly applied: ReadonlySet<DocumentFact>
}

const remembered = new WeakMap<Inventory, Overlays>()

/** Whether a document is a patch of an object of the repository, so that the object itself shows what it does. */
export function isAppliedPatch(document: DocumentFact, inventory: Inventory): boolean {
  return overlaysOf(inventory).applied.has(document)
}

/**
 * The containers of a document in each of the overlays that patch it, by strategic merge or JSON 6902; as they stand,
 * where none does.
 */
export function effectiveContainers(
  document: DocumentFact,
  inventory: Inventory,
): readonly (readonly EffectiveContainer[])[] {
  const { root } = document
  if (effective?.root !== root || effective.inventory !== inventory)
    effective = { root, inventory, variants: variantsOf(document, inventory) }
  return effective.variants
}

/** Of one document, as in `containersOf`. */
let effective: { root: Node; inventory: Inventory; variants: readonly (readonly EffectiveContainer[])[] } | undefined

function variantsOf(document: DocumentFact, inventory: Inventory): EffectiveContainer[][] {
  const plain = containersOf(document).map((container) => ({ ...container, origins: new Map() }))
  const { resource } = document
  if (document.kind !== "kubernetes" || resource === undefined || resource.name === "" || plain.length === 0)
    return [plain]
  const variants = (overlaysOf(inventory).patching.get(document.path) ?? [])
    .map(({ patches }) =>
      patches.filter(({ document: own, matches }) => own !== document && matches(resource.kind, resource.name)),
    )
    .filter((patches) => patches.length > 0)
    .map((patches) =>
      patches.reduce<EffectiveContainer[]>((containers, patch) => patched(containers, patch.document), plain),
    )
  return variants.length === 0 ? [plain] : variants
}

function patched(containers: EffectiveContainer[], { root, ...rest }: DocumentFact): EffectiveContainer[] {
  const document: DocumentFact = { root, ...rest }
  if (root.kind === "sequence")
    return root.items.reduce<EffectiveContainer[]>((list, operation) => operated(list, operation, document), containers)
  const pods = [...walk(root)].filter(
    ({ node }) => at(node, "containers")?.kind === "sequence" || at(node, "volumes")?.kind === "sequence",
  )
  return pods.reduce<EffectiveContainer[]>((list, { node }) => merged(list, node, document), containers)
}

function merged(containers: EffectiveContainer[], pod: Node, document: DocumentFact): EffectiveContainer[] {
  const volumes = itemsAt(pod, "volumes").map(volumeOf)
  const parts = [...itemsAt(pod, "containers"), ...itemsAt(pod, "initContainers")]
  const known = containers.map((container) => {
    const part = parts.find((item) => textAt(item, "name") === container.name)
    return extended(container, document, {
      environment: itemsAt(part, "env"),
      mounts: itemsAt(part, "volumeMounts"),
      arguments: [...itemsAt(part, "command"), ...itemsAt(part, "args")],
      image: textAt(part, "image"),
      volumes,
      open: itemsAt(part, "envFrom").length > 0,
    })
  })
  return known
}

/** `{op: add, path: /spec/template/spec/containers/0/env/-, value: …}` (RFC 6902). */
function operated(containers: EffectiveContainer[], operation: Node, document: DocumentFact): EffectiveContainer[] {
  const path = textAt(operation, "path") ?? ""
  const value = at(operation, "value")
  if (value === undefined || !/^(add|replace)$/.test(textAt(operation, "op") ?? "")) return containers
  const list = value.kind === "sequence" ? value.items : [value]
  if (/\/volumes(\/(-|\d+))?$/.test(path))
    return containers.map((container) => extended(container, document, { volumes: list.map(volumeOf) }))
  const [, group, index, field, variable] =
    /\/(containers|initContainers)\/(\d+)\/(env|volumeMounts|args|command|envFrom)(?:\/(\d+)\/value|\/(?:-|\d+))?$/.exec(
      path,
    ) ?? []
  if (group === undefined) return containers
  const target = containers.filter(({ init }) => init === (group === "initContainers"))[Number(index)]
  return containers.map((container) => {
    if (container !== target) return container
    if (variable !== undefined) return revalued(container, Number(variable), value, document)
    return extended(container, document, {
      ...(field === "env" && { environment: list }),
      ...(field === "volumeMounts" && { mounts: list }),
      ...((field === "args" || field === "command") && { arguments: list, appended: value.kind === "scalar" }),
      open: field === "envFrom",
    })
  })
}

interface Additions {
  readonly environment?: readonly Node[]
  readonly mounts?: readonly Node[]
  readonly arguments?: readonly Node[]
  /** Whether the arguments come after those that are there. */
  readonly appended?: boolean
  readonly volumes?: readonly Volume[]
  readonly image?: string | undefined
  readonly open?: boolean
}

function extended(container: EffectiveContainer, document: DocumentFact, additions: Additions): EffectiveContainer {
  const { environment = [], mounts = [], volumes = [], arguments: words = [], image } = additions
  const all = [...volumes, ...container.volumes.filter(({ name }) => !volumes.some((added) => added.name === name))]
  const variables = environment.flatMap(variableOf)
  const flags = argumentsOf(words)
  const origins = new Map(container.origins)
  for (const { node, value } of variables)
    for (const origin of [node, value]) if (origin !== undefined) origins.set(origin, document)
  for (const { node } of flags) origins.set(node, document)
  const added = mounts.flatMap((node) => mountOf(node, all))
  // A mount whose volume comes with a patch is only complete now.
  const own = container.mounts.map((mount) =>
    mount.volume === undefined ? (mountOf(mount.node, all)[0] ?? mount) : mount,
  )
  return {
    ...container,
    ...(image !== undefined && { image }),
    arguments:
      words.length === 0 ? container.arguments : additions.appended ? [...container.arguments, ...flags] : flags,
    environment: [
      ...container.environment.filter(({ name }) => !variables.some((other) => other.name === name)),
      ...variables,
    ],
    mounts: [...own, ...added],
    volumes: all,
    open: container.open || additions.open === true,
    origins,
  }
}

function revalued(
  container: EffectiveContainer,
  index: number,
  value: Node,
  document: DocumentFact,
): EffectiveContainer {
  if (value.kind !== "scalar") return container
  const environment = container.environment.map(
    (variable, at): Variable => (at === index ? { ...variable, value } : variable),
  )
  return { ...container, environment, origins: new Map([...container.origins, [value, document]]) }
}

function overlaysOf(inventory: Inventory): Overlays {
  const known = remembered.get(inventory)
  if (known !== undefined) return known
  const documents = inventory.documents("kustomization").filter(({ inner }) => inner.length === 0)
  const graph = new Map(documents.map((document) => [folderOf(document.path), targetsOf(document)]))
  const own = new Map(documents.map((document) => [folderOf(document.path), patchesOf(document, inventory)]))
  const used = new Set([...graph.values()].flat())
  const list = [...graph.keys()].flatMap((folder): Overlay[] => {
    const reached = closure(folder, graph)
    const patches = [...reached].flatMap((part) => own.get(part) ?? [])
    return patches.length === 0 ? [] : [{ reached, patches, top: !used.has(folder) }]
  })
  const workloads = grouped(
    inventory
      .documents("kubernetes")
      .filter(({ resource, carrier }) => resource !== undefined && carrier?.kind !== "patch"),
    ({ path }) => path,
  )
  const applied = new Set<DocumentFact>()
  const patching = new Map<string, Overlay[]>()
  for (const overlay of list) {
    const { reached, patches, top } = overlay
    // A file is taken in by name; a folder only through its kustomization.
    const taken = [...reached].flatMap((path) => workloads.get(path) ?? [])
    for (const { document, matches } of patches)
      if (taken.some((other) => other !== document && matches(other.resource!.kind, other.resource!.name)))
        applied.add(document)
    if (top)
      for (const path of reached) {
        const known = patching.get(path)
        if (known === undefined) patching.set(path, [overlay])
        else known.push(overlay)
      }
  }
  const overlays = { patching, applied }
  remembered.set(inventory, overlays)
  return overlays
}

function targetsOf({ path, root }: DocumentFact): string[] {
  return ["resources", "bases", "components"].flatMap((key) =>
    itemsAt(root, key).flatMap((item) =>
      item.kind === "scalar" && !item.value.includes("://")
        ? [posix.normalize(posix.join(folderOf(path), item.value)).replace(/\/$/, "")]
        : [],
    ),
  )
}

function closure(folder: string, graph: ReadonlyMap<string, readonly string[]>): Set<string> {
  const reached = new Set([folder])
  for (const current of reached) for (const target of graph.get(current) ?? []) reached.add(target)
  return reached
}

function patchesOf(kustomization: DocumentFact, inventory: Inventory): Patch[] {
  const { root } = kustomization
  const listed = ["patches", "patchesJson6902", "patchesStrategicMerge"].flatMap((key) =>
    itemsAt(root, key).map((item, index) => ({
      item,
      pointer: item.kind === "scalar" ? `${key}.${index}` : `${key}.${index}.patch`,
    })),
  )
  return listed.flatMap(({ item, pointer }) => {
    const path: Scalar | undefined = item.kind === "scalar" ? item : scalarAt(item, "path")
    const documents =
      path !== undefined && !path.value.includes("\n")
        ? (
            inventory.files.get(posix.normalize(posix.join(folderOf(kustomization.path), path.value)))?.documents ?? []
          ).filter(({ inner }) => inner.length === 0)
        : (inventory.files.get(kustomization.path)?.documents ?? []).filter(({ inner }) => inner.at(-1) === pointer)
    const target = at(item, "target")
    return documents.map((document): Patch => ({ document, matches: matcher(document, target) }))
  })
}

function matcher({ resource }: DocumentFact, target: Node | undefined): Patch["matches"] {
  if (target === undefined) return (kind, name) => resource?.kind === kind && resource.name === name
  const wanted = textAt(target, "name")
  const selected = textAt(target, "kind")
  return (kind, name) =>
    (selected === undefined || selected === kind) && (wanted === undefined || anchored(wanted, name))
}

/** Names of targets are anchored regular expressions; plain names and `.*` are what people write. */
function anchored(pattern: string, name: string): boolean {
  return pattern === name || (/^[\w.*|()-]+$/.test(pattern) && pattern.split("|").some((part) => like(part, name)))
}

function like(pattern: string, name: string): boolean {
  const [head = "", ...rest] = pattern.replaceAll(/[()]/g, "").split(".*")
  if (rest.length === 0) return head === name
  return (
    name.startsWith(head) && name.endsWith(rest.at(-1) ?? "") && name.length >= head.length + (rest.at(-1)?.length ?? 0)
  )
}

function folderOf(path: string): string {
  const slash = path.lastIndexOf("/")
  return slash === -1 ? "." : path.slice(0, slash)
}
