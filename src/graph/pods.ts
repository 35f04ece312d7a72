import { posix } from "node:path"
import type { Inventory } from "../join/inventory.ts"
import type { DocumentFact } from "../model/facts.ts"
import { at, entriesAt, itemsAt, type Node, scalarAt, textAt } from "../model/tree.ts"
import { usageOf } from "../usage/index.ts"
import type { Mount, VolumeSource } from "../workloads/container-parts.ts"
import { effectiveContainers } from "../workloads/effective.ts"
import type { Container } from "../workloads/workloads.ts"
import { type Image, publishedImage } from "./built-images.ts"
import { absent, type Found, unknown } from "./contents.ts"
import { fileSystem, type Layer, normal, storeChange } from "./file-system.ts"
import { programOfImage } from "./images.table.ts"
import { namespaceOf, type ObjectKind, objectNamed } from "./objects.ts"
import {
  type Command,
  commandOf,
  commandsOf,
  type Environment,
  type Process,
  type SystemStore,
  type Text,
  textsOf,
} from "./process.ts"

/** The containers of a Kubernetes object, as processes. */
export function podProcesses(document: DocumentFact, inventory: Inventory): Process[] {
  if (document.carrier?.kind === "patch" || document.resource === undefined || document.template) return []
  const { overlays } = inventory
  // What several overlays make differently is not one process.
  const variants = effectiveContainers(overlays.variants.has(document) ? document : document, inventory)
  const [containers = []] = variants
  return containers.map((container) => podProcess(container, document, variants.length > 1, inventory))
}

function podProcess(container: Container, document: DocumentFact, varied: boolean, inventory: Inventory): Process {
  const { node, image } = container
  const owner = container.document
  const namespace = namespaceOf(document, inventory)
  const from = { path: document.path, namespace }
  const base = publishedImage(image)
  const environment = environmentOf(container, from, base, inventory)
  const layers = container.mounts.map((mount) => layerOf(mount, from, inventory))
  const injected = varied || isInjected(document)
  const files = fileSystem(
    layers,
    injected ? { read: () => unknown("something may be injected"), list: () => undefined } : base.files,
  )
  const label = usageOf(inventory).identities.label(document, document.resource!)
  return {
    id: `${label}, ${container.init ? "init container" : "container"} ${container.name}`,
    at: inventory.locate(owner.path, scalarAt(node, "name") ?? node, owner.inner),
    ...(image !== undefined && { image }),
    commands: commandsIn(container, environment, inventory),
    environment,
    files,
    network: { kind: "cluster", path: document.path, namespace },
    ports: itemsAt(node, "ports").flatMap((port) => {
      const number = Number(textAt(port, "containerPort"))
      const name = textAt(port, "name")
      return Number.isInteger(number) ? [{ number, ...(name !== undefined && { name }) }] : []
    }),
    system: systemOf(layers, base, environment),
    folder: textAt(node, "workingDir") ?? "/",
  }
}

/** A volume over the store of the distribution is a store that nothing updated. */
function systemOf(layers: readonly Layer[], base: Image, environment: Environment): SystemStore {
  if (environment.get("USE_SYSTEM_CA_CERTS") !== undefined)
    return { kind: "unknown", why: "the entry point adds to the store" }
  const why = storeChange(layers)
  if (why !== undefined) return { kind: "unknown", why }
  return base.system
}

/** Agents that put files into pods: of Vault, and of whatever calls itself an injector. */
function isInjected({ root }: DocumentFact): boolean {
  const template = at(root, "spec", "template") ?? at(root, "spec", "jobTemplate", "spec", "template") ?? root
  return entriesAt(template, "metadata", "annotations").some(({ key }) =>
    /inject(?!ed-by)|vault\.hashicorp\.com/.test(key.value),
  )
}

function commandsIn(container: Container, environment: Environment, inventory: Inventory): Command[] {
  const { node, document, image } = container
  const texts = (key: string) =>
    textsOf(itemsAt(node, key), document, inventory).map((text) => references(text, environment))
  const command = texts("command")
  const args = texts("args")
  const place = inventory.locate(document.path, scalarAt(node, "image") ?? node, document.inner)
  const main = mainCommand(command, args, image, place)
  const scripts = (inventory.files.get(document.path)?.scripts ?? []).filter(
    ({ scope, carrier, commands }) =>
      scope === "container" &&
      carrier?.kind === "container" &&
      commands.length > 0 &&
      commands.every(({ start }) => start >= node.start && start <= node.end),
  )
  const shell = main === undefined || /^(ba|da|a)?sh$/.test(main.tool)
  const probes = scripts.filter(({ carrier }) => carrier?.key === "exec")
  const run = shell ? scripts.filter(({ carrier }) => carrier?.key !== "exec") : []
  return [...(main === undefined ? [] : [main]), ...commandsOf([...run, ...probes], inventory)]
}

/** What is started: the command, or the arguments for the program of the image. */
export function mainCommand(
  command: readonly Text[],
  args: readonly Text[],
  image: string | undefined,
  at: Text["at"],
): Command | undefined {
  if (command.length > 0) return commandOf([...command, ...args])
  const known = image === undefined ? undefined : programOfImage(image)
  const [first] = args
  if (known === undefined) return args.length === 0 ? undefined : { tool: "", words: args, at }
  if (known.starts && first !== undefined && !first.value.startsWith("-") && /^[\w./-]+$/.test(first.value))
    return commandOf(args)
  return { tool: known.program, words: args, at }
}

interface From {
  readonly path: string
  readonly namespace: string
}

function environmentOf({ node, document }: Container, from: From, image: Image, inventory: Inventory): Environment {
  const values = new Map<string, Text | undefined>()
  const open = itemsAt(node, "envFrom").some((source) => !addAll(source, from, values, inventory))
  for (const item of itemsAt(node, "env")) {
    const name = textAt(item, "name")
    if (name === undefined) continue
    const value = scalarAt(item, "value")
    if (value !== undefined) {
      const [text] = textsOf([value], document, inventory)
      values.set(name, text && references(text, values))
    } else values.set(name, valueFrom(at(item, "valueFrom"), from, inventory))
  }
  for (const [name, value] of image.environment)
    if (!values.has(name))
      values.set(name, { value, literal: true, at: inventory.locate(document.path, node, document.inner) })
  return { get: (name) => values.get(name), open, names: [...values.keys()] }
}

/** `$(NAME)` stands for a variable that is set before. A text that is all of one variable stands where that does. */
function references(text: Text, values: Pick<Environment, "get">): Text {
  if (!text.value.includes("$(")) return text
  let literal = true
  let from: Text | undefined
  const value = text.value.replaceAll(/\$\((\w+)\)/g, (whole, name) => {
    const known = values.get(name)
    if (known === undefined || !known.literal) literal = false
    from ??= known
    return known?.value ?? whole
  })
  return { value, literal, at: /^\$\(\w+\)/.test(text.value) ? (from?.at ?? text.at) : text.at }
}

function valueFrom(node: Node | undefined, from: From, inventory: Inventory): Text | undefined {
  for (const [key, kind] of [
    ["configMapKeyRef", "ConfigMap"],
    ["secretKeyRef", "Secret"],
  ] as const) {
    const name = textAt(node, key, "name")
    const wanted = textAt(node, key, "key")
    if (name === undefined || wanted === undefined) continue
    const object = objectNamed(kind, name, from, inventory)
    const found = "why" in object ? undefined : object.key(wanted)
    return found?.kind === "content" ? plainText(found) : undefined
  }
  return undefined
}

function plainText({ content: { text, at } }: Extract<Found, { kind: "content" }>): Text | undefined {
  return text === undefined ? undefined : { value: text, at, literal: !/[{}$]/.test(text) }
}

/** Adds the variables of an `envFrom`; false where not all of them are known. */
function addAll(source: Node, from: From, values: Map<string, Text | undefined>, inventory: Inventory): boolean {
  const prefix = textAt(source, "prefix") ?? ""
  for (const [key, kind] of [
    ["configMapRef", "ConfigMap"],
    ["secretRef", "Secret"],
  ] as const) {
    const name = textAt(source, key, "name")
    if (name === undefined) continue
    const object = objectNamed(kind, name, from, inventory)
    if ("why" in object || object.keys === undefined) return false
    for (const one of object.keys) {
      const found = object.key(one)
      values.set(prefix + one, found.kind === "content" ? plainText(found) : undefined)
    }
  }
  return true
}

function layerOf({ path, subPath, volume, node }: Mount, from: From, inventory: Inventory): Layer {
  const place = normal(path)
  const closed = (why: string): Layer => ({ path: place, read: () => unknown(why), list: () => undefined })
  if (volume === undefined) return closed(`the volume of ${path} is not in the manifest`)
  if (!/^(config-map|secret|projected)$/.test(volume.kind))
    return closed(`the volume ${volume.name} is filled when it runs`)
  if (at(node, "subPathExpr") !== undefined) return closed(`what is mounted at ${path} is known when it runs`)
  const below = (rest: string) => [subPath ?? "", rest].filter((part) => part !== "").join("/")
  const others =
    volume.kind === "projected" && itemsAt(volume.node, "projected", "sources").length > volume.sources.length
  return {
    path: place,
    read: (rest) => readVolume(posix.normalize(below(rest)), volume.sources, others, from, inventory),
    list: (rest) =>
      rest === "" && subPath === undefined && !others ? namesOf(volume.sources, from, inventory) : undefined,
  }
}

function readVolume(
  file: string,
  sources: readonly VolumeSource[],
  others: boolean,
  from: From,
  inventory: Inventory,
): Found {
  let last: Found = others ? unknown("the volume has other sources") : absent(`${file} is in no source of the volume`)
  for (const source of [...sources].reverse()) {
    const item = source.items.find(({ path }) => path === file)
    if (source.items.length > 0 && item === undefined) continue
    const object = objectNamed(kindOf(source), source.name, from, inventory)
    const found = "why" in object ? unknown(object.why) : object.key(item?.key ?? file)
    if (found.kind === "content") return found
    if (found.kind === "unknown" || last.kind !== "unknown") last = found
  }
  return last
}

function namesOf(sources: readonly VolumeSource[], from: From, inventory: Inventory): string[] | undefined {
  const names: string[] = []
  for (const source of sources) {
    if (source.items.length > 0) {
      names.push(...source.items.map(({ path }) => path))
      continue
    }
    const object = objectNamed(kindOf(source), source.name, from, inventory)
    if ("why" in object || object.keys === undefined) return undefined
    names.push(...object.keys)
  }
  return names
}

function kindOf({ kind }: VolumeSource): ObjectKind {
  return kind === "secret" ? "Secret" : "ConfigMap"
}
