import { at, entriesAt, itemsAt, type Node, type Scalar, scalarAt, textAt } from "../model/tree.ts"

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

/** `env: [{name, value}]`, `env: {NAME: value}` and compose's `environment: ["NAME=value"]`. */
export function variablesOf(node: Node | undefined): Variable[] {
  if (node?.kind === "sequence")
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
export function flagsOf(node: Node): Argument[] {
  if (node.kind === "sequence") return argumentsOf(node.items)
  return entriesAt(node).flatMap(({ key, value }): Argument[] => {
    const flag = key.value.startsWith("-") ? key.value : `--${key.value}`
    const values = value.kind === "sequence" ? value.items : [value]
    return values.flatMap((item) => (item.kind === "scalar" ? [{ flag, node: key, value: item.value }] : []))
  })
}
