import type { DocumentKind } from "../model/facts.ts"
import type { Carrier, Language, ResourceRef } from "../model/source.ts"
import { at, entriesAt, itemsAt, type Node, type Scalar, scalarAt, textAt, walk } from "../model/tree.ts"
import { textsIn } from "./texts.ts"

/** A file that a document carries in one of its scalars. */
export interface Embedded {
  readonly scalar: Scalar
  /** What it is called where it is used: the key of a ConfigMap, the target path on a node. */
  readonly name: string
  readonly encoding: "text" | "base64" | "data-url" | "gzip-base64"
  readonly carrier: Carrier
  readonly language?: Language
  /** Whether a reader's fault may be ours. */
  readonly guessed?: boolean
  /** The way to the scalar in its document. */
  readonly pointer: readonly string[]
}

/** The files that a document carries: every reader and rule applies to each as to a file of its own. */
export function embeddedIn(
  root: Node,
  kind: DocumentKind,
  resource: ResourceRef | undefined,
  /** Parts of it that are documents of their own. */
  parts: readonly Node[] = [],
): Embedded[] {
  const carried: Embedded[] = []
  switch (kind) {
    case "kubernetes":
      carried.push(...ofObject(root, resource))
      break
    case "cloud-init":
      carried.push(...writeFiles(root, ["write_files"]))
      break
    case "ignition":
      carried.push(...ignition(root, []))
      break
    case "talos":
      carried.push(...talosFiles(root))
      break
    case "ansible":
      carried.push(...ansible(root))
      break
    case "kustomization":
      carried.push(...patches(root))
      break
    case "terraform":
      carried.push(...userData(root))
      break
  }
  if (kind === "plain" || kind === "helm-values") carried.push(...developmentCluster(root))
  return [...carried, ...textsIn(root, { kind, resource, known: [...carried.map(({ scalar }) => scalar), ...parts] })]
}

function ofObject(root: Node, resource: ResourceRef | undefined): Embedded[] {
  const kind = resource?.kind ?? textAt(root, "kind") ?? ""
  const group = (resource?.apiVersion ?? "").split("/")[0] ?? ""
  if (kind === "ConfigMap" || kind === "Secret") return dataKeys(root, kind, resource)
  if (kind === "MachineConfig") return ignition(at(root, "spec", "config"), ["spec", "config"])
  if (/^Kubeadm(ControlPlane|Config)(Template)?$|^(RKE2|K3s|Eks|Talos|Microk8s|KThrees)\w*$|^NodeadmConfig/.test(kind))
    return clusterApiFiles(root)
  if (kind === "Cluster" && /^kind\./.test(group)) return developmentCluster(root)
  if (kind === "Simple" && /k3d/.test(group)) return developmentCluster(root)
  if (kind === "Application" || kind === "ApplicationSet") return argoValues(root, resource)
  if (kind === "OpenTelemetryCollector") return collectorConfig(root, resource)
  if (kind === "EC2NodeClass" || kind === "AWSNodeTemplate") return nodeSettings(root, resource)
  return []
}

/** Before v1beta1 the configuration of a Collector was a text. */
function collectorConfig(root: Node, resource: ResourceRef | undefined): Embedded[] {
  const scalar = scalarAt(root, "spec", "config")
  if (scalar === undefined || !scalar.value.includes("\n")) return []
  return [
    {
      scalar,
      name: "collector.yaml",
      encoding: "text",
      language: "yaml",
      carrier: { kind: "values", key: "spec.config", ...(resource && { resource }) },
      pointer: ["spec", "config"],
    },
  ]
}

function dataKeys(root: Node, kind: "ConfigMap" | "Secret", resource: ResourceRef | undefined): Embedded[] {
  const carrier = kind === "Secret" ? "secret" : "config-map"
  const sections = [
    ["data", kind === "Secret" ? "base64" : "text"],
    ["stringData", "text"],
    ["binaryData", "base64"],
  ] as const
  return sections.flatMap(([section, encoding]) =>
    entriesAt(root, section).flatMap(({ key, value }): Embedded[] => {
      if (value.kind !== "scalar" || value.value === "") return []
      // A file with actions in it is a template of its own; a value that is an action is unknown.
      if (value.type === "template" && (encoding !== "text" || !value.value.includes("\n"))) return []
      return [
        {
          scalar: value,
          name: key.value,
          encoding,
          carrier: { kind: carrier, key: key.value, ...(resource && { resource }) },
          // Argo Workflows keeps YAML under keys without an ending, and so did MetalLB.
          ...(yamlMaps.test(resource?.name ?? "") && section === "data" && { language: "yaml" as const }),
          ...(key.value === "config" && /^address-pools:/m.test(value.value) && { language: "yaml" as const }),
          pointer: [section, key.value],
        },
      ]
    }),
  )
}

function writeFiles(root: Node, pointer: readonly string[]): Embedded[] {
  return itemsAt(root, ...pointer).flatMap((item, index): Embedded[] => {
    const content = scalarAt(item, "content")
    const path = textAt(item, "path") ?? ""
    if (content === undefined) return []
    const coding = (textAt(item, "encoding") ?? "").toLowerCase()
    const encoding = /gz/.test(coding) ? "gzip-base64" : /b64|base64/.test(coding) ? "base64" : "text"
    return [
      {
        scalar: content,
        name: path,
        encoding,
        carrier: { kind: "write-files", key: path },
        pointer: [...pointer, `${index}`, "content"],
      },
    ]
  })
}

function clusterApiFiles(root: Node): Embedded[] {
  const found: Embedded[] = []
  for (const { path, node } of walk(root))
    if (path.at(-1) === "files" && node.kind === "sequence") found.push(...writeFiles(root, path))
  return found
}

function ignition(root: Node | undefined, pointer: readonly string[]): Embedded[] {
  const files = itemsAt(root, "storage", "files").flatMap((item, index): Embedded[] => {
    const path = textAt(item, "path") ?? ""
    const carrier: Carrier = { kind: "ignition", key: path }
    const way = [...pointer, "storage", "files", `${index}`, "contents"]
    const source = scalarAt(item, "contents", "source")
    if (source?.value.startsWith("data:"))
      return [{ scalar: source, name: path, encoding: "data-url", carrier, pointer: [...way, "source"] }]
    const inline = scalarAt(item, "contents", "inline")
    return inline === undefined
      ? []
      : [{ scalar: inline, name: path, encoding: "text", carrier, pointer: [...way, "inline"] }]
  })
  const units = itemsAt(root, "systemd", "units").flatMap((unit, index) => {
    const name = textAt(unit, "name") ?? ""
    const way = [...pointer, "systemd", "units", `${index}`]
    const dropins = itemsAt(unit, "dropins").map((dropin, number) =>
      unitFile(dropin, `${name}.d/${textAt(dropin, "name") ?? ""}`, [...way, "dropins", `${number}`]),
    )
    return [unitFile(unit, name, way), ...dropins].filter((found) => found !== undefined)
  })
  return [...files, ...units]
}

function unitFile(node: Node, name: string, pointer: readonly string[]): Embedded | undefined {
  const scalar = scalarAt(node, "contents")
  return (
    scalar && {
      scalar,
      name: `/etc/systemd/system/${name}`,
      encoding: "text",
      language: "systemd",
      carrier: { kind: "ignition", key: name },
      pointer: [...pointer, "contents"],
    }
  )
}

function talosFiles(root: Node): Embedded[] {
  return itemsAt(root, "machine", "files").flatMap((item, index): Embedded[] => {
    const content = scalarAt(item, "content")
    const path = textAt(item, "path") ?? ""
    if (content === undefined) return []
    return [
      {
        scalar: content,
        name: path,
        encoding: "text",
        carrier: { kind: "machine-files", key: path },
        pointer: ["machine", "files", `${index}`, "content"],
      },
    ]
  })
}

/** What tasks write: `copy: {content, dest}`, a block or a line put into a file, in any spelling of the module. */
function ansible(root: Node): Embedded[] {
  const found: Embedded[] = []
  for (const { path, node } of walk(root)) {
    const [, module = ""] = writingModules.exec(path.at(-1) ?? "") ?? []
    if (module === "" || node.kind !== "mapping") continue
    const key = /copy$/.test(module)
      ? "content"
      : module === "lineinfile"
        ? "line"
        : module === "blockinfile"
          ? "block"
          : "replace"
    const content = scalarAt(node, key)
    const target = ["dest", "path", "name", "destfile"].map((one) => textAt(node, one)).find((one) => one !== undefined)
    if (content === undefined || textAt(node, "state") === "absent") continue
    found.push({
      scalar: content,
      name: target ?? "",
      encoding: "text",
      // A part of a file need not be whole.
      ...(key !== "content" && { guessed: true }),
      carrier: { kind: "ansible", key: target ?? "" },
      pointer: [...path, key],
    })
  }
  return found
}

const writingModules =
  /^(?:(?:ansible\.builtin|ansible\.legacy|ansible\.windows|community\.windows)\.)?((?:win_)?copy|lineinfile|blockinfile|replace)$/

/** kind's `containerdConfigPatches` and k3d's `registries.config`. */
function developmentCluster(root: Node): Embedded[] {
  const found: Embedded[] = []
  const toml = [
    at(root, "containerdConfigPatches"),
    ...itemsAt(root, "nodes").map((node) => at(node, "containerdConfigPatches")),
  ]
  for (const patch of toml) {
    for (const [index, scalar] of itemsAt(patch).entries()) {
      if (scalar.kind !== "scalar") continue
      const pointer = ["containerdConfigPatches", `${index}`]
      found.push({
        scalar,
        name: "containerd/config.toml",
        encoding: "text",
        language: "toml",
        carrier: { kind: "patch", key: "containerdConfigPatches" },
        pointer,
      })
    }
  }
  const registries = scalarAt(root, "registries", "config")
  if (registries !== undefined)
    found.push({
      scalar: registries,
      name: "k3s/registries.yaml",
      encoding: "text",
      language: "yaml",
      carrier: { kind: "patch", key: "registries.config" },
      pointer: ["registries", "config"],
    })
  return found
}

function argoValues(root: Node, resource: ResourceRef | undefined): Embedded[] {
  const found: Embedded[] = []
  for (const { path, node } of walk(root)) {
    if (node.kind !== "scalar" || path.at(-1) !== "values" || path.at(-2) !== "helm") continue
    found.push({
      scalar: node,
      name: "values.yaml",
      encoding: "text",
      language: "yaml",
      carrier: { kind: "values", ...(resource && { resource }) },
      pointer: path,
    })
  }
  return found
}

/** Bottlerocket takes its settings as TOML from the user data that Karpenter gives its nodes. */
function nodeSettings(root: Node, resource: ResourceRef | undefined): Embedded[] {
  const scalar = scalarAt(root, "spec", "userData")
  if (scalar === undefined || !/^\s*\[settings[.\]]/m.test(scalar.value)) return []
  const carrier: Carrier = { kind: "values", key: "spec.userData", ...(resource && { resource }) }
  return [{ scalar, name: "userdata.toml", encoding: "text", language: "toml", carrier, pointer: ["spec", "userData"] }]
}

/** Inline patches of a kustomization: strategic merge and JSON 6902 alike are YAML. */
function patches(root: Node): Embedded[] {
  const listed = ["patches", "patchesJson6902"].flatMap((key) =>
    itemsAt(root, key).map((item, index) => ({
      scalar: scalarAt(item, "patch"),
      pointer: [key, `${index}`, "patch"],
    })),
  )
  const merged = itemsAt(root, "patchesStrategicMerge").map((item, index) => ({
    scalar: item.kind === "scalar" && item.value.includes("\n") ? item : undefined,
    pointer: ["patchesStrategicMerge", `${index}`],
  }))
  return [...listed, ...merged].flatMap(({ scalar, pointer }): Embedded[] =>
    scalar === undefined
      ? []
      : [
          {
            scalar,
            name: "patch.yaml",
            encoding: "text",
            language: "yaml",
            carrier: { kind: "patch", key: "kustomize" },
            pointer,
          },
        ],
  )
}

/** `user_data` and its like: a shell script or cloud-config, as its first line says. */
function userData(root: Node): Embedded[] {
  const found: Embedded[] = []
  for (const { path, node } of walk(root)) {
    if (node.kind !== "scalar" || !node.value.includes("\n")) continue
    const name = path.at(-1) ?? ""
    if (/^#cloud-config/.test(node.value.trimStart()))
      found.push({
        scalar: node,
        name: "cloud-config.yaml",
        encoding: "text",
        language: "yaml",
        carrier: { kind: "terraform", key: name },
        pointer: path,
      })
    // Without its header it is no user data for cloud-init, which is what there is to say of it.
    else if (
      /^user_?data(_base64)?$/.test(name) &&
      /^(?!#!|[A-Z][\w-]*:)/.test(node.value.trimStart()) &&
      /^(ca[-_]certs|write_files|runcmd):/m.test(node.value)
    )
      found.push({
        scalar: node,
        name: "user-data.yaml",
        encoding: "text",
        language: "yaml",
        carrier: { kind: "terraform", key: name },
        pointer: path,
      })
    else if (/^#!/.test(node.value.trimStart()))
      found.push({
        scalar: node,
        name: "user-data.sh",
        encoding: "text",
        language: "shell",
        carrier: { kind: "terraform", key: name },
        pointer: path,
      })
    else if (path.at(-2) === "values" && path.includes("helm_release"))
      found.push({
        scalar: node,
        name: "values.yaml",
        encoding: "text",
        language: "yaml",
        carrier: { kind: "values", key: "helm_release" },
        pointer: path,
      })
  }
  return found
}

const yamlMaps = /^(workflow-controller-configmap|artifact-repositories)$/
