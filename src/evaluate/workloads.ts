import type { DocumentFact } from "../model/facts.ts"
import type { ResourceRef } from "../model/source.ts"
import { at, entriesAt, itemsAt, type Node, type Scalar, scalarAt, textAt, walk } from "../model/tree.ts"

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

/** `--flag=value`, however it is written: one word, two words, or an entry of a map. */
export interface Argument {
  readonly flag: string
  readonly value?: string
  readonly node: Scalar
}

export interface Variable {
  readonly name: string
  /** Absent where the value comes from elsewhere. */
  readonly value?: Scalar
  readonly node: Node
}

export interface Mount {
  readonly path: string
  readonly subPath?: string
  readonly node: Node
  readonly volume?: Volume
}

/** A volume; `keys` are the files it shows, where the manifest lists them. */
export interface Volume {
  readonly name: string
  readonly kind: "config-map" | "secret" | "host-path" | "empty-dir" | "projected" | "other"
  readonly sources: readonly VolumeSource[]
  readonly hostPath?: string
  readonly node: Node
}

export interface VolumeSource {
  readonly kind: "config-map" | "secret" | "other"
  readonly name: string
  readonly items: readonly { readonly key: string; readonly path: string }[]
  readonly node: Node
}

const remembered = new WeakMap<DocumentFact, readonly Container[]>()

/** The containers of a document, read once for all rules. */
export function containersOf(document: DocumentFact): readonly Container[] {
  const known = remembered.get(document)
  if (known !== undefined) return known
  const containers = read(document)
  remembered.set(document, containers)
  return containers
}

function read(document: DocumentFact): Container[] {
  if (document.kind === "kubernetes") return podContainers(document)
  if (document.kind === "helm-values") return chartContainers(document)
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

function composeContainers(document: DocumentFact): Container[] {
  return entriesAt(document.root, "services").flatMap(({ key, value }): Container[] => {
    if (value.kind !== "mapping") return []
    const image = textAt(value, "image")
    return [
      {
        document,
        node: value,
        name: key.value,
        ...(image !== undefined && { image }),
        arguments: argumentsOf([...wordsOf(at(value, "entrypoint")), ...wordsOf(at(value, "command"))]),
        environment: keyed(value, ["environment"]).flatMap(variablesOf),
        mounts: [
          ...itemsAt(value, "volumes").flatMap(composeMount),
          ...itemsAt(value, "secrets").flatMap((node) => handedFile(node, "/run/secrets/")),
          ...itemsAt(value, "configs").flatMap((node) => handedFile(node, "/")),
        ],
        volumes: [],
        open:
          at(value, "env_file") !== undefined || at(value, "build") !== undefined || at(value, "extends") !== undefined,
        init: false,
      },
    ]
  })
}

function composeMount(node: Node): Mount[] {
  if (node.kind === "scalar") {
    const [source = "", target] = node.value.split(":")
    if (target === undefined) return [{ path: source, node }]
    const hostPath = /^[./~]/.test(source) ? { hostPath: source } : {}
    return [{ path: target, node, volume: { name: source, kind: "host-path", sources: [], node, ...hostPath } }]
  }
  const target = textAt(node, "target")
  if (target === undefined) return []
  const source = textAt(node, "source") ?? ""
  const hostPath = /^[./~]/.test(source) ? { hostPath: source } : {}
  return [{ path: target, node, volume: { name: source, kind: "host-path", sources: [], node, ...hostPath } }]
}

/** A secret or config of compose is a file, under its own name unless a target is given. */
function handedFile(node: Node, folder: string): Mount[] {
  const name = node.kind === "scalar" ? node.value : (textAt(node, "target") ?? textAt(node, "source"))
  if (name === undefined) return []
  return [{ path: name.startsWith("/") ? name : `${folder}${name}`, subPath: name, node }]
}

/** The words of a command that is a list, or one text. */
function wordsOf(node: Node | undefined): Node[] {
  if (node?.kind === "sequence") return [...node.items]
  if (node?.kind !== "scalar" || node.type === "null") return []
  const from = node.start + (node.style === "quoted" ? 1 : 0)
  const exact = node.style === "plain" || node.style === "quoted"
  return [...node.value.matchAll(/\S+/g)].map(({ index, 0: value }) => ({
    ...node,
    value,
    ...(exact && { start: from + index, end: from + index + value.length }),
  }))
}

/** `env: [{name, value}]`, `env: {NAME: value}` and compose's `environment: ["NAME=value"]`. */
function variablesOf(node: Node): Variable[] {
  if (node.kind === "sequence")
    return node.items.flatMap((item) => {
      if (item.kind !== "scalar") return variableOf(item)
      const equals = item.value.indexOf("=")
      if (equals === -1) return []
      return [
        { name: item.value.slice(0, equals), value: { ...item, value: item.value.slice(equals + 1) }, node: item },
      ]
    })
  return entriesAt(node).flatMap(({ key, value }): Variable[] => {
    if (value.kind === "scalar") return [{ name: key.value, value, node: value }]
    const given = scalarAt(value, "value")
    return [{ name: key.value, node: value, ...(given && { value: given }) }]
  })
}

/** A variable of `env`. */
export function variableOf(item: Node): Variable[] {
  const name = textAt(item, "name")
  if (name === undefined) return []
  const value = scalarAt(item, "value")
  return [{ name, node: item, ...(value && { value }) }]
}

/** An entry of `volumeMounts`, with its volume. */
export function mountOf(node: Node, volumes: readonly Volume[]): Mount[] {
  const path = textAt(node, "mountPath")
  if (path === undefined) return []
  const subPath = textAt(node, "subPath")
  const volume = volumes.find(({ name }) => name === textAt(node, "name"))
  return [{ path, node, ...(subPath !== undefined && { subPath }), ...(volume && { volume }) }]
}

/** An entry of `volumes`. */
export function volumeOf(node: Node): Volume {
  const name = textAt(node, "name") ?? ""
  const projected = itemsAt(node, "projected", "sources")
  if (projected.length > 0) return { name, kind: "projected", sources: projected.flatMap(sourcesOf), node }
  const sources = sourcesOf(node)
  const hostPath = textAt(node, "hostPath", "path")
  if (hostPath !== undefined) return { name, kind: "host-path", sources: [], hostPath, node }
  if (at(node, "emptyDir") !== undefined) return { name, kind: "empty-dir", sources: [], node }
  return { name, kind: sources[0]?.kind ?? "other", sources, node }
}

function sourcesOf(node: Node): VolumeSource[] {
  const kinds = [
    ["configMap", "name", "config-map"],
    ["secret", "secretName", "secret"],
    ["secret", "name", "secret"],
  ] as const
  return kinds.flatMap(([key, nameKey, kind]): VolumeSource[] => {
    const source = at(node, key)
    const name = textAt(source, nameKey)
    if (source === undefined || name === undefined) return []
    const items = itemsAt(source, "items").map((item) => ({
      key: textAt(item, "key") ?? "",
      path: textAt(item, "path") ?? "",
    }))
    return [{ kind, name, items, node: source }]
  })
}

/** Words to arguments: `--flag=value`, `--flag value`, `-flag`. */
export function argumentsOf(nodes: readonly Node[]): Argument[] {
  const words = nodes.filter((node) => node.kind === "scalar")
  return words.flatMap((node, index): Argument[] => {
    const [, flag, value] = /^(--?[A-Za-z][\w.-]*)(?:=([\s\S]*))?$/.exec(node.value) ?? []
    if (flag === undefined) return []
    const next = words[index + 1]
    const given = value ?? (next !== undefined && !next.value.startsWith("-") ? next.value : undefined)
    return [{ flag, node, ...(given !== undefined && { value: given }) }]
  })
}

/** `extraArgs` as a list of words, or as a map from the flag without its dashes to its value or values. */
function flagsOf(node: Node): Argument[] {
  if (node.kind === "sequence") return argumentsOf(node.items)
  return entriesAt(node).flatMap(({ key, value }): Argument[] => {
    const flag = key.value.startsWith("-") ? key.value : `--${key.value}`
    const values = value.kind === "sequence" ? value.items : [value]
    return values.flatMap((item) => (item.kind === "scalar" ? [{ flag, node: key, value: item.value }] : []))
  })
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
