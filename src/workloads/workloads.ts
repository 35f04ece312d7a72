import type { DocumentFact } from "../model/facts.ts"
import type { ResourceRef } from "../model/source.ts"
import { at, itemsAt, type Node, textAt, walk } from "../model/tree.ts"
import { composeContainers } from "./compose.ts"
import {
  type Argument,
  argumentsOf,
  flagsOf,
  type Mount,
  mountOf,
  type Variable,
  type Volume,
  variableOf,
  variablesOf,
  volumeOf,
} from "./container-parts.ts"

/** A container as a manifest, the values of a chart, or a compose file describe it: what its processes will see. */
export interface Container {
  readonly document: DocumentFact
  readonly resource?: ResourceRef
  readonly node: Node
  readonly name: string
  readonly image?: string
  readonly arguments: readonly Argument[]
  readonly environment: readonly Variable[]
  readonly mounts: readonly Mount[]
  /** All volumes of its pod. */
  readonly volumes: readonly Volume[]
  /** Whether anything else may mount or set things: a chart's own templates, `envFrom`, a sidecar injector. */
  readonly open: boolean
  readonly init: boolean
}

/** The containers of a document, read once for the rules that look at it in turn. */
export function containersOf(document: DocumentFact): readonly Container[] {
  const { root } = document
  if (remembered?.root !== root) remembered = { root, containers: read(document) }
  return remembered.containers
}

/** Of one document only: its tree may be packed by the time that somebody asks again. */
let remembered: { readonly root: Node; readonly containers: readonly Container[] } | undefined

function read(document: DocumentFact): Container[] {
  if (document.kind === "kubernetes") return podContainers(document)
  if (document.kind === "helm-values" || document.kind === "helmfile") return chartContainers(document)
  if (document.kind === "compose") return composeContainers(document)
  return []
}

function podContainers(document: DocumentFact): Container[] {
  const found: Container[] = []
  for (const { node, path } of walk(document.root)) {
    if (node.kind !== "mapping" || at(node, "containers")?.kind !== "sequence") continue
    // A CRD's schema names containers as properties; a pod's containers have names or images.
    if (path.includes("properties")) continue
    const volumes = itemsAt(node, "volumes").map(volumeOf)
    for (const [key, init] of [
      ["containers", false],
      ["initContainers", true],
    ] as const)
      for (const container of itemsAt(node, key))
        if (container.kind === "mapping") found.push(containerOf(document, container, volumes, init))
  }
  return found
}

function containerOf(document: DocumentFact, node: Node, volumes: readonly Volume[], init: boolean): Container {
  const image = textAt(node, "image")
  return {
    document,
    ...(document.resource && { resource: document.resource }),
    node,
    name: textAt(node, "name") ?? "",
    ...(image !== undefined && { image }),
    arguments: argumentsOf([...itemsAt(node, "command"), ...itemsAt(node, "args")]),
    environment: itemsAt(node, "env").flatMap(variableOf),
    mounts: itemsAt(node, "volumeMounts").flatMap((mount) => mountOf(mount, volumes)),
    volumes,
    open: itemsAt(node, "envFrom").length > 0 || isPatch(document) || document.template,
    init,
  }
}

/** A patch, or an object without its image, is a part of an object that stands elsewhere. */
function isPatch(document: DocumentFact): boolean {
  return document.carrier?.kind === "patch"
}

/** The values of a chart describe one container at the top, and one below each key that has an image, env or mounts. */
function chartContainers(document: DocumentFact): Container[] {
  const found: Container[] = []
  for (const { node } of walk(document.root, 20_000)) {
    if (node.kind !== "mapping") continue
    const mounts = keyed(node, ["extraVolumeMounts", "volumeMounts", "additionalVolumeMounts"])
    const variables = keyed(node, [
      "env",
      "extraEnv",
      "extraEnvs",
      "extraEnvVars",
      "envVars",
      "extraEnvironmentVars",
      "environment",
    ])
    const flags = keyed(node, ["extraArgs", "args", "additionalArguments", "arguments"])
    if (mounts.length + variables.length + flags.length === 0) continue
    const volumes = keyed(node, ["extraVolumes", "volumes", "additionalVolumes"]).flatMap((list) =>
      itemsAt(list).map(volumeOf),
    )
    const image = textAt(node, "image", "repository") ?? textAt(node, "image")
    const tag = textAt(node, "image", "tag")
    found.push({
      document,
      ...(document.carrier?.resource && { resource: document.carrier.resource }),
      ...(document.resource && { resource: document.resource }),
      node,
      name: "",
      ...(image !== undefined && { image: tag === undefined ? image : `${image}:${tag}` }),
      arguments: flags.flatMap(flagsOf),
      environment: variables.flatMap(variablesOf),
      mounts: mounts.flatMap((list) => itemsAt(list).flatMap((mount) => mountOf(mount, volumes))),
      volumes,
      open: true,
      init: false,
    })
  }
  return found
}

function keyed(node: Node, keys: readonly string[]): Node[] {
  return keys.flatMap((key) => at(node, key) ?? [])
}

/** The file or directory of a container that an absolute path is in, and what stands there. */
export type Mounted =
  | { readonly kind: "file" | "directory" | "inside"; readonly mount: Mount; readonly rest: string }
  | undefined

/** What a mount puts at a path: the longest mount path that holds it rules. */
export function mountedAt(container: Container, path: string): Mounted {
  const wanted = normal(path)
  const holding = container.mounts
    .map((mount) => ({ mount, at: normal(mount.path) }))
    .filter(({ at: mountPath }) => wanted === mountPath || wanted.startsWith(`${mountPath}/`) || mountPath === "/")
    .sort((a, b) => b.at.length - a.at.length)[0]
  if (holding === undefined) return undefined
  const { mount, at: mountPath } = holding
  const rest = wanted.slice(mountPath.length).replace(/^\//, "")
  if (rest !== "") return { kind: "inside", mount, rest }
  return { kind: isFileMount(mount) ? "file" : "directory", mount, rest }
}

/** A mount with a subPath, or one that a compose file or hostPath gives the name of a file, is a file. */
function isFileMount({ path, subPath, volume }: Mount): boolean {
  if (subPath !== undefined)
    return (
      /\.[A-Za-z0-9]{1,8}$/.test(subPath) ||
      /\.[A-Za-z0-9]{1,8}$/.test(path) ||
      volume?.kind === "config-map" ||
      volume?.kind === "secret"
    )
  const source = volume?.hostPath
  return source !== undefined && /\.(crt|pem|cer|key|jks|p12|json|conf|ya?ml)$/.test(source)
}

function normal(path: string): string {
  const clean = path.replace(/\/+/g, "/")
  return clean.length > 1 ? clean.replace(/\/$/, "") : clean
}
